"""210/M/2023 IKU 1: graduates with decent work, by hand. What it shares with 358 IKU 2 is shown there."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from tests.integration.iku.history import History, weights

REPORT = date(2025, 11, 25)
ENOUGH, LESS = 2_400_000, 2_399_999
"""Exactly 1.2 times a minimum wage of 2,000,000, and a rupiah less."""

WEIGHTS: dict[str, tuple[dict[str, Any], str]] = {
    "bekerja, 0 bulan, cukup": ({"status": "1", "f502": 0, "f505": ENOUGH}, "1.0"),
    "bekerja, tepat 6 bulan, cukup": ({"status": "1", "f502": 6, "f505": ENOUGH}, "1.0"),
    "bekerja, 6,1 bulan, cukup": ({"status": "1", "f502": "6.1", "f505": ENOUGH}, "0.8"),
    "bekerja, tepat 12 bulan, cukup": ({"status": "1", "f502": 12, "f505": ENOUGH}, "0.8"),
    "bekerja, 12,1 bulan, cukup": ({"status": "1", "f502": "12.1", "f505": ENOUGH}, "0"),
    "bekerja, 6 bulan, kurang": ({"status": "1", "f502": 6, "f505": LESS}, "0.7"),
    "bekerja, 12 bulan, kurang": ({"status": "1", "f502": 12, "f505": LESS}, "0.5"),
    "bekerja, 13 bulan, kurang": ({"status": "1", "f502": 13, "f505": LESS}, "0"),
    "wiraswasta, 6 bulan, cukup": ({"status": "3", "f5c": "1", "f502": 6, "f505": ENOUGH}, "1.2"),
    "wiraswasta, 12 bulan, cukup": ({"status": "3", "f5c": "4", "f502": 12, "f505": ENOUGH}, "1.0"),
    "wiraswasta, 6 bulan, kurang": ({"status": "3", "f502": 6, "f505": LESS}, "1.0"),
    "wiraswasta, 12 bulan, kurang": ({"status": "3", "f5c": "3", "f502": 12, "f505": LESS}, "0.8"),
    "wiraswasta, 13 bulan, cukup": ({"status": "3", "f502": 13, "f505": ENOUGH}, "0"),
    "studi tepat 12 bulan": ({"status": "4", "f18d": "2025-07-31"}, "1.0"),
    "studi sesudah 12 bulan": ({"status": "4", "f18d": "2025-08-01"}, "0"),
    "belum memungkinkan bekerja": ({"status": "2"}, "0"),
    "mencari kerja": ({"status": "5"}, "0"),
}  # fmt: skip


def answer(history: History, id_: str, status: str, nim: str = "", **answers: Any) -> None:
    history.graduated(id_, "2024-07-31", nim=nim)
    history.answered(id_, status, nim=nim, tahun=2024, isi="2025-03-01", f5a1="020000", **answers)


def test_every_weight_of_the_regulation(history: History) -> None:
    history.prodi("if")
    history.ump("020000", 2025, 2_000_000)
    for number, (name, (answers, _)) in enumerate(WEIGHTS.items()):
        answer(history, name, nim=str(number), **answers)

    found = history.evidence("210-M-2023", "1", REPORT)

    assert weights(found) == {name: Decimal(weight) for name, (_, weight) in WEIGHTS.items()}
    assert {row.penyebut for row in found.values()} == {1}
    assert {row.kurang for row in found.values()} == {None}


INCOMPLETE: dict[str, tuple[dict[str, Any], str, str]] = {
    "pendapatan kosong": ({"f502": 3}, "0", "pendapatan tidak diisi"),
    "masa tunggu kosong": ({"f505": ENOUGH}, "0", "masa tunggu tidak diisi"),
    "UMP tidak ada": ({"f502": 3, "f505": ENOUGH}, "0.7", "UMP 2025 provinsi 020000 tidak ada"),
}


def test_an_incomplete_answer_counts_and_says_what_is_missing(history: History) -> None:
    history.prodi("if")
    for number, (name, (answers, _, _)) in enumerate(INCOMPLETE.items()):
        answer(history, name, "1", nim=str(number), **answers)

    found = history.evidence("210-M-2023", "1", REPORT)

    assert {n: (row.pembilang, row.kurang) for n, row in found.items()} == {
        name: (Decimal(weight), lacking) for name, (_, weight, lacking) in INCOMPLETE.items()
    }


def test_who_did_not_answer_and_who_is_unknown_add_nothing(history: History) -> None:
    history.prodi("if")
    history.graduated("ani", "2024-07-31")
    history.answered("", "1", nim="123", tahun=2024, isi="2025-03-01")

    found = history.evidence("210-M-2023", "1", REPORT)

    assert {key: (row.penyebut, row.populasi) for key, row in found.items()} == {"ani": (0, 1), "NIM 123": (0, 0)}


def test_of_three_answers_the_newest_on_the_report_date_counts(history: History) -> None:
    history.prodi("if")
    history.ump("020000", 2025, 2_000_000)
    history.graduated("ani", "2024-07-31")
    for status, day, months in (("5", "2025-02-01", None), ("1", "2025-05-01", 8), ("3", "2025-09-01", 11)):
        history.answered("ani", status, tahun=2024, isi=day, f502=months, f505=ENOUGH, f5a1="020000")

    def on(day: date) -> Decimal:
        return weights(history.evidence("210-M-2023", "1", day))["ani"]

    assert [on(date(2025, 4, 30)), on(date(2025, 5, 1)), on(date(2025, 9, 1))] == [0, Decimal("0.8"), Decimal("1.0")]


def test_a_person_with_two_graduations_counts_for_each(history: History) -> None:
    history.prodi("d3", jenjang="22", fakultas=None)
    history.prodi("if")
    history.graduated("ani-d3", "2024-02-01", prodi="d3")
    history.graduated("ani-s1", "2024-12-31")
    history.answered("ani-d3", "4", tahun=2024, isi="2025-03-01", f18d="2024-08-01")
    history.answered("ani-s1", "5", tahun=2024, isi="2025-03-01")

    found = history.evidence("210-M-2023", "1", REPORT)

    assert {key: (row.pembilang, row.penyebut, row.id_fakultas) for key, row in found.items()} == {
        "ani-d3": (1, 1, None),
        "ani-s1": (0, 1, "ft"),
    }


def test_only_graduates_of_diploma_and_s1_of_the_year_before_are_asked(history: History) -> None:
    for level in ("20", "21", "22", "23", "30", "31", "35", "40"):
        history.prodi(level, jenjang=level)
        history.graduated(level, "2024-07-31", prodi=level)
    history.graduated("2023", "2023-12-31", prodi="30")
    history.graduated("2025", "2025-01-01", prodi="30")
    history.graduated("putus", "2024-07-31", prodi="30", jenis="5")

    assert set(history.evidence("210-M-2023", "1", REPORT)) == {"20", "21", "22", "23", "30"}
