"""Who and what counts for the IKU of the sample campus, straight from its true rows."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from datetime import date
from fractions import Fraction

from stack.campus import iku_declared, iku_lecturers, iku_students, iku_works
from stack.campus.iku_view import DIPLOMA_AND_BACHELOR, GRADUATED, R3, R210, R358, Evidence, Piece, View
from stack.campus.model import Campus, Values
from stack.campus.reference import minimum_wages, wage
from stack.campus.semesters import number_of_code
from stack.campus.units import TERMS
from stack.campus.years import years_later

AEE, OUTCOMES_358 = (R358, "1"), (R358, "2")
OUTCOMES_210, COURSES_210 = (R210, "1"), (R210, "7")
WITHOUT_D1 = DIPLOMA_AND_BACHELOR - {"20"}
LEAVE_LIMIT = 2
"""Semesters on leave; who took more is not counted in the AEE."""
IDEAL_AEE = {"20": 100, "21": 50, "22": 33, "23": 25, "30": 25, "35": 50, "40": 33}
"""Graduates on curriculum time per hundred students, by level."""


def evidence(campus: Campus, day: date) -> Evidence:
    view = View(campus, day)
    return {
        AEE: _efficiency(view),
        OUTCOMES_358: _outcomes(view, _weight_358),
        (R358, "3"): iku_students.active_358(view),
        (R358, "4"): iku_lecturers.recognised_358(view),
        (R358, "5"): iku_works.outputs_358(view),
        (R358, "6"): iku_works.publications_358(view),
        (R358, "7"): iku_declared.sdgs_358(view),
        (R358, "8"): iku_lecturers.policy_makers_358(view),
        (R358, "9"): iku_declared.income_358(view),
        (R358, "10"): iku_declared.integrity_zones_358(view),
        (R358, "11.1"): iku_declared.opinion_358(view),
        (R358, "11.2"): iku_declared.accountability_358(view),
        (R358, "11.3"): iku_declared.violations_358(view),
        (R358, "11.4"): iku_declared.prevention_358(view),
        (R358, "12"): iku_declared.welfare_358(view),
        (R358, "S1"): iku_students.share_of_levels(view, iku_students.POSTGRADUATE),
        (R358, "S2"): iku_students.share_of_levels(view, iku_students.MASTER),
        (R358, "S3"): iku_works.publications(view, lambda work: Fraction(int(work["kuartil"] == "TOP"))),
        (R358, "S4"): iku_works.publications(view, lambda work: Fraction(int(work["kuartil"] == "Q1"))),
        (R358, "S5"): iku_works.publications(view, lambda work: Fraction(int(work["kolaborasi_internasional"]))),
        (R358, "S6"): iku_declared.industry_income_358(view),
        OUTCOMES_210: _outcomes(view, _weight_210),
        (R210, "2"): iku_students.active_210(view),
        (R210, "3"): iku_lecturers.outside_210(view),
        (R210, "4"): iku_lecturers.qualified_210(view),
        (R210, "5"): iku_lecturers.applied_210(view),
        (R210, "6"): iku_works.partners_210(view),
        COURSES_210: _courses(view, DIPLOMA_AND_BACHELOR),
        (R210, "8"): iku_declared.accredited_210(view),
        (R3, "1"): _placed_3(view),
        (R3, "2"): iku_students.active_3(view),
        (R3, "7"): _courses(view, WITHOUT_D1),
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
    exits = {id_ for id_, (kind, left) in view.exits.items() if kind != GRADUATED or left.year < view.day.year}
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


def _graduates(view: View, year: int) -> Iterator[tuple[str, Values]]:
    for (id_,), row in view.rows("lulusan"):
        left = row.values["tanggal_keluar"]
        if row.values["id_jenis_keluar"] == GRADUATED and left.year == year and left <= view.day:
            yield id_, row.values


def _outcomes(view: View, weigh: Callable[[Values, date, int], Fraction]) -> list[Piece]:
    """The graduates of the year before who answered by the day."""
    year, answers = view.day.year, _answers(view)
    return [
        Piece(id_, graduate["id_prodi"], "", weigh(answer, graduate["tanggal_keluar"], year))
        for id_, graduate in _graduates(view, year - 1)
        if view.level(graduate["id_prodi"]) in DIPLOMA_AND_BACHELOR
        and (answer := answers.get((graduate["nim"], year - 1)))
    ]


def _placed_3(view: View) -> list[Piece]:
    """All graduates of the year before; those count who answered that they work, have a business or study in time."""
    year, answers = view.day.year, _answers(view)
    return [
        Piece(id_, graduate["id_prodi"], "", _weight_3(answers.get((graduate["nim"], year - 1)), graduate, year))
        for id_, graduate in _graduates(view, year - 1)
        if view.level(graduate["id_prodi"]) in WITHOUT_D1
    ]


def _answers(view: View) -> dict[tuple[str, int], Values]:
    """By nim and year of graduation, those that were given by the day."""
    return {
        (key[0], key[1]): row.values for key, row in view.rows("tracer_study") if row.values["tanggal_isi"] <= view.day
    }


def _weight_358(answer: Values, graduated: date, year: int) -> Fraction:
    status, wait, income, position = (answer[name] for name in ("f8", "f502", "f505", "f5c"))
    if status == "4":
        in_time = answer["f18d"] is not None and answer["f18d"] < years_later(graduated, 1)
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
        return Fraction(int(answer["f18d"] is not None and answer["f18d"] <= years_later(graduated, 1)))
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


def _weight_3(answer: Values | None, graduate: Values, year: int) -> Fraction:
    if answer is None:
        return Fraction(0)
    if answer["f8"] == "4":
        return Fraction(int(answer["f18d"] is not None and answer["f18d"] < years_later(graduate["tanggal_keluar"], 1)))
    wait, income = answer["f502"], answer["f505"]
    if answer["f8"] not in ("1", "3") or wait is None or income is None:
        return Fraction(0)
    floor = wage(minimum_wages(), answer["f5a1"], year - 1)
    return Fraction(int(wait < 6 and floor is not None and income * 10 >= floor * 12))


def _courses(view: View, levels: set[str]) -> list[Piece]:
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
        if id_ in taken and view.level(row.values["id_prodi"]) in levels
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
