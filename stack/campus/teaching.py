"""Courses with their evaluation plans, classes, and who takes them."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, datetime, timedelta
from decimal import Decimal
from random import Random

from stack.campus import names
from stack.campus.model import Campus, Row
from stack.campus.semesters import code, ends, starts
from stack.campus.units import Prodi

PARTICIPATION, PROJECT, COGNITIVE = "2", "3", "4"
EVALUATIONS = {
    "1": "Evaluasi Akademik",
    "2": "Aktivitas Partisipatif",
    "3": "Hasil Proyek",
    "4": "Kognitif/Pengetahuan",
}
PLANS = (
    (("2", 30), ("3", 30), ("4", 40)),
    (("3", 50), ("4", 50)),
    (("2", 25), ("4", 75)),
    (("4", 60), ("1", 40)),
    (("2", 20), ("3", 29), ("4", 51)),
    (("2", 40), ("3", 20), ("4", 20), ("1", 20)),
)
"""Evaluation plans: the kind and weight of each component. The second reaches half exactly, the fifth just fails."""
SCALES = {Decimal(1): 88, Decimal("0.9"): 6, Decimal("0.01"): 6}
"""What weights are multiplied with: most sum to 100, some to 90, some are on the scale 0 to 1."""
WITHOUT_PLAN = 0.07
COURSES, COURSES_OFFERED, COURSES_TAKEN = 20, 12, 5
"""Of a prodi, of a prodi in one semester, of a student in one semester. One course on offer always stays empty."""
CLASS_SIZE = 40


def make_courses(campus: Campus, unit: Prodi) -> None:
    rng = campus.rng(f"courses/{unit.id}")
    made = campus.moment(date(campus.today.year - 4, 7, 5), rng)
    for number in range(1, COURSES + 1):
        id_ = f"mk-{unit.number}-{number:02d}"
        campus.table("mata_kuliah")[id_,] = Row(
            {
                "id_matkul": id_, "kode_mata_kuliah": f"MK{unit.number}{number:02d}", "nama_mata_kuliah": names.course(rng, number),
                "sks_mata_kuliah": Decimal(rng.randrange(2, 5)), "id_prodi": unit.id, "id_jenis_mata_kuliah": rng.choice("AABCS"),
            },
            made, made,
        )  # fmt: skip
        if rng.random() >= WITHOUT_PLAN:
            _plan(campus, rng, id_, made)


def make_classes(campus: Campus, prodi: list[Prodi]) -> None:
    """Classes of the two semesters that fall in this budget year."""
    rng = campus.rng("classes")
    this_year = 2 * campus.today.year
    begun = [term for term in (this_year - 1, this_year) if starts(term) <= campus.today]
    active = _active(campus, {code(term) for term in begun})
    for term in begun:
        for unit in prodi:
            offered = rng.sample(range(1, COURSES + 1), COURSES_OFFERED)
            takers: dict[int, list[str]] = {number: [] for number in offered}
            for student in active[unit.id, code(term)]:
                for number in rng.sample(offered[:-1], COURSES_TAKEN):
                    takers[number].append(student)
            for number, students in takers.items():
                for section, first in enumerate(range(0, max(1, len(students)), CLASS_SIZE), start=1):
                    _class(campus, rng, unit, term, number, section, students[first : first + CLASS_SIZE])


def _active(campus: Campus, terms: set[str]) -> dict[tuple[str, str], list[str]]:
    """Active students by prodi and semester."""
    found: dict[tuple[str, str], list[str]] = defaultdict(list)
    students = campus.table("riwayat_pendidikan")
    for (id_, term), row in campus.table("aktivitas_kuliah").items():
        if term in terms and row.values["id_status_mahasiswa"] in "AM":
            found[students[id_,].values["id_prodi"], term].append(id_)
    return found


def _plan(campus: Campus, rng: Random, course: str, at: datetime) -> None:
    scale = names.draw(rng, SCALES)
    for number, (kind, weight) in enumerate(rng.choice(PLANS), start=1):
        id_ = f"re-{course.removeprefix('mk-')}-{number}"
        campus.table("rencana_evaluasi")[id_,] = Row(
            {
                "id_rencana_evaluasi": id_, "id_matkul": course, "id_jenis_evaluasi": kind, "jenis_evaluasi": EVALUATIONS[kind],
                "nama_evaluasi": f"Komponen {number}", "nomor_urut": number, "bobot_evaluasi": weight * scale,
            },
            at, at,
        )  # fmt: skip


def _class(campus: Campus, rng: Random, unit: Prodi, term: int, number: int, section: int, students: list[str]) -> None:
    id_ = f"kls-{code(term)}-{unit.number}-{number:02d}-{section:03d}"
    made = campus.moment(starts(term) + timedelta(days=rng.randrange(2, 6)), rng)
    campus.table("kelas_kuliah")[id_,] = Row(
        {
            "id_kelas_kuliah": id_, "id_prodi": unit.id, "id_semester": code(term), "id_matkul": f"mk-{unit.number}-{number:02d}",
            "nama_kelas_kuliah": f"Kelas {section}", "id_dosen": f"dosen-{rng.randrange(len(campus.table('dosen'))) + 1:05d}",
        },
        made, made,
    )  # fmt: skip
    for student in students:
        _participant(campus, rng, id_, student, term)


def _participant(campus: Campus, rng: Random, class_: str, student: str, term: int) -> None:
    joined = campus.moment(starts(term) + timedelta(days=rng.randrange(6, 18)), rng)
    graded = ends(term) < campus.today
    mark = Decimal(rng.randrange(5000, 10001)) / 100 if graded else None
    campus.table("peserta_kelas")[class_, student] = Row(
        {
            "id_kelas_kuliah": class_, "id_registrasi_mahasiswa": student,
            "nim": campus.table("riwayat_pendidikan")[student,].values["nim"], "nilai_angka": mark,
            "nilai_huruf": None if mark is None else "A" if mark >= 80 else "B" if mark >= 68 else "C",
        },
        joined, max(joined, campus.moment(ends(term), rng)) if graded else joined,
    )  # fmt: skip
