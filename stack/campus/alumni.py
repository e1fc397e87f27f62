"""Answers to the tracer study by the graduates of the year before."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from random import Random

from stack.campus.model import Campus, Key, Row
from stack.campus.reference import minimum_wages, wage

ASKED_LEVELS = {"20", "21", "22", "23", "30"}
RESPONSE_RATE = 0.78
PROVINCES = ("010000", "020000", "030000", "040000", "050000", "280000", "220000", "190000", "250000")
WITHOUT_WAGE = "390000"
"""A province of which no minimum wage is known."""


def make_alumni(campus: Campus) -> None:
    rng = campus.rng("alumni")
    prodi = {key[0]: row.values for key, row in campus.table("program_studi").items()}
    for (id_,), row in campus.table("lulusan").items():
        values = row.values
        asked = prodi[values["id_prodi"]]["id_jenjang_pendidikan"] in ASKED_LEVELS
        if values["id_jenis_keluar"] != "1" or values["tanggal_keluar"].year != campus.today.year - 1 or not asked:
            continue
        if rng.random() < RESPONSE_RATE:
            add_answer(campus, rng, id_, _answered(campus, rng))
    _into_files(campus)


def add_answer(campus: Campus, rng: Random, registration: str, day: date) -> Key:
    graduate = campus.table("lulusan")[registration,].values
    student = campus.table("riwayat_pendidikan")[registration,].values
    unit = campus.table("program_studi")[graduate["id_prodi"],].values
    key = (student["nim"], graduate["tanggal_keluar"].year)
    campus.table("tracer_study")[key] = Row(
        {
            "kdptimsmh": "001999", "kdpstmsmh": unit["kode_program_studi"], "nimhsmsmh": key[0],
            "nmmhsmsmh": student["nama_mahasiswa"], "telpomsmh": student["handphone"], "emailmsmh": student["email"],
            "tahun_lulus": key[1], "nik": student["nik"], "npwp": None, **_outcome(campus, rng, graduate["tanggal_keluar"]),
            "tanggal_isi": day,
        }
    )  # fmt: skip
    return key


def _answered(campus: Campus, rng: Random) -> date:
    """Between March and today; a tenth within the last ten days."""
    if rng.random() < 0.1:
        return campus.today - timedelta(days=rng.randrange(10))
    first = date(campus.today.year, 3, 1)
    span = max(1, (campus.today - first).days)
    return min(campus.today, first + timedelta(days=rng.randrange(span)))


def _outcome(campus: Campus, rng: Random, graduated: date) -> dict[str, object]:
    nothing = dict.fromkeys(("f502", "f505", "f5a1", "f5c", "f1101", "f18a", "f18b", "f18c", "f18d"))
    status = rng.choices("12345", (56, 5, 17, 9, 13))[0]
    if status == "4":
        started = graduated + timedelta(days=rng.randrange(30, 480))
        return {
            **nothing,
            "f8": status,
            "f18a": "Beasiswa",
            "f18b": "Universitas Contoh",
            "f18c": "Magister",
            "f18d": started,
        }
    if status not in "13":
        return {**nothing, "f8": status}
    province = WITHOUT_WAGE if rng.random() < 0.03 else rng.choice(PROVINCES)
    floor = wage(minimum_wages(), province, campus.today.year) or Decimal(3_000_000)
    around = rng.choice((Decimal("0.8"), Decimal("1.1"), Decimal("1.2"), Decimal("1.21"), Decimal("1.5"), Decimal(2)))
    return {
        **nothing, "f8": status, "f502": None if rng.random() < 0.02 else Decimal(rng.choice((0, 1, 3, 5, 6, 7, 9, 11, 12, 14))),
        "f505": None if rng.random() < 0.02 else (floor * around).quantize(Decimal(1)), "f5a1": province,
        "f5c": rng.choice(("1", "2", "3", "4", None)) if status == "3" else None, "f1101": rng.choice("1234567"),
    }  # fmt: skip


def _into_files(campus: Campus) -> None:
    """One file per wave of the study: answers until June, until September, and the later ones."""
    year = campus.today.year
    waves = ((date(year, 6, 30), "gelombang_1"), (date(year, 9, 30), "gelombang_2"), (date.max, "gelombang_3"))
    for key, row in campus.table("tracer_study").items():
        wave = next(name for until, name in waves if row.values["tanggal_isi"] <= until)
        campus.files.setdefault(f"tracer_{year - 1}_{wave}.csv", []).append(key)
