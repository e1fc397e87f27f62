"""What students win."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

from stack.campus import names
from stack.campus.activities import active_students
from stack.campus.model import Campus, Key, Row
from stack.campus.semesters import code, number_of

LEVELS = ("4", "5", "6")
"""Provincial, national, international."""
RANKS = ("1", "2", "3", "favorit", "harapan", "finalis", "peserta")
ORGANIZERS = ("Pusat Prestasi Contoh", "Asosiasi Robotika Nusantara", "World Debate Union")
FEWEST, STUDENTS_PER_ACHIEVEMENT = 63, 25
YEARS_BACK, THIS_YEAR, UNDATED = 2, 0.65, 0.1
OF_A_MEMBER = 0.35
"""Share of achievements by students who have an activity as well."""


def make_achievements(campus: Campus) -> None:
    rng = campus.rng("achievements")
    active = [id_ for ids in active_students(campus, code(number_of(campus.today))).values() for id_ in ids]
    if not active:
        return
    members = [row.values["id_registrasi_mahasiswa"] for row in campus.table("anggota_aktivitas").values()]
    for number in range(1, max(FEWEST, campus.students // STUDENTS_PER_ACHIEVEMENT) + 1):
        first = date(campus.today.year - (0 if rng.random() < THIS_YEAR else YEARS_BACK), 1, 1)
        won = first + timedelta(days=rng.randrange((campus.today - first).days + 1))
        also_active = members and rng.random() < OF_A_MEMBER
        winner = rng.choice(members if also_active else active)
        add_achievement(campus, rng, number, winner, won.year, None if rng.random() < UNDATED else won)


def add_achievement(campus: Campus, rng: Random, number: int, registration: str, year: int, won: date | None) -> Key:
    """Levels and ranks take turns, so that each pair has as many as any other."""
    id_ = f"prs-{number:05d}"
    level = LEVELS[number % len(LEVELS)]
    campus.table("prestasi_mahasiswa")[id_,] = Row(
        {
            "id_prestasi": id_, "id_mahasiswa": campus.table("riwayat_pendidikan")[registration,].values["id_mahasiswa"],
            "id_tingkat_prestasi": level, "nama_prestasi": f"Lomba {names.topic(rng)}", "tahun_prestasi": year,
            "tanggal": won, "penyelenggara": ORGANIZERS[int(level) - 4],
            "peringkat": RANKS[number % len(RANKS)],
        }
    )  # fmt: skip
    return (id_,)
