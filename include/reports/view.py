"""The report as a reader meets it: one model that HTML, XLSX and the terminal render."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from include.calendar import CAMPUS_ZONE
from include.iku.model import Change, Freshness, Missing, Report, Value
from include.iku.period import Period
from include.iku.regulation import Indicator, Regulation, load_regulations

STALE_AFTER = timedelta(days=2)


@dataclass(frozen=True)
class IndicatorView:
    regulation: Regulation
    indicator: Indicator
    whole: Value
    fakultas: tuple[Value, ...]
    prodi: tuple[Value, ...]
    missing: tuple[Missing, ...]
    changes: tuple[Change, ...]

    @property
    def difference(self) -> Decimal | None:
        """Against the report that this one is compared with."""
        if self.whole.nilai is None or self.whole.nilai_sebelum is None:
            return None
        return self.whole.nilai - self.whole.nilai_sebelum

    @property
    def label(self) -> str:
        return f"{self.regulation.kode} · IKU {self.indicator.kode}"


def indicator_views(report: Report) -> tuple[IndicatorView, ...]:
    """One view for every indicator of the report, in the order of the regulations."""
    return tuple(
        _view(report, regulation, indicator) for regulation in load_regulations() for indicator in regulation.indicators
    )


def general_missing(report: Report) -> tuple[Missing, ...]:
    return tuple(missing for missing in report.missing if missing.regulasi is None)


def is_stale(freshness: Freshness, report: Report) -> bool:
    """Whether a dataset was last extracted more than two days before the report day ended (or the report was made)."""
    if freshness.extracted_at is None:
        return True
    ended = Period(report.as_of).valid_before.astimezone(CAMPUS_ZONE).replace(tzinfo=None)
    return freshness.extracted_at < min(ended, report.computed_at) - STALE_AFTER


def _view(report: Report, regulation: Regulation, indicator: Indicator) -> IndicatorView:
    def mine(rows: Sequence[Value]) -> list[Value]:
        return [row for row in rows if (row.regulasi, row.kode) == (regulation.kode, indicator.kode)]

    values = mine(report.values)
    return IndicatorView(
        regulation=regulation,
        indicator=indicator,
        whole=next(v for v in values if v.level == "pt"),
        fakultas=tuple(v for v in values if v.level == "fakultas"),
        prodi=tuple(v for v in values if v.level == "prodi"),
        missing=tuple(m for m in report.missing if (m.regulasi, m.kode) == (regulation.kode, indicator.kode)),
        changes=tuple(c for c in report.changes if (c.regulasi, c.kode) == (regulation.kode, indicator.kode)),
    )
