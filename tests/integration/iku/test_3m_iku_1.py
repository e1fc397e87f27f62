"""3/M/2021 IKU 1: graduates with decent work, by hand. Everybody counts 1 or 0, and all graduates are the denominator."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tests.integration.iku.history import History, weights

REPORT = date(2022, 11, 25)
ENOUGH, LESS = 2_400_000, 2_399_999
"""Exactly 1.2 times a minimum wage of 2,000,000, and a rupiah less."""

BEFORE_6, FROM_6 = "tunggu kurang 6, paling sedikit 1,2 x UMP", "tunggu mulai 6, paling sedikit 1,2 x UMP"

CASES: dict[str, tuple[dict[str, Any], int, str]] = {
    "bekerja sebelum lulus": ({"status": "1", "f502": 0, "f505": ENOUGH}, 1, f"bekerja, {BEFORE_6}"),
    "bekerja, 5,9 bulan": ({"status": "1", "f502": "5.9", "f505": ENOUGH}, 1, f"bekerja, {BEFORE_6}"),
    "bekerja, tepat 6 bulan": ({"status": "1", "f502": 6, "f505": ENOUGH}, 0, f"bekerja, {FROM_6}"),
    "bekerja, kurang dari 1,2 UMP": (
        {"status": "1", "f502": 1, "f505": LESS}, 0, "bekerja, tunggu kurang 6, kurang dari 1,2 x UMP",
    ),
    "wiraswasta, 1 bulan": ({"status": "3", "f502": 1, "f505": ENOUGH}, 1, f"wiraswasta, {BEFORE_6}"),
    "wiraswasta, tepat 6 bulan": ({"status": "3", "f502": 6, "f505": ENOUGH}, 0, f"wiraswasta, {FROM_6}"),
    "studi sehari sebelum 12 bulan": ({"status": "4", "f18d": "2022-07-30"}, 1, "studi lanjut sebelum 12 bulan"),
    "studi tepat 12 bulan": ({"status": "4", "f18d": "2022-07-31"}, 0, "studi lanjut tidak sebelum 12 bulan"),
    "belum memungkinkan bekerja": ({"status": "2"}, 0, "tidak bekerja, berwirausaha, atau studi lanjut"),
    "mencari kerja": ({"status": "5"}, 0, "tidak bekerja, berwirausaha, atau studi lanjut"),
}  # fmt: skip


@pytest.fixture(autouse=True)
def campus(history: History) -> None:
    history.prodi("if")
    history.ump("020000", 2021, 2_000_000)


def answer(history: History, id_: str, status: str = "1", nim: str = "", **answers: Any) -> None:
    history.graduated(id_, "2021-07-31", nim=nim)
    history.answered(id_, status, nim=nim, tahun=2021, isi="2022-03-01", **{"f5a1": "020000", **answers})


def test_every_border_of_the_regulation(history: History) -> None:
    for number, (name, (answers, _, _)) in enumerate(CASES.items()):
        answer(history, name, nim=str(number), **answers)

    found = history.evidence("3-M-2021", "1", REPORT)

    assert {name: (row.pembilang, row.alasan) for name, row in found.items()} == {
        name: (weight, reason) for name, (_, weight, reason) in CASES.items()
    }
    assert {row.penyebut for row in found.values()} == {1}
    assert {row.kurang for row in found.values()} == {None}


def test_who_did_not_answer_is_in_the_denominator(history: History) -> None:
    answer(history, "ani", f502=1, f505=ENOUGH)
    history.graduated("budi", "2021-07-31")

    found = history.evidence("3-M-2021", "1", REPORT)

    assert (found["budi"].penyebut, found["budi"].kurang) == (1, "lulusan belum menjawab tracer study")
    assert history.score("3-M-2021", "1", REPORT).nilai == 50


INCOMPLETE: dict[str, tuple[dict[str, Any], int, str]] = {
    "pendapatan kosong": ({"f502": 3}, 0, "pendapatan tidak diisi"),
    "masa tunggu kosong": ({"f505": ENOUGH}, 0, "masa tunggu tidak diisi"),
    "provinsi kosong": ({"f502": 3, "f505": ENOUGH, "f5a1": None}, 0, "provinsi tempat kerja tidak diisi"),
    "UMP tidak ada": ({"f502": 3, "f505": ENOUGH, "f5a1": "390000"}, 0, "UMP 2021 provinsi 390000 tidak ada"),
    "UMP tahun sebelumnya": (
        {"f502": 3, "f505": ENOUGH, "f5a1": "010000"}, 1, "UMP 2021 Jawa Barat belum ada, dipakai 2020",
    ),
    "tanggal masuk studi kosong": ({"status": "4"}, 0, "tanggal masuk studi lanjut tidak diisi"),
}  # fmt: skip


def test_an_incomplete_answer_says_what_is_missing(history: History) -> None:
    history.ump("010000", 2020, 2_000_000)
    history.ump("390000", 2022, 2_000_000)
    for number, (name, (answers, _, _)) in enumerate(INCOMPLETE.items()):
        answer(history, name, nim=str(number), **answers)

    found = history.evidence("3-M-2021", "1", REPORT)

    assert {name: (row.pembilang, row.kurang) for name, row in found.items()} == {
        name: (weight, lacking) for name, (_, weight, lacking) in INCOMPLETE.items()
    }
    assert {row.penyebut for row in found.values()} == {1}


def test_only_graduates_of_d2_to_s1_of_the_year_before_are_looked_at(history: History) -> None:
    for level in ("20", "21", "22", "23", "30", "31", "35"):
        history.prodi(level, jenjang=level)
        history.graduated(level, "2021-07-31", prodi=level)
    history.graduated("2020", "2020-12-31")
    history.graduated("2022", "2022-01-01")
    history.graduated("putus", "2021-07-31", jenis="5")

    assert set(history.evidence("3-M-2021", "1", REPORT)) == {"21", "22", "23", "30"}


def test_of_several_answers_the_newest_on_the_report_date_counts(history: History) -> None:
    history.graduated("ani", "2021-07-31")
    for status, day in (("5", "2022-03-01"), ("1", "2022-06-01"), ("2", "2022-09-01")):
        history.answered("ani", status, tahun=2021, isi=day, f502=1, f505=ENOUGH, f5a1="020000")

    def on(day: date) -> object:
        return weights(history.evidence("3-M-2021", "1", day))["ani"]

    assert [on(date(2022, 5, 31)), on(date(2022, 6, 1)), on(date(2022, 9, 1))] == [0, 1, 0]


def test_a_person_with_two_graduations_counts_for_each(history: History) -> None:
    history.prodi("d3", jenjang="22")
    history.graduated("ani-d3", "2021-02-01", prodi="d3")
    history.graduated("ani-s1", "2021-12-31")
    history.answered("ani-d3", "4", tahun=2021, isi="2022-03-01", f18d="2021-08-01")

    assert weights(history.evidence("3-M-2021", "1", REPORT)) == {"ani-d3": 1, "ani-s1": 0}


def test_what_cannot_be_matched_is_listed(history: History) -> None:
    history.graduated("tanpa nim", "2021-07-31", nim=None)
    history.graduated("tanpa prodi", "2021-07-31", prodi="entah")
    history.answered("", "1", nim="123", tahun=2021, isi="2022-03-01")

    found = history.evidence("3-M-2021", "1", REPORT)

    assert {key: (row.pembilang, row.penyebut, row.kurang) for key, row in found.items()} == {
        "tanpa nim": (0, 1, "NIM lulusan kosong"),
        "tanpa prodi": (0, 0, "prodi lulusan tidak dikenal"),
        "NIM 123": (0, 0, "jawaban tracer study tanpa lulusan yang cocok"),
    }


def test_without_graduates_it_is_not_computed(history: History) -> None:
    assert history.score("3-M-2021", "1", REPORT).nilai is None
