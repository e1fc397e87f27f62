"""The sample campus on a day, and what an indicator counts of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import cached_property

from stack.campus.model import Campus, Key, Row, Values
from stack.campus.semesters import code, starts

Indicator = tuple[str, str]
"""Regulation and code."""
R358, R210, R3 = "358-M-KEP-2025", "210-M-2023", "3-M-2021"
GRADUATED = "1"
DIPLOMA_AND_BACHELOR = {"20", "21", "22", "23", "30"}


@dataclass(frozen=True)
class Piece:
    """What one person or thing adds to the numerator, and to the denominator of its stratum."""

    key: str
    prodi: str | None
    stratum: str
    """The level for AEE, empty for indicators that know no strata."""
    added: Fraction
    counted: Fraction = Fraction(1)
    faculty: str | None = None
    """Of a thing that belongs to a fakultas and to no prodi of it; else it is that of the prodi."""


Evidence = dict[Indicator, list[Piece]]


class View:
    """The usable rows as they were when a campus day ended."""

    def __init__(self, campus: Campus, day: date) -> None:
        self.campus, self.day = campus, day
        self.prodi = {key[0]: row.values for key, row in self.rows("program_studi")}
        budget_year = (2 * day.year - 1, 2 * day.year)
        self.terms = {code(term) for term in budget_year if starts(term) <= day}
        self.academic_year = {code(2 * day.year - 2), code(2 * day.year - 1)}
        """The two semesters of the academic year that ends within the budget year."""

    def rows(self, table: str) -> Iterator[tuple[Key, Row]]:
        return self.campus.as_of(table, self.day)

    def values(self, table: str) -> Iterator[Values]:
        return (row.values for _, row in self.rows(table))

    def level(self, prodi: str) -> str | None:
        return self.prodi[prodi]["id_jenjang_pendidikan"] if prodi in self.prodi else None

    def this_year(self, day: date | None) -> bool:
        """Whether it happened in the budget year, by the day of the view."""
        return day is not None and date(self.day.year, 1, 1) <= day <= self.day

    def within_the_year(self, begun: date, ended: date | None) -> bool:
        """Whether it held for a day at least between the first of January and the day of the view."""
        return begun <= self.day and (ended is None or ended >= date(self.day.year, 1, 1))

    @cached_property
    def exits(self) -> dict[str, tuple[str, date]]:
        """How and when registrations ended by the day: as riwayat_pendidikan says, or else lulusan."""
        found = {}
        for table in ("lulusan", "riwayat_pendidikan"):
            for (id_,), row in self.rows(table):
                kind, left = row.values["id_jenis_keluar"], row.values["tanggal_keluar"]
                if kind is not None and left <= self.day:
                    found[id_] = (kind, left)
        return found

    @cached_property
    def students(self) -> dict[str, Values]:
        return {key[0]: row.values for key, row in self.rows("riwayat_pendidikan")}

    @cached_property
    def active(self) -> dict[str, Values]:
        """Registrations that studied in the semesters of the budget year and have not left otherwise than by graduating."""
        left = {id_ for id_, (kind, _) in self.exits.items() if kind != GRADUATED}
        studied = {
            id_
            for (id_, term), row in self.rows("aktivitas_kuliah")
            if term in self.terms and row.values["id_status_mahasiswa"] in ("A", "M")
        }
        stayed = studied - left
        return {id_: values for id_, values in self.students.items() if id_ in stayed}

    @cached_property
    def lecturers(self) -> dict[str, Values]:
        """The homebase of every lecturer in the newest academic year that has begun and is on record."""
        begun = self.day.year if self.day.month >= 8 else self.day.year - 1
        homes = [row for row in self.values("penugasan_dosen") if row["apakah_homebase"] == "1"]
        years = [int(row["id_tahun_ajaran"]) for row in homes if int(row["id_tahun_ajaran"]) <= begun]
        return {row["id_dosen"]: row for row in homes if years and row["id_tahun_ajaran"] == str(max(years))}
