"""Fakultas, prodi, students with their semesters and exits, lecturers, courses, classes and evaluation plans."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from random import Random

from stack.campus import names
from stack.campus.model import Campus, Row
from stack.campus.semesters import code, ends, graduation_day, moment, number_of, starts

FACULTIES = ("Teknik", "Ekonomi dan Bisnis", "Ilmu Sosial", "Matematika dan IPA", "Keguruan")
PRODI = (
    ("Informatika", "30", 0), ("Teknik Sipil", "30", 0), ("Teknik Mesin", "22", 0), ("Rekayasa Perangkat Lunak", "23", 0),
    ("Manajemen", "30", 1), ("Akuntansi", "30", 1), ("Perpajakan", "22", 1), ("Magister Manajemen", "35", 1),
    ("Ilmu Komunikasi", "30", 2), ("Administrasi Publik", "30", 2), ("Matematika", "30", 3), ("Magister Fisika", "35", 3),
    ("Doktor Ilmu Komputer", "40", 3), ("Pendidikan Guru SD", "30", 4), ("Bahasa Inggris Terapan", "23", None),
)  # fmt: skip
LEVELS = {"22": ("D3", 6), "23": ("D4", 8), "30": ("S1", 8), "35": ("S2", 4), "40": ("S3", 6)}
EXITS = {"1": "Lulus", "2": "Mutasi", "3": "Dikeluarkan", "4": "Mengundurkan diri", "5": "Putus Sekolah", "6": "Wafat"}
EVALUATIONS = {
    "1": "Evaluasi Akademik",
    "2": "Aktivitas Partisipatif",
    "3": "Hasil Proyek",
    "4": "Kognitif/Pengetahuan",
}
PATTERNS = (
    (("2", 30), ("3", 30), ("4", 40)), (("3", 50), ("4", 50)), (("2", 25), ("4", 75)), (("4", 60), ("1", 40)),
    (("2", 20), ("3", 29), ("4", 51)), (("2", 40), ("3", 20), ("4", 20), ("1", 20)),
)  # fmt: skip
COURSES_PER_PRODI = 20
CLASS_SIZE = 40


@dataclass(frozen=True)
class Prodi:
    id: str
    code: str
    level: str
    terms: int


def make_academic(campus: Campus) -> None:
    prodi = _units(campus)
    _lecturers(campus)
    _students(campus, prodi)
    for each in prodi:
        _courses(campus, each)
    _classes(campus, prodi)


def _units(campus: Campus) -> list[Prodi]:
    made = moment(date(campus.today.year - 10, 3, 1), campus.rng("units"))
    for number, name in enumerate(FACULTIES):
        campus.table("fakultas")[f"fak-{number + 1}",] = Row(
            {
                "id_fakultas": f"fak-{number + 1}",
                "kode_fakultas": f"F{number + 1:02d}",
                "nama_fakultas": f"Fakultas {name}",
            }
        )
    found = []
    for number, (name, level, faculty) in enumerate(PRODI):
        id_, label = f"prodi-{number + 1:02d}", LEVELS[level][0]
        values = {
            "id_prodi": id_, "kode_program_studi": f"{55000 + number}", "nama_program_studi": name, "status": "A",
            "id_jenjang_pendidikan": level, "nama_jenjang_pendidikan": label,
            "fakultas_id": None if faculty is None else f"fak-{faculty + 1}",
        }  # fmt: skip
        campus.table("program_studi")[id_,] = Row(values, made, made)
        found.append(Prodi(id_, values["kode_program_studi"], level, LEVELS[level][1]))  # type: ignore[arg-type]
    return found


def _lecturers(campus: Campus) -> None:
    rng = campus.rng("lecturers")
    for number in range(max(20, campus.students // 25)):
        id_ = f"dosen-{number + 1:05d}"
        born = date(1960 + rng.randrange(35), rng.randrange(1, 13), rng.randrange(1, 29))
        campus.table("dosen")[id_,] = Row(
            {
                "id_dosen": id_, "nidn": f"{rng.randrange(10**9):010d}", "nama_dosen": names.person(rng),
                "nip": f"{born:%Y%m%d}{rng.randrange(10**10):010d}", "jenis_kelamin": rng.choice("LP"), "tanggal_lahir": born,
                "id_status_aktif": "1", "nama_status_aktif": "Aktif",
            }
        )  # fmt: skip


def _students(campus: Campus, prodi: list[Prodi]) -> None:
    rng = campus.rng("students")
    now = number_of(campus.today)
    weights = [3 if p.level == "30" else 1 for p in prodi]
    for number in range(campus.students):
        unit = rng.choices(prodi, weights)[0]
        years_ago = rng.randrange(8)
        entry = 2 * (campus.today.year - years_ago)
        if unit.level in {"35", "40"} and rng.random() < 0.4:
            entry += 1
        if starts(entry) + timedelta(days=20) > campus.today:
            entry -= 2
        one_student(campus, rng, unit, number, entry, now)


def one_student(campus: Campus, rng: Random, unit: Prodi, number: int, entry: int, now: int) -> None:
    """A registration with its semesters up to today and, where it ended, its exit."""
    id_ = f"reg-{number + 1:07d}"
    person = number if rng.random() > 0.01 or number == 0 else number - 1
    enrolled = starts(entry) + timedelta(days=rng.randrange(3, 18))
    born = date(entry // 2 - 18 - rng.randrange(4), rng.randrange(1, 13), rng.randrange(1, 29))
    nim = f"{entry // 2 % 100:02d}{unit.code}{number:06d}"
    leave = entry + rng.randrange(1, 5) if rng.random() < 0.06 else None
    finish = entry + unit.terms - 1 + rng.choices((0, 1, 2, 3, 5), (52, 16, 16, 9, 7))[0] + (1 if leave else 0)
    drop = entry + rng.randrange(1, 6) if rng.random() < 0.07 else None
    last = min(drop if drop is not None else finish, now)
    left = _exit_day(rng, drop, finish, now, campus.today)
    for term in range(entry, last + 1):
        _term(campus, rng, id_, unit, entry, term, leave)
    kind = None if left is None else rng.choice("23456") if drop is not None and last == drop else "1"
    values = {
        "id_registrasi_mahasiswa": id_, "id_mahasiswa": f"mhs-{person + 1:07d}", "nim": nim,
        "nama_mahasiswa": names.person(rng), "nik": f"{rng.randrange(10**16):016d}", "jenis_kelamin": rng.choice("LP"),
        "tanggal_lahir": born, "handphone": f"08{rng.randrange(10**10):010d}", "email": f"{nim}@mhs.kampus.example",
        "id_prodi": unit.id, "id_jenis_daftar": "1" if rng.random() < 0.95 else "2", "id_periode_masuk": code(entry),
        "tanggal_daftar": enrolled, "id_jenis_keluar": kind, "tanggal_keluar": left,
    }  # fmt: skip
    created = moment(enrolled, rng)
    changed = moment(left, rng) if left else created
    campus.table("riwayat_pendidikan")[id_,] = Row(values, created, changed)
    if left and kind:
        graduate(campus, rng, values, kind, left, code(last), changed)


def graduate(campus: Campus, rng: Random, student: dict, kind: str, left: date, term: str, at: object) -> None:  # type: ignore[type-arg]
    id_ = student["id_registrasi_mahasiswa"]
    campus.table("lulusan")[id_,] = Row(
        {
            "id_registrasi_mahasiswa": id_, "nim": student["nim"], "id_prodi": student["id_prodi"], "id_jenis_keluar": kind,
            "nama_jenis_keluar": EXITS[kind], "tanggal_keluar": left, "id_periode_keluar": term,
            "nomor_sk_yudisium": f"SK/{rng.randrange(1000)}/{left.year}" if kind == "1" else None,
            "tanggal_sk_yudisium": left if kind == "1" else None,
            "ipk": Decimal(rng.randrange(275, 401)) / 100, "nomor_ijazah": f"IJ-{id_}" if kind == "1" else None,
        },
        at, at,  # type: ignore[arg-type]
    )  # fmt: skip


def _exit_day(rng: Random, drop: int | None, finish: int, now: int, today: date) -> date | None:
    end = min(drop, finish) if drop is not None else finish
    if end > now:
        return None
    day = graduation_day(end, rng)
    return day if day <= today else None


def _term(campus: Campus, rng: Random, id_: str, unit: Prodi, entry: int, term: int, leave: int | None) -> None:
    status = "C" if term == leave else rng.choices("AMN", (91, 6, 3))[0]
    sks = 0 if status in "CN" else rng.randrange(15, 25)
    begun = moment(starts(term) + timedelta(days=rng.randrange(5, 20)), rng)
    closed = moment(min(ends(term), campus.today), rng) if ends(term) < campus.today else begun
    gpa = Decimal(rng.randrange(220, 401)) / 100
    campus.table("aktivitas_kuliah")[id_, code(term)] = Row(
        {
            "id_registrasi_mahasiswa": id_, "id_semester": code(term), "id_status_mahasiswa": status, "ips": gpa, "ipk": gpa,
            "sks_semester": Decimal(sks), "sks_total": Decimal(20 * (term - entry) + sks),
            "biaya_kuliah_smt": Decimal(rng.randrange(8, 60) * 250_000),
        },
        begun, max(begun, closed),
    )  # fmt: skip


def _courses(campus: Campus, unit: Prodi) -> None:
    rng = campus.rng(f"courses/{unit.id}")
    made = moment(date(campus.today.year - 4, 7, 5), rng)
    for number in range(COURSES_PER_PRODI):
        id_ = f"mk-{unit.id[-2:]}-{number + 1:02d}"
        campus.table("mata_kuliah")[id_,] = Row(
            {
                "id_matkul": id_, "kode_mata_kuliah": f"MK{unit.id[-2:]}{number + 1:02d}",
                "nama_mata_kuliah": names.course(rng, number),
                "sks_mata_kuliah": Decimal(rng.randrange(2, 5)), "id_prodi": unit.id, "id_jenis_mata_kuliah": rng.choice("AABCS"),
            },
            made, made,
        )  # fmt: skip
        if rng.random() < 0.07:
            continue
        evaluation_plan(campus, rng, id_, made)


def evaluation_plan(campus: Campus, rng: Random, course: str, at: object) -> None:
    """Components of a course's grade: most sum to 100, some to 90, some are on the scale 0 to 1."""
    scale = rng.choices((Decimal(1), Decimal("0.9"), Decimal("0.01")), (88, 6, 6))[0]
    for number, (kind, weight) in enumerate(rng.choice(PATTERNS), start=1):
        id_ = f"re-{course[3:]}-{number}"
        campus.table("rencana_evaluasi")[id_,] = Row(
            {
                "id_rencana_evaluasi": id_, "id_matkul": course, "id_jenis_evaluasi": kind, "jenis_evaluasi": EVALUATIONS[kind],
                "nama_evaluasi": f"Komponen {number}", "nomor_urut": number,
                "bobot_evaluasi": (Decimal(weight) * scale).normalize(),
            },
            at, at,  # type: ignore[arg-type]
        )  # fmt: skip


def _classes(campus: Campus, prodi: list[Prodi]) -> None:
    """Classes of the two semesters that fall in this budget year, and who takes them."""
    rng = campus.rng("classes")
    year = campus.today.year
    active: dict[tuple[str, str], list[str]] = {}
    home = {key[0]: row.values["id_prodi"] for key, row in campus.table("riwayat_pendidikan").items()}
    for (id_, term), row in campus.table("aktivitas_kuliah").items():
        if row.values["id_status_mahasiswa"] in "AM":
            active.setdefault((home[id_], term), []).append(id_)
    for term_number in (2 * (year - 1) + 1, 2 * year):
        if starts(term_number) > campus.today:
            continue
        for unit in prodi:
            offered = rng.sample(range(1, COURSES_PER_PRODI + 1), 12)
            takers: dict[int, list[str]] = {number: [] for number in offered}
            for student in active.get((unit.id, code(term_number)), []):
                for number in rng.sample(offered[:-1], 5):
                    takers[number].append(student)
            for number, students in takers.items():
                for section in range(max(1, -(-len(students) // CLASS_SIZE))):
                    some = students[section * CLASS_SIZE : (section + 1) * CLASS_SIZE]
                    _class(campus, rng, unit, term_number, number, section, some)


def _class(campus: Campus, rng: Random, unit: Prodi, term: int, number: int, section: int, students: list[str]) -> None:
    course = f"mk-{unit.id[-2:]}-{number:02d}"
    id_ = f"kls-{code(term)}-{course[3:]}-{section + 1:03d}"
    made = moment(starts(term) + timedelta(days=rng.randrange(2, 6)), rng)
    lecturers = len(campus.table("dosen"))
    campus.table("kelas_kuliah")[id_,] = Row(
        {
            "id_kelas_kuliah": id_, "id_prodi": unit.id, "id_semester": code(term), "id_matkul": course,
            "nama_kelas_kuliah": f"Kelas {section + 1}", "id_dosen": f"dosen-{rng.randrange(lecturers) + 1:05d}",
        },
        made, made,
    )  # fmt: skip
    graded = ends(term) < campus.today
    for student in students:
        joined = moment(starts(term) + timedelta(days=rng.randrange(6, 18)), rng)
        nim = campus.table("riwayat_pendidikan")[student,].values["nim"]
        mark = Decimal(rng.randrange(5000, 10001)) / 100 if graded else None
        campus.table("peserta_kelas")[id_, student] = Row(
            {
                "id_kelas_kuliah": id_, "id_registrasi_mahasiswa": student, "nim": nim, "nilai_angka": mark,
                "nilai_huruf": None if mark is None else "A" if mark >= 80 else "B" if mark >= 68 else "C",
            },
            joined, max(joined, moment(ends(term), rng)) if graded else joined,
        )  # fmt: skip
