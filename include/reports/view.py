"""The report as a reader meets it: one model that HTML, XLSX and the terminal render."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from include.iku.model import Change, Freshness, Missing, Report, Value
from include.iku.period import Period
from include.iku.regulation import ALWAYS_READ, Indicator, Regulation
from include.reports.format import day, moment

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

    @property
    def label(self) -> str:
        return f"{self.regulation.regulasi} · IKU {self.indicator.kode}"

    @property
    def oldest(self) -> SourceView:
        """The dataset that was extracted longest ago, or never."""
        return min(self.sources, key=lambda source: source.freshness.extracted_at or datetime.min)

    @property
    def lacking(self) -> tuple[LackView, ...]:
        """What the number lacks: by its own evidence, by what its datasets rejected or hold, and by their age."""
        own = [LackView(m.keterangan, m.jumlah) for m in self.missing]
        rows = [LackView(f"{s.dataset}, {m.keterangan}", m.jumlah) for s in self.sources for m in s.missing]
        old = [
            LackView(f"{s.dataset} basi, terakhir diambil {moment(s.freshness.extracted_at)}", None)
            for s in self.sources
            if s.stale
        ]
        return (*own, *rows, *old)

    @property
    def reasons(self) -> tuple[ReasonView, ...]:
        """The changes by reason, the most frequent first."""
        counts = Counter((change.alasan_lama, change.alasan_baru) for change in self.changes)
        return tuple(ReasonView(*reasons, count) for reasons, count in counts.most_common())


@dataclass(frozen=True)
class ReportView:
    report: Report
    indicators: tuple[IndicatorView, ...]
    sources: tuple[SourceView, ...]

    @property
    def compared_to(self) -> str | None:
        if self.report.compared_to is None:
            return None
        as_of, version = self.report.compared_to
        return f"{day(as_of)} versi {version}"


def view_of(report: Report) -> ReportView:
    """Every indicator that the report holds, in the order of its regulations."""
    sources = tuple(_source(report, freshness) for freshness in report.freshness)
    indicators = tuple(
        _indicator(report, regulation, indicator, sources)
        for regulation in report.regulations
        for indicator in regulation.indikator
    )
    return ReportView(report, indicators, sources)


def _source(report: Report, freshness: Freshness) -> SourceView:
    """Stale is a dataset that was last extracted more than two days before the report day ended, or the report was made."""
    ended = Period(report.as_of).valid_before.astimezone(UTC).replace(tzinfo=None)
    oldest = min(ended, report.computed_at) - STALE_AFTER
    stale = freshness.extracted_at is None or freshness.extracted_at < oldest
    return SourceView(freshness, stale, tuple(m for m in report.missing if m.dataset == freshness.dataset))


def _indicator(
    report: Report, regulation: Regulation, indicator: Indicator, sources: Sequence[SourceView]
) -> IndicatorView:
    key = (regulation.regulasi, indicator.kode)
    values = [value for value in report.values if (value.regulasi, value.kode) == key]
    read = {*indicator.membaca, *ALWAYS_READ}
    home = {row.id_prodi: row.id_fakultas for row in report.evidence if (row.regulasi, row.kode) == key}
    return IndicatorView(
        regulation=regulation,
        indicator=indicator,
        in_force=regulation.in_force(report.as_of),
        whole=next(value for value in values if value.level == "pt"),
        faculties=_faculties(values, home),
        missing=tuple(m for m in report.missing if (m.regulasi, m.kode) == key),
        sources=tuple(source for source in sources if source.dataset in read),
        changes=tuple(change for change in report.changes if (change.regulasi, change.kode) == key),
    )


def _faculties(values: Sequence[Value], home: dict[str | None, str | None]) -> tuple[FacultyView, ...]:
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
