"""Answers to the tracer study by the graduates of the year before, and the files they arrive in."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from random import Random

from stack.campus.model import Campus, Key, Row, Values
from stack.campus.names import draw
from stack.campus.reference import minimum_wages, wage
from stack.campus.students import GRADUATED

ASKED_LEVELS = ("20", "21", "22", "23", "30")
RESPONSE_RATE = 0.78
LATE_ANSWERS = 0.1
"""Share of answers given in the last ten days, so that the reports of the past week differ."""
EMPLOYED, OWN_BUSINESS, STUDIES = "1", "3", "4"
OUTCOMES = {"1": 56, "2": 5, "3": 17, "4": 9, "5": 13}
PROVINCES = ("010000", "020000", "030000", "040000", "050000", "280000", "220000", "190000", "250000")
WITHOUT_WAGE, NO_WAGE_KNOWN = "390000", 0.03
"""A province of which no minimum wage is known, and the share of graduates who work there."""
WAITS = (0, 1, 3, 5, 6, 7, 9, 11, 12, 14)
INCOMES = ("0.8", "1.1", "1.2", "1.21", "1.5", "2")
"""Months of waiting, and income as a multiple of the minimum wage; the borders of the regulations are among them."""
LEFT_EMPTY = 0.02
CORPORATE_CODE = "001999"


def make_alumni(campus: Campus) -> None:
    rng = campus.rng("alumni")
    for id_ in asked(campus, campus.today.year - 1):
        if rng.random() < RESPONSE_RATE:
            graduated = campus.table("lulusan")[id_,].values["tanggal_keluar"]
            add_answer(campus, rng, id_, _answered(campus.today, rng, graduated))


def asked(campus: Campus, year: int) -> list[str]:
    """The registrations that graduated in a year from a level that the tracer study asks."""
    levels = {key[0]: row.values["id_jenjang_pendidikan"] for key, row in campus.table("program_studi").items()}
    return [
        id_
        for (id_,), row in campus.table("lulusan").items()
        if row.values["id_jenis_keluar"] == GRADUATED
        and row.values["tanggal_keluar"].year == year
        and levels[row.values["id_prodi"]] in ASKED_LEVELS
    ]


def add_answer(campus: Campus, rng: Random, registration: str, day: date) -> Key:
    graduate = campus.table("lulusan")[registration,].values
    student = campus.table("riwayat_pendidikan")[registration,].values
    unit = campus.table("program_studi")[graduate["id_prodi"],].values
    key = (student["nim"], graduate["tanggal_keluar"].year)
    campus.table("tracer_study")[key] = Row(
        {
            "kdptimsmh": CORPORATE_CODE, "kdpstmsmh": unit["kode_program_studi"], "nimhsmsmh": key[0],
            "nmmhsmsmh": student["nama_mahasiswa"], "telpomsmh": student["handphone"], "emailmsmh": student["email"],
            "tahun_lulus": key[1], "nik": student["nik"], "npwp": None, **_outcome(campus, rng, graduate["tanggal_keluar"]),
            "tanggal_isi": day,
        }
    )  # fmt: skip
    return key


def make_files(campus: Campus) -> None:
    """One file per wave of the study: answers until June, until September, and the later ones."""
    year = campus.today.year
    waves = ((date(year, 6, 30), "gelombang_1"), (date(year, 9, 30), "gelombang_2"), (date.max, "gelombang_3"))
    for key, row in campus.table("tracer_study").items():
        wave = next(name for until, name in waves if row.values["tanggal_isi"] <= until)
        campus.files.setdefault(f"tracer_{year - 1}_{wave}.csv", []).append((key, row))


def _answered(today: date, rng: Random, graduated: date) -> date:
    """From March on, or within the last month of a year that is younger; some within the last ten days."""
    if rng.random() < LATE_ANSWERS:
        return max(graduated, today - timedelta(days=rng.randrange(10)))
    first = max(graduated, min(date(today.year, 3, 1), today - timedelta(days=30)))
    return first + timedelta(days=rng.randrange((today - first).days + 1))


def _outcome(campus: Campus, rng: Random, graduated: date) -> Values:
    status = draw(rng, OUTCOMES)
    answers: Values = dict.fromkeys(("f8", "f502", "f505", "f5a1", "f5c", "f1101", "f18a", "f18b", "f18c", "f18d"))
    answers["f8"] = status
    if status == STUDIES:
        begun = graduated + timedelta(days=rng.randrange(30, 480))
        answers |= {"f18a": "Beasiswa", "f18b": "Universitas Contoh", "f18c": "Magister", "f18d": begun}
    elif status in {EMPLOYED, OWN_BUSINESS}:
        province = WITHOUT_WAGE if rng.random() < NO_WAGE_KNOWN else rng.choice(PROVINCES)
        floor = wage(minimum_wages(), province, campus.today.year) or Decimal(3_000_000)
        income = (floor * Decimal(rng.choice(INCOMES))).quantize(Decimal("0.01"))
        answers |= {
            "f502": None if rng.random() < LEFT_EMPTY else Decimal(rng.choice(WAITS)),
            "f505": None if rng.random() < LEFT_EMPTY else income,
            "f5a1": province,
            "f5c": rng.choice(("1", "2", "3", "4", None)) if status == OWN_BUSINESS else None,
            "f1101": rng.choice("1234567"),
        }
    return answers
