"""What a report date means: its budget year, and the semesters that count for it."""

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
    def quarter_number(self) -> int:
        return (self.as_of.month + 2) // 3

    @property
    def quarter(self) -> str:
        return f"{self.year}Q{self.quarter_number}"

    @property
    def budget_semesters(self) -> tuple[str, ...]:
        """(T-1)2 from 1 February and T1 from 1 August of the budget year T: a semester counts once it has begun."""
        begun = []
        if self.as_of >= date(self.year, 2, 1):
            begun.append(f"{self.year - 1}2")
        if self.as_of >= date(self.year, 8, 1):
            begun.append(f"{self.year}1")
        return tuple(begun)

    @property
    def academic_semesters(self) -> tuple[str, str]:
        """(T-1)1 and (T-1)2: the academic year that ends within the budget year T."""
        return f"{self.year - 1}1", f"{self.year - 1}2"

    @property
    def teaching_year(self) -> str:
        """The academic year of the report day by the year it begins in: T from 1 August, T-1 before."""
        return str(self.year if self.as_of >= date(self.year, 8, 1) else self.year - 1)

    @property
    def valid_before(self) -> datetime:
        """The instant at which the report day ends on campus."""
        return datetime.combine(self.as_of + timedelta(days=1), datetime.min.time(), CAMPUS_ZONE)

    def parameters(self) -> dict[str, Any]:
        """What the SQL of an indicator may ask for as `:name`, beside the limits (`batas`) of its own regulation."""
        return {
            "tanggal": self.as_of,
            "tahun": self.year,
            "tahun_lalu": self.year - 1,
            "awal_tahun": date(self.year, 1, 1),
            # An empty list is no SQL; no semester is called '-'.
            "semester_anggaran": self.budget_semesters or ("-",),
            "semester_akademik": self.academic_semesters,
            "tahun_ajaran": self.teaching_year,
        }
