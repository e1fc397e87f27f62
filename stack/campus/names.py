"""Names of people, courses and goods that nobody has, and drawing by shares."""

from __future__ import annotations

from random import Random
from typing import TypeVar

T = TypeVar("T")

FIRST = ("Adi", "Ayu", "Bagus", "Citra", "Dewi", "Eka", "Fajar", "Gita", "Hadi", "Indah", "Joko", "Kartika", "Lestari", "Made",
         "Nur", "Putri", "Rizky", "Sari", "Tri", "Wahyu", "Yudi", "Zahra")  # fmt: skip
LAST = ("Pratama", "Wijaya", "Santoso", "Hidayat", "Saputra", "Rahmawati", "Nugroho", "Siregar", "Simanjuntak", "Utami",
        "Kusuma", "Halim", "Maulana", "Setiawan", "Anggraini", "Tarigan", "D'Angelo", "Nuraini")  # fmt: skip
SUBJECTS = ("Pengantar", "Dasar", "Lanjutan", "Terapan", "Seminar")
FIELDS = ("Statistika", "Manajemen", "Analisis", "Kewirausahaan", "Metodologi", "Sistem", "Komunikasi", "Etika")
GOODS = ("Kaos kampus", "Buku catatan", "Botol minum", "Topi", "Jaket almamater", "Stiker", "Tas kain", "Kopi bubuk")
COOPERATIONS = ("magang", "riset", "pelatihan", "pertukaran mahasiswa", "penyusunan kurikulum", "pengabdian")


def draw(rng: Random, shares: dict[T, int]) -> T:
    """One of the keys, each as likely as its share."""
    return rng.choices(tuple(shares), tuple(shares.values()))[0]


def person(rng: Random) -> str:
    return f"{rng.choice(FIRST)} {rng.choice(LAST)} {rng.choice(LAST)}"


def course(rng: Random, number: int) -> str:
    return f"{rng.choice(SUBJECTS)} {rng.choice(FIELDS)} {number}"


def topic(rng: Random) -> str:
    return rng.choice(FIELDS).lower()


def cooperation(rng: Random) -> str:
    return rng.choice(COOPERATIONS)


def goods(rng: Random) -> str:
    return rng.choice(GOODS)
