"""Fakultas, prodi and lecturers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from stack.campus import names
from stack.campus.model import Campus, Row

FACULTIES = ("Teknik", "Ekonomi dan Bisnis", "Ilmu Sosial", "Matematika dan IPA", "Keguruan")
LEVELS = {"22": "D3", "23": "D4", "30": "S1", "35": "S2", "40": "S3"}
TERMS = {"20": 2, "21": 4, "22": 6, "23": 8, "30": 8, "35": 4, "40": 6}
"""Semesters of the curriculum by level."""
PRODI = (
    ("Informatika", "30", 1), ("Teknik Sipil", "30", 1), ("Teknik Mesin", "22", 1), ("Rekayasa Perangkat Lunak", "23", 1),
    ("Manajemen", "30", 2), ("Akuntansi", "30", 2), ("Perpajakan", "22", 2), ("Magister Manajemen", "35", 2),
    ("Ilmu Komunikasi", "30", 3), ("Administrasi Publik", "30", 3), ("Matematika", "30", 4), ("Magister Fisika", "35", 4),
    ("Doktor Ilmu Komputer", "40", 4), ("Pendidikan Guru SD", "30", 5), ("Bahasa Inggris Terapan", "23", None),
)  # fmt: skip
"""Name, level and number of the fakultas; the last prodi belongs to none."""
FEWEST_LECTURERS, STUDENTS_PER_LECTURER = 20, 25


@dataclass(frozen=True)
class Prodi:
    id: str
    code: str
    level: str

    @property
    def number(self) -> str:
        return self.id.removeprefix("prodi-")


def make_units(campus: Campus) -> list[Prodi]:
    founded = campus.moment(date(campus.today.year - 10, 3, 1), campus.rng("units"))
    for number, name in enumerate(FACULTIES, start=1):
        campus.table("fakultas")[f"fak-{number}",] = Row(
            {"id_fakultas": f"fak-{number}", "kode_fakultas": f"F{number:02d}", "nama_fakultas": f"Fakultas {name}"}
        )
    found = []
    for number, (name, level, faculty) in enumerate(PRODI, start=1):
        unit = Prodi(f"prodi-{number:02d}", f"{55000 + number}", level)
        campus.table("program_studi")[unit.id,] = Row(
            {
                "id_prodi": unit.id, "kode_program_studi": unit.code, "nama_program_studi": name, "status": "A",
                "id_jenjang_pendidikan": level, "nama_jenjang_pendidikan": LEVELS[level],
                "fakultas_id": None if faculty is None else f"fak-{faculty}",
            },
            founded, founded,
        )  # fmt: skip
        found.append(unit)
    return found


def make_lecturers(campus: Campus) -> None:
    rng = campus.rng("lecturers")
    for number in range(1, max(FEWEST_LECTURERS, campus.students // STUDENTS_PER_LECTURER) + 1):
        id_ = f"dosen-{number:05d}"
        born = date(1960 + rng.randrange(35), rng.randrange(1, 13), rng.randrange(1, 29))
        campus.table("dosen")[id_,] = Row(
            {
                "id_dosen": id_, "nidn": f"{rng.randrange(10**9):010d}", "nama_dosen": names.person(rng),
                "nip": f"{born:%Y%m%d}{rng.randrange(10**10):010d}", "jenis_kelamin": rng.choice("LP"), "tanggal_lahir": born,
                "id_status_aktif": "1", "nama_status_aktif": "Aktif",
            }
        )  # fmt: skip
