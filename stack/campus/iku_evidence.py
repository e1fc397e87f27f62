"""Who and what counts for the IKU of the sample campus, straight from its true rows."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from stack.campus.model import Campus, Key, Row, Values
from stack.campus.reference import minimum_wages, wage
from stack.campus.semesters import code, number_of_code, starts
from stack.campus.units import TERMS

Indicator = tuple[str, str]
"""Regulation and code."""
AEE, OUTCOMES_358 = ("358-M-KEP-2025", "1"), ("358-M-KEP-2025", "2")
OUTCOMES_210, COURSES_210 = ("210-M-2023", "1"), ("210-M-2023", "7")

DIPLOMA_AND_BACHELOR = {"20", "21", "22", "23", "30"}
LEAVE_LIMIT = 2
"""Semesters on leave; who took more is not counted in the AEE."""
IDEAL_AEE = {"20": 100, "21": 50, "22": 33, "23": 25, "30": 25, "35": 50, "40": 33}
"""Graduates on curriculum time per hundred students, by level."""


@dataclass(frozen=True)
class Piece:
    """What one person or course adds to the numerator. Each adds one to the denominator of its stratum."""

    key: str
    prodi: str
    stratum: str
    """The level for AEE, empty for indicators that know no strata."""
    added: Fraction


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

    def level(self, prodi: str) -> str | None:
        return self.prodi[prodi]["id_jenjang_pendidikan"] if prodi in self.prodi else None


def evidence(campus: Campus, day: date) -> Evidence:
    view = View(campus, day)
    return {
        AEE: _efficiency(view),
        OUTCOMES_358: _outcomes(view, _weight_358),
        OUTCOMES_210: _outcomes(view, _weight_210),
        COURSES_210: _courses(view),
    }


def _efficiency(view: View) -> list[Piece]:
    """Who was registered in the academic year or graduated in the budget year; those count who did so on curriculum time."""
    on_leave: Counter[str] = Counter()
    registered = set()
    for (id_, term), row in view.rows("aktivitas_kuliah"):
        on_leave[id_] += row.values["id_status_mahasiswa"] == "C"
        if term in view.academic_year:
            registered.add(id_)
    graduates = dict(_graduates(view, view.day.year))
    exits = _exits(view)
    pieces = []
    for (id_,), row in view.rows("riwayat_pendidikan"):
        student = row.values
        level = view.level(student["id_prodi"])
        if level is None or level not in IDEAL_AEE or on_leave[id_] > LEAVE_LIMIT:
            continue
        on_time = False
        if id_ in graduates:
            last, first = (
                number_of_code(term) for term in (graduates[id_]["id_periode_keluar"], student["id_periode_masuk"])
            )
            on_time = last - first + 1 - on_leave[id_] <= TERMS[level]
        if id_ in graduates or (id_ in registered and id_ not in exits):
            pieces.append(Piece(id_, student["id_prodi"], level, Fraction(int(on_time))))
    return pieces


def _exits(view: View) -> set[str]:
    """Who left by the day, and did not graduate in the budget year: riwayat_pendidikan says so, or else lulusan."""
    exits = {}
    for table in ("lulusan", "riwayat_pendidikan"):
        for (id_,), row in view.rows(table):
            kind, left = row.values["id_jenis_keluar"], row.values["tanggal_keluar"]
            if kind is not None and left <= view.day:
                exits[id_] = (kind, left)
    return {id_ for id_, (kind, left) in exits.items() if kind != "1" or left.year < view.day.year}


def _graduates(view: View, year: int) -> Iterator[tuple[str, Values]]:
    for (id_,), row in view.rows("lulusan"):
        left = row.values["tanggal_keluar"]
        if row.values["id_jenis_keluar"] == "1" and left.year == year and left <= view.day:
            yield id_, row.values


def _outcomes(view: View, weigh: Callable[[Values, date, int], Fraction]) -> list[Piece]:
    """The graduates of the year before who answered by the day."""
    year = view.day.year
    answers = {key: row.values for key, row in view.rows("tracer_study") if row.values["tanggal_isi"] <= view.day}
    return [
        Piece(id_, graduate["id_prodi"], "", weigh(answer, graduate["tanggal_keluar"], year))
        for id_, graduate in _graduates(view, year - 1)
        if view.level(graduate["id_prodi"]) in DIPLOMA_AND_BACHELOR
        and (answer := answers.get((graduate["nim"], year - 1)))
    ]


def _a_year_later(graduated: date) -> date:
    leap_day = (graduated.month, graduated.day) == (2, 29)
    return graduated.replace(year=graduated.year + 1, day=28 if leap_day else graduated.day)


def _weight_358(answer: Values, graduated: date, year: int) -> Fraction:
    status, wait, income, position = (answer[name] for name in ("f8", "f502", "f505", "f5c"))
    if status == "4":
        in_time = answer["f18d"] is not None and answer["f18d"] < _a_year_later(graduated)
        return Fraction(6, 10) if in_time else Fraction(0)
    if status not in ("1", "3") or wait is None or income is None:
        return Fraction(0)
    floor = wage(minimum_wages(), answer["f5a1"], year)
    above = floor is not None and income * 10 > floor * 12
    if status == "3" and position in ("1", "2"):
        early = 0 < wait < 6
        tenths = (12 if early else 10) if above else (8 if early else 6)
    elif status == "3" and position == "4":
        tenths = (10 if above else 6) if wait == 0 else (5 if above else 3) if wait < 6 else (4 if above else 2)
    elif wait >= 12:
        tenths = 0
    else:
        tenths = 6 if not above else 10 if wait < 6 else 8
    return Fraction(tenths, 10)


def _weight_210(answer: Values, graduated: date, year: int) -> Fraction:
    status, wait, income = (answer[name] for name in ("f8", "f502", "f505"))
    if status == "4":
        return Fraction(int(answer["f18d"] is not None and answer["f18d"] <= _a_year_later(graduated)))
    if status not in ("1", "3") or wait is None or income is None or wait > 12:
        return Fraction(0)
    floor = wage(minimum_wages(), answer["f5a1"], year)
    enough = floor is not None and income * 10 >= floor * 12
    early = wait <= 6
    if status == "3":
        tenths = (12 if enough else 10) if early else (10 if enough else 8)
    else:
        tenths = (10 if enough else 7) if early else (8 if enough else 5)
    return Fraction(tenths, 10)


def _courses(view: View) -> list[Piece]:
    """The courses that students take in the budget year; those count whose plan is at least half participation and projects."""
    attended = {class_ for (class_, _), _ in view.rows("peserta_kelas")}
    taken = {
        row.values["id_matkul"]
        for (class_,), row in view.rows("kelas_kuliah")
        if class_ in attended and row.values["id_semester"] in view.terms
    }
    plans = _plans(view)
    return [
        Piece(id_, row.values["id_prodi"], "", Fraction(int(_is_collaborative(plans[id_]))))
        for (id_,), row in view.rows("mata_kuliah")
        if id_ in taken and view.level(row.values["id_prodi"]) in DIPLOMA_AND_BACHELOR
    ]


def _plans(view: View) -> dict[str, list[tuple[str, Fraction]]]:
    """Kind and weight of the components, by course."""
    plans: dict[str, list[tuple[str, Fraction]]] = defaultdict(list)
    for _, row in view.rows("rencana_evaluasi"):
        component = (row.values["id_jenis_evaluasi"], Fraction(row.values["bobot_evaluasi"]))
        plans[row.values["id_matkul"]].append(component)
    return plans


def _is_collaborative(plan: list[tuple[str, Fraction]]) -> bool:
    total = sum((weight for _, weight in plan), Fraction(0))
    joint = sum((weight for kind, weight in plan if kind in ("2", "3")), Fraction(0))
    return total > 0 and 2 * joint >= total
