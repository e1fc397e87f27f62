"""What one more day brings outside of classes: partnerships, works, achievements, certificates, and what was put right."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal

from stack.campus.achievements import add_achievement
from stack.campus.careers import add_certificate
from stack.campus.event import Event, pick
from stack.campus.model import Campus
from stack.campus.partnerships import add_partnership
from stack.campus.semesters import code, number_of

USED_NOW, CORRECTED_SKS, CARRIED_OUT = 2, 2, 1
FULL = Decimal(4)


def play_outside(campus: Campus, number: int, at: datetime) -> Iterator[Event]:
    """The events of day `number`; they draw from a stream of their own."""
    yield from _partnership(campus, number, at)
    yield from _used_works(campus, number, at)
    yield from _achievement(campus, number)
    yield from _corrected_sks(campus, number, at)
    yield from _certificate(campus, number)
    yield from _prevention(campus, number, at)


def _partnership(campus: Campus, number: int, at: datetime) -> Iterator[Event]:
    rng = campus.rng(f"day/{number}/partnership")
    key, members = add_partnership(campus, rng, len(campus.table("kerja_sama")) + 1, campus.today, at)
    yield Event("kerja_sama", "insert", key, "kerja sama baru")
    for member in members:
        yield Event("kerja_sama_prodi", "insert", member, "kerja sama baru")


def _used_works(campus: Campus, number: int, at: datetime) -> Iterator[Event]:
    rng = campus.rng(f"day/{number}/works")
    for key in pick(campus, rng, "karya_dosen", USED_NOW, lambda _, row: row.values["dimanfaatkan"] == "0"):
        campus.change("karya_dosen", key, at, dimanfaatkan="1")
        yield Event("karya_dosen", "update", key, "karya mulai dimanfaatkan")


def _achievement(campus: Campus, number: int) -> Iterator[Event]:
    rng, term = campus.rng(f"day/{number}/achievement"), code(number_of(campus.today))
    studying = pick(
        campus, rng, "aktivitas_kuliah", 1, lambda key, row: key[1] == term and row.values["id_status_mahasiswa"] == "A"
    )
    for registration, _ in studying:
        next_number = len(campus.table("prestasi_mahasiswa")) + 1
        key = add_achievement(campus, rng, next_number, registration, campus.today.year, campus.today)
        yield Event("prestasi_mahasiswa", "insert", key, "prestasi baru")


def _corrected_sks(campus: Campus, number: int, at: datetime) -> Iterator[Event]:
    rng = campus.rng(f"day/{number}/sks")
    for key in pick(
        campus, rng, "konversi_aktivitas", CORRECTED_SKS, lambda _, row: row.values["sks_mata_kuliah"] < FULL
    ):
        campus.change("konversi_aktivitas", key, at, sks_mata_kuliah=FULL)
        yield Event("konversi_aktivitas", "update", key, "sks konversi diperbaiki")


def _certificate(campus: Campus, number: int) -> Iterator[Event]:
    rng = campus.rng(f"day/{number}/certificate")
    for (lecturer,) in pick(campus, rng, "dosen", 1):
        key = add_certificate(campus, rng, lecturer, "kompetensi", campus.today, None)
        yield Event("sertifikasi_dosen", "insert", key, "sertifikat baru")


def _prevention(campus: Campus, number: int, at: datetime) -> Iterator[Event]:
    rng = campus.rng(f"day/{number}/prevention")
    year = campus.today.year
    for key in pick(
        campus, rng, "form_tata_kelola", CARRIED_OUT,
        lambda key, row: key[:2] == (year, "pencegahan") and row.values["tanggal"] is None,
    ):  # fmt: skip
        campus.change("form_tata_kelola", key, at, tanggal=campus.today)
        yield Event("form_tata_kelola", "update", key, "kegiatan pencegahan terlaksana")
