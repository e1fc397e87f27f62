"""The report as a reader meets it: one model that every file and the terminal render."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Protocol, TypeVar

from include.iku.evidence import Evidence
from include.iku.model import Change, Freshness, Missing, Report, Value
from include.iku.period import Period
from include.iku.regulation import ALWAYS_READ, Indicator, Regulation
from include.reports.format import day, moment
from include.reports.history import NO_HISTORY, History, Key, Milestone, Point

STALE_AFTER = timedelta(days=2)


@dataclass(frozen=True)
class SourceView:
    """A dataset that was read: how fresh it is and what of it did not arrive."""

    freshness: Freshness
    stale: bool
    missing: tuple[Missing, ...]

    @property
    def dataset(self) -> str:
        return self.freshness.dataset


@dataclass(frozen=True)
class FacultyView:
    """A fakultas with its prodi; `whole` is None for the prodi that have no fakultas."""

    whole: Value | None
    prodi: tuple[Value, ...]


@dataclass(frozen=True)
class ReasonView:
    """How many pieces of evidence changed from one reason to another."""

    before: str | None
    after: str | None
    count: int


@dataclass(frozen=True)
class LackView:
    text: str
    count: int | None


@dataclass(frozen=True)
class IndicatorView:
    regulation: Regulation
    indicator: Indicator
    in_force: bool
    whole: Value
    faculties: tuple[FacultyView, ...]
    missing: tuple[Missing, ...]
    sources: tuple[SourceView, ...]
    changes: tuple[Change, ...]
    evidence: tuple[Evidence, ...]
    trend: tuple[Point, ...]
    milestones: tuple[Milestone, ...]

    @property
    def oldest(self) -> SourceView:
        """The dataset that was extracted longest ago, or never."""
        return min(self.sources, key=lambda source: source.freshness.extracted_at or datetime.min)

    @property
    def lacking(self) -> tuple[LackView, ...]:
        """What the number lacks: by its own evidence, by what its datasets rejected or hold, and by their age."""
        own = [LackView(m.keterangan, m.jumlah) for m in self.missing]
        rows = [LackView(f"{s.dataset}, {m.keterangan}", m.jumlah) for s in self.sources for m in s.missing]
        old = [LackView(_age(s), None) for s in self.sources if s.stale]
        return (*own, *rows, *old)

    @property
    def reasons(self) -> tuple[ReasonView, ...]:
        """The changes by reason, the most frequent first."""
        counts = Counter((change.alasan_lama, change.alasan_baru) for change in self.changes)
        return tuple(ReasonView(*reasons, count) for reasons, count in counts.most_common())


@dataclass(frozen=True)
class GroupView:
    """The indicators of one goal (sasaran); `name` is None for those that are in none."""

    name: str | None
    indicators: tuple[IndicatorView, ...]


@dataclass(frozen=True)
class RegulationView:
    regulation: Regulation
    in_force: bool
    groups: tuple[GroupView, ...]

    @property
    def indicators(self) -> tuple[IndicatorView, ...]:
        return tuple(item for group in self.groups for item in group.indicators)


@dataclass(frozen=True)
class ReportView:
    report: Report
    regulations: tuple[RegulationView, ...]
    """Those in force on the report day first."""
    sources: tuple[SourceView, ...]

    @property
    def indicators(self) -> tuple[IndicatorView, ...]:
        return tuple(item for regulation in self.regulations for item in regulation.indicators)

    @property
    def compared_to(self) -> str | None:
        if self.report.compared_to is None:
            return None
        as_of, version = self.report.compared_to
        return f"{day(as_of)} versi {version}"


def _age(source: SourceView) -> str:
    if source.freshness.extracted_at is None:
        return f"{source.dataset} belum pernah diambil"
    return f"{source.dataset} basi, terakhir diambil {moment(source.freshness.extracted_at)}"


def view_of(report: Report, history: History = NO_HISTORY) -> ReportView:
    """Every indicator that the report holds, by regulation and goal."""
    sources = tuple(_source(report, freshness) for freshness in report.freshness)
    parts = _Parts(
        values=_by_indicator(report.values),
        evidence=_by_indicator(report.evidence),
        missing=_by_indicator(m for m in report.missing if m.kode is not None),
        changes=_by_indicator(report.changes),
        sources=sources,
        history=history,
    )
    views = [_regulation(report, regulation, parts) for regulation in report.regulations]
    return ReportView(report, tuple(sorted(views, key=lambda view: not view.in_force)), sources)


class _OfIndicator(Protocol):
    @property
    def regulasi(self) -> str | None: ...
    @property
    def kode(self) -> str | None: ...


Row = TypeVar("Row", bound=_OfIndicator)
Rows = Mapping[tuple[str | None, str | None], list[Row]]


@dataclass(frozen=True)
class _Parts:
    """The rows of a report by their indicator."""

    values: Rows[Value]
    evidence: Rows[Evidence]
    missing: Rows[Missing]
    changes: Rows[Change]
    sources: tuple[SourceView, ...]
    history: History


def _by_indicator(rows: Iterable[Row]) -> Rows[Row]:
    found: dict[tuple[str | None, str | None], list[Row]] = defaultdict(list)
    for row in rows:
        found[row.regulasi, row.kode].append(row)
    return found


def _source(report: Report, freshness: Freshness) -> SourceView:
    """Stale is a dataset that was last extracted more than two days before the report day ended, or the report was made."""
    ended = Period(report.as_of).valid_before.astimezone(UTC).replace(tzinfo=None)
    oldest = min(ended, report.computed_at) - STALE_AFTER
    stale = freshness.extracted_at is None or freshness.extracted_at < oldest
    return SourceView(freshness, stale, tuple(m for m in report.missing if m.dataset == freshness.dataset))


def _regulation(report: Report, regulation: Regulation, parts: _Parts) -> RegulationView:
    in_force = regulation.in_force(report.as_of)
    items = {each.kode: _indicator(regulation, each, in_force, parts) for each in regulation.indikator}
    goal_of = {code: goal.nama for goal in regulation.sasaran for code in goal.indikator}
    names = [*(goal.nama for goal in regulation.sasaran), None]
    groups = [
        GroupView(name, tuple(item for code, item in items.items() if goal_of.get(code) == name)) for name in names
    ]
    return RegulationView(regulation, in_force, tuple(group for group in groups if group.indicators))


def _indicator(regulation: Regulation, indicator: Indicator, in_force: bool, parts: _Parts) -> IndicatorView:
    key: Key = (regulation.regulasi, indicator.kode)
    values, evidence = parts.values[key], parts.evidence.get(key, [])
    read = {*indicator.membaca, *ALWAYS_READ}
    return IndicatorView(
        regulation=regulation,
        indicator=indicator,
        in_force=in_force,
        whole=next(value for value in values if value.level == "pt"),
        faculties=_faculties(values, {row.id_prodi: row.id_fakultas for row in evidence}),
        missing=tuple(parts.missing.get(key, [])),
        sources=tuple(source for source in parts.sources if source.dataset in read),
        changes=tuple(parts.changes.get(key, [])),
        evidence=tuple(evidence),
        trend=parts.history.trend.get(key, ()),
        milestones=parts.history.milestones.get(key, ()),
    )


def _faculties(values: Iterable[Value], home: dict[str | None, str | None]) -> tuple[FacultyView, ...]:
    """Every fakultas by name with its prodi by name, and last the prodi without one."""
    named = sorted(values, key=lambda value: value.unit_nama.casefold())
    prodi = [value for value in named if value.level == "prodi"]
    faculties = [
        FacultyView(whole, tuple(p for p in prodi if home[p.unit_id] == whole.unit_id))
        for whole in named
        if whole.level == "fakultas"
    ]
    alone = tuple(p for p in prodi if home[p.unit_id] is None)
    return (*faculties, FacultyView(None, alone)) if alone else tuple(faculties)
