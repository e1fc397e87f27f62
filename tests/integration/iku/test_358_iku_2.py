"""358/M/KEP/2025 IKU 2: graduates who work, study on or are entrepreneurs, by hand."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from tests.integration.iku.history import History, weights

REPORT = date(2026, 11, 25)
ABOVE, EXACTLY, BELOW = 2_400_001, 2_400_000, 2_399_999
"""Around 1.2 times a minimum wage of 2,000,000."""

WEIGHTS: dict[str, tuple[dict[str, Any], str]] = {
    "bekerja, 0 bulan, di atas": ({"status": "1", "f502": 0, "f505": ABOVE}, "1.0"),
    "bekerja, 0 bulan, di bawah": ({"status": "1", "f502": 0, "f505": BELOW}, "0.6"),
    "bekerja, 1 bulan, di atas": ({"status": "1", "f502": 1, "f505": ABOVE}, "1.0"),
    "bekerja, 1 bulan, di bawah": ({"status": "1", "f502": 1, "f505": BELOW}, "0.6"),
    "bekerja, 5,9 bulan, di atas": ({"status": "1", "f502": "5.9", "f505": ABOVE}, "1.0"),
    "bekerja, tepat 6 bulan, di atas": ({"status": "1", "f502": 6, "f505": ABOVE}, "0.8"),
    "bekerja, tepat 6 bulan, di bawah": ({"status": "1", "f502": 6, "f505": BELOW}, "0.6"),
    "bekerja, 11,9 bulan, di atas": ({"status": "1", "f502": "11.9", "f505": ABOVE}, "0.8"),
    "bekerja, tepat 12 bulan, di atas": ({"status": "1", "f502": 12, "f505": ABOVE}, "0"),
    "bekerja, tepat 12 bulan, di bawah": ({"status": "1", "f502": 12, "f505": BELOW}, "0"),
    "bekerja, 5 bulan, tepat 1,2 UMP": ({"status": "1", "f502": 5, "f505": EXACTLY}, "0.6"),
    "pendiri, 0 bulan, di atas": ({"status": "3", "f5c": "1", "f502": 0, "f505": ABOVE}, "1.0"),
    "pendiri, 0 bulan, di bawah": ({"status": "3", "f5c": "2", "f502": 0, "f505": BELOW}, "0.6"),
    "pendiri, 5 bulan, di atas": ({"status": "3", "f5c": "1", "f502": 5, "f505": ABOVE}, "1.2"),
    "pendiri, 5 bulan, di bawah": ({"status": "3", "f5c": "2", "f502": 5, "f505": BELOW}, "0.8"),
    "pendiri, 5 bulan, tepat 1,2 UMP": ({"status": "3", "f5c": "1", "f502": 5, "f505": EXACTLY}, "0.8"),
    "pendiri, tepat 6 bulan, di atas": ({"status": "3", "f5c": "1", "f502": 6, "f505": ABOVE}, "1.0"),
    "pendiri, 7 bulan, di bawah": ({"status": "3", "f5c": "2", "f502": 7, "f505": BELOW}, "0.6"),
    "pendiri, 14 bulan, di atas": ({"status": "3", "f5c": "1", "f502": 14, "f505": ABOVE}, "1.0"),
    "pendiri, 14 bulan, di bawah": ({"status": "3", "f5c": "1", "f502": 14, "f505": BELOW}, "0.6"),
    "lepas, 0 bulan, di atas": ({"status": "3", "f5c": "4", "f502": 0, "f505": ABOVE}, "1.0"),
    "lepas, 0 bulan, di bawah": ({"status": "3", "f5c": "4", "f502": 0, "f505": BELOW}, "0.6"),
    "lepas, 5 bulan, di atas": ({"status": "3", "f5c": "4", "f502": 5, "f505": ABOVE}, "0.5"),
    "lepas, 5 bulan, di bawah": ({"status": "3", "f5c": "4", "f502": 5, "f505": BELOW}, "0.3"),
    "lepas, 7 bulan, di atas": ({"status": "3", "f5c": "4", "f502": 7, "f505": ABOVE}, "0.4"),
    "lepas, 7 bulan, di bawah": ({"status": "3", "f5c": "4", "f502": 7, "f505": BELOW}, "0.2"),
    "lepas, 14 bulan, di atas": ({"status": "3", "f5c": "4", "f502": 14, "f505": ABOVE}, "0.4"),
    "lepas, 14 bulan, di bawah": ({"status": "3", "f5c": "4", "f502": 14, "f505": BELOW}, "0.2"),
    "wiraswasta sebagai staf": ({"status": "3", "f5c": "3", "f502": 7, "f505": ABOVE}, "0.8"),
    "wiraswasta tanpa posisi": ({"status": "3", "f502": 1, "f505": BELOW}, "0.6"),
    "studi sebelum 12 bulan": ({"status": "4", "f18d": "2026-07-30"}, "0.6"),
    "studi tepat 12 bulan": ({"status": "4", "f18d": "2026-07-31"}, "0"),
    "belum memungkinkan bekerja": ({"status": "2"}, "0"),
    "mencari kerja": ({"status": "5"}, "0"),
}  # fmt: skip


@pytest.fixture(autouse=True)
def campus(history: History) -> None:
    history.prodi("if")
    history.ump("020000", 2026, 2_000_000)


def answer(history: History, id_: str, status: str = "1", nim: str = "", **answers: Any) -> None:
    history.graduated(id_, "2025-07-31", nim=nim)
    history.answered(id_, status, nim=nim, **{"f502": 3, "f505": ABOVE, "f5a1": "020000", **answers})


def test_every_weight_of_the_regulation(history: History) -> None:
    for number, (name, (answers, _)) in enumerate(WEIGHTS.items()):
        answer(history, name, nim=str(number), **{"f502": None, "f505": None, **answers})

    found = history.evidence("358-M-KEP-2025", "2", REPORT)

    assert weights(found) == {name: Decimal(weight) for name, (_, weight) in WEIGHTS.items()}
    assert {row.penyebut for row in found.values()} == {1}
    assert {row.kurang for row in found.values()} == {None}


def test_the_number_is_the_sum_of_weights_over_respondents(history: History) -> None:
    answer(history, "ani")
    answer(history, "budi", f505=BELOW)
    answer(history, "citra", "5")
    history.graduated("dewi", "2025-02-01")

    result = history.score("358-M-KEP-2025", "2", REPORT)

    assert (result.pembilang, result.penyebut, result.populasi) == (Decimal("1.6"), 3, 4)
    assert result.nilai == Decimal("53.3333")


def test_nobody_answered_is_not_computed_and_not_zero(history: History) -> None:
    history.graduated("ani", "2025-07-31")

    assert history.score("358-M-KEP-2025", "2", REPORT).nilai is None


INCOMPLETE: dict[str, tuple[dict[str, Any], str, str]] = {
    "pendapatan kosong": ({"f505": None}, "0", "pendapatan tidak diisi"),
    "masa tunggu kosong": ({"f502": None}, "0", "masa tunggu tidak diisi"),
    "provinsi kosong": ({"f5a1": None}, "0.6", "provinsi tempat kerja tidak diisi"),
    "UMP tidak ada": ({"f5a1": "390000"}, "0.6", "UMP 2026 provinsi 390000 tidak ada"),
    "UMP tahun ini kosong": ({"f5a1": "010000"}, "1.0", "UMP 2026 Jawa Barat belum ada, dipakai 2025"),
    "UMP tahun ini tidak terdaftar": ({"f5a1": "030000"}, "1.0", "UMP 2026 Jawa Barat belum ada, dipakai 2025"),
    "UMP sementara": ({"f5a1": "050000"}, "1.0", "UMP 2026 belum dicocokkan dengan keputusan gubernur"),
    "tanggal masuk studi kosong": ({"status": "4"}, "0", "tanggal masuk studi lanjut tidak diisi"),
}


def test_an_incomplete_answer_counts_and_says_what_is_missing(history: History) -> None:
    history.ump("010000", 2025, 2_000_000)
    history.ump("010000", 2026, None)
    history.ump("030000", 2025, 2_000_000)
    history.ump("050000", 2026, 2_000_000, status="sementara")
    for number, (name, (answers, _, _)) in enumerate(INCOMPLETE.items()):
        answer(history, name, nim=str(number), **answers)

    found = history.evidence("358-M-KEP-2025", "2", REPORT)

    assert {n: (row.pembilang, row.kurang) for n, row in found.items()} == {
        name: (Decimal(weight), lacking) for name, (_, weight, lacking) in INCOMPLETE.items()
    }
    assert {row.penyebut for row in found.values()} == {1}


def test_a_minimum_wage_of_two_years_ago_is_not_used(history: History) -> None:
    history.ump("010000", 2024, 2_000_000)
    answer(history, "ani", f5a1="010000")

    assert history.evidence("358-M-KEP-2025", "2", REPORT)["ani"].kurang == "UMP 2026 provinsi 010000 tidak ada"


def test_who_did_not_answer_is_asked_for_and_adds_nothing(history: History) -> None:
    offset = history.graduated("ani", "2025-07-31")

    row = history.evidence("358-M-KEP-2025", "2", REPORT)["ani"]

    assert (row.pembilang, row.penyebut, row.populasi) == (0, 0, 1)
    assert row.alasan == "belum menjawab tracer study"
    assert (row.dataset, row.partisi, row.posisi) == ("lulusan", 0, offset)


def test_an_answer_points_to_the_message_that_brought_it(history: History) -> None:
    history.answered("orang lain", "1")
    history.graduated("ani", "2025-07-31")
    offset = history.answered("ani", "5")

    row = history.evidence("358-M-KEP-2025", "2", REPORT)["ani"]

    assert (row.label, row.dataset, row.partisi, row.posisi) == ("nim-ani", "tracer_study", 0, offset)


def test_an_answer_after_the_report_date_is_not_seen(history: History) -> None:
    history.graduated("ani", "2025-07-31")
    history.answered("ani", "5", isi="2026-03-02")

    assert history.evidence("358-M-KEP-2025", "2", date(2026, 3, 1))["ani"].penyebut == 0
    assert history.evidence("358-M-KEP-2025", "2", date(2026, 3, 2))["ani"].penyebut == 1


def test_of_several_answers_the_newest_on_the_report_date_counts(history: History) -> None:
    history.graduated("ani", "2025-07-31")
    history.answered("ani", "5", isi="2026-03-01")
    history.answered("ani", "1", isi="2026-06-01", f502=3, f505=ABOVE, f5a1="020000")

    assert weights(history.evidence("358-M-KEP-2025", "2", date(2026, 5, 31))) == {"ani": 0}
    assert weights(history.evidence("358-M-KEP-2025", "2", date(2026, 6, 1))) == {"ani": 1}


def test_a_person_with_two_graduations_counts_for_each(history: History) -> None:
    history.prodi("d3", jenjang="22")
    history.graduated("ani-d3", "2025-02-01", prodi="d3")
    history.graduated("ani-s1", "2025-12-31")
    history.answered("ani-d3", "4", f18d="2025-08-01")
    history.answered("ani-s1", "1", f502=1, f505=ABOVE, f5a1="020000")

    assert weights(history.evidence("358-M-KEP-2025", "2", REPORT)) == {
        "ani-d3": Decimal("0.6"),
        "ani-s1": Decimal("1.0"),
    }


@pytest.mark.parametrize("jenjang", ["31", "35", "40"], ids=["profesi", "S2", "S3"])
def test_graduates_of_other_levels_are_not_asked(history: History, jenjang: str) -> None:
    history.prodi("lain", jenjang=jenjang)
    history.graduated("ani", "2025-07-31", prodi="lain")
    history.answered("ani", "1")

    assert history.evidence("358-M-KEP-2025", "2", REPORT) == {}


def test_only_graduates_of_the_year_before_are_asked(history: History) -> None:
    history.graduated("2024", "2024-12-31")
    history.graduated("2025 awal", "2025-01-01")
    history.graduated("2025 akhir", "2025-12-31")
    history.graduated("2026", "2026-01-01")
    history.graduated("putus", "2025-07-31", jenis="5")

    assert set(history.evidence("358-M-KEP-2025", "2", REPORT)) == {"2025 awal", "2025 akhir"}


def test_an_answer_that_fits_no_graduate_is_listed_and_adds_nothing(history: History) -> None:
    history.answered("", "1", nim="123")

    row = history.evidence("358-M-KEP-2025", "2", REPORT)["NIM 123"]

    assert (row.pembilang, row.penyebut, row.populasi) == (0, 0, 0)
    assert row.kurang == "jawaban tracer study tanpa lulusan yang cocok"


def test_an_answer_for_another_year_of_graduation_is_not_used(history: History) -> None:
    history.graduated("ani", "2025-07-31")
    history.answered("ani", "1", tahun=2024)

    assert history.evidence("358-M-KEP-2025", "2", REPORT)["ani"].alasan == "belum menjawab tracer study"


def test_a_graduate_without_a_nim_cannot_be_matched(history: History) -> None:
    history.graduated("ani", "2025-07-31", nim=None)

    row = history.evidence("358-M-KEP-2025", "2", REPORT)["ani"]

    assert (row.label, row.penyebut, row.kurang) == ("-", 0, "NIM lulusan kosong")


def test_an_answer_is_not_counted_twice_for_two_graduates_with_one_nim(history: History) -> None:
    history.graduated("ani", "2025-07-31", nim="7")
    history.graduated("budi", "2025-07-31", nim="7")
    history.answered("", "1", nim="7")

    found = history.evidence("358-M-KEP-2025", "2", REPORT)

    assert {key: (row.penyebut, row.kurang) for key, row in found.items()} == {
        "ani": (0, "NIM dipakai lebih dari satu lulusan"),
        "budi": (0, "NIM dipakai lebih dari satu lulusan"),
    }


def test_a_graduate_of_an_unknown_prodi_is_listed_and_adds_nothing(history: History) -> None:
    history.graduated("ani", "2025-07-31", prodi="entah")
    history.answered("ani", "1")

    row = history.evidence("358-M-KEP-2025", "2", REPORT)["ani"]

    assert (row.id_prodi, row.penyebut, row.kurang) == (None, 0, "prodi lulusan tidak dikenal")


def test_a_prodi_may_be_without_a_fakultas(history: History) -> None:
    history.prodi("mandiri", fakultas=None)
    history.graduated("ani", "2025-07-31", prodi="mandiri")
    history.graduated("budi", "2025-07-31")

    found = history.evidence("358-M-KEP-2025", "2", REPORT)

    assert {key: (row.id_prodi, row.id_fakultas) for key, row in found.items()} == {
        "ani": ("mandiri", None),
        "budi": ("if", "ft"),
    }


def test_no_income_is_told(history: History) -> None:
    answer(history, "ani", f505=7_654_321)

    assert "7654321" not in repr(history.evidence("358-M-KEP-2025", "2", REPORT)["ani"])
