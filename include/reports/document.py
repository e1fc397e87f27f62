"""The report in words: what the page, the printed document and the picture show, so that they cannot differ."""

from __future__ import annotations

from dataclasses import dataclass

from include.reports.charts import Bar, Line
from include.reports.institution import Signatory


@dataclass(frozen=True)
class Row:
    """One number of one unit. `level` is pt, fakultas, prodi, or `tanpa` for the heading of prodi without fakultas."""

    level: str
    name: str
    population: str = ""
    fraction: str = ""
    value: str = ""
    target: str = ""
    achieved: str = ""
    change: str = ""
    status: str = ""
    tone: str = "wait"
    bar: Bar | None = None


@dataclass(frozen=True)
class Trend:
    line: Line
    since: str
    until: str
    low: str
    high: str


@dataclass(frozen=True)
class Mark:
    """What was told of the last day of a quarter, or of the same day a year before."""

    name: str
    day: str
    target: str
    value: str
    achieved: str
    status: str
    tone: str


@dataclass(frozen=True)
class Fact:
    label: str
    text: str


@dataclass(frozen=True)
class Lack:
    text: str
    count: str


@dataclass(frozen=True)
class Reason:
    before: str
    after: str
    count: str


@dataclass(frozen=True)
class Decided:
    question: str
    decision: str
    why: str


@dataclass(frozen=True)
class NotComputed:
    name: str
    why: str


@dataclass(frozen=True)
class Page:
    """One indicator."""

    anchor: str
    code: str
    name: str
    duty: str
    regulation: str
    in_force: bool
    whole: Row
    spark: Line | None
    trend: Trend | None
    marks: tuple[Mark, ...]
    facts: tuple[Fact, ...]
    better: str
    gold: str
    formula: str
    origin: str
    freshness: str
    lacking: tuple[Lack, ...]
    units: tuple[Row, ...]
    changed: str
    reasons: tuple[Reason, ...]
    decisions: tuple[Decided, ...]


@dataclass(frozen=True)
class Group:
    name: str
    pages: tuple[Page, ...]


@dataclass(frozen=True)
class Count:
    status: str
    tone: str
    count: int


@dataclass(frozen=True)
class Chapter:
    """One regulation."""

    name: str
    validity: str
    in_force: bool
    counts: tuple[Count, ...]
    groups: tuple[Group, ...]
    not_computed: tuple[NotComputed, ...]
    """What the regulation asks for and no data tell, and why."""


@dataclass(frozen=True)
class Source:
    dataset: str
    extracted: str
    newest: str
    stale: bool
    missing: tuple[Lack, ...]


@dataclass(frozen=True)
class Document:
    title: str
    institution: str
    place: str
    signatories: tuple[Signatory, ...]
    as_of: str
    version: int
    computed: str
    compared_to: str
    restated: str
    locked: str
    """Who verified the period of the report, and what that means for this version; empty where nobody has."""
    run: str
    chapters: tuple[Chapter, ...]
    sources: tuple[Source, ...]
