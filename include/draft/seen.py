"""What was seen of a source."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

SAMPLE = 10_000
"""Rows that are looked at, at most. What is said of all rows comes from the source's own catalog."""

Row = dict[str, Any]


class Unusable(Exception):
    """An answer that cannot be used. Says why and what to answer instead, in Indonesian, without any personal value."""


@dataclass(frozen=True)
class Column:
    """`native` is the type in the source's own words, or empty where the source has no types."""

    name: str
    native: str = ""
    required: bool = False
    """Whether the source itself lets no row be without a value."""
    comment: str = ""
    changed: bool = False
    """Whether the source itself sets it at every change of a row."""


@dataclass(frozen=True)
class Seen:
    """`rows` are as they would stand in a message. `total` is how many there are, where the source says so."""

    columns: tuple[Column, ...]
    rows: list[Row]
    total: int | None = None
    keys: tuple[tuple[str, ...], ...] = ()
    """Keys that the source itself enforces, its primary key first."""
    options: dict[str, Any] = field(default_factory=dict)
    """What the contract must say of the source beside its name and connection."""
    topic: dict[str, Any] = field(default_factory=dict)
    """What the contract must say of the topic beside its name and partitions."""
    left_out: dict[str, str] = field(default_factory=dict)
    """Columns that a contract cannot have, and why."""
    versions: bool = False
    """Whether several rows may be versions of one, so that they share a key."""
    keyed: bool = False
    """Whether every message has a record key."""
    notes: tuple[str, ...] = ()
    """What somebody has to decide, a sentence each."""

    def values(self, column: str) -> list[Any]:
        return [row.get(column) for row in self.rows]
