"""What a report date means: its budget year, and the semesters of that year which have begun."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from include.calendar import CAMPUS_ZONE


@dataclass(frozen=True)
class Period:
    as_of: date

    @property
    def year(self) -> int:
        return self.as_of.year

    @property
    def quarter(self) -> str:
        return f"{self.year}Q{(self.as_of.month + 2) // 3}"

    @property
    def semesters(self) -> tuple[str, ...]:
        """(T-1)2 from 1 February and T1 from 1 August of the budget year T: a semester counts once it has begun."""
        begun = []
        if self.as_of >= date(self.year, 2, 1):
            begun.append(f"{self.year - 1}2")
        if self.as_of >= date(self.year, 8, 1):
            begun.append(f"{self.year}1")
        return tuple(begun)

    @property
    def valid_before(self) -> datetime:
        """The instant at which the report day ends on campus."""
        return datetime.combine(self.as_of + timedelta(days=1), datetime.min.time(), CAMPUS_ZONE)

    def parameters(self) -> dict[str, Any]:
        return {
            "tanggal": self.as_of,
            "tahun": self.year,
            "tahun_lalu": self.year - 1,
            "awal_tahun": date(self.year, 1, 1),
            # An empty list is no SQL; no semester is called '-'.
            "semester": self.semesters or ("-",),
        }
