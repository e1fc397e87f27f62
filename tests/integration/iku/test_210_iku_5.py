"""210/M/2023 IKU 5: works of lecturers, by hand."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from tests.integration.iku.campus_life import lecturer, wrote
from tests.integration.iku.history import History, weights

REPORT = date(2025, 11, 25)

WORKS = {
    ("tulis", "jurnal_internasional_bereputasi"): "0.8",
    ("tulis", "buku_referensi"): "0.8",
    ("tulis", "buku_isbn"): "0.8",
    ("tulis", "book_chapter_internasional"): "0.6",
    ("tulis", "jurnal_nasional_doaj"): "0.6",
    ("tulis", "prosiding_internasional"): "0.6",
    ("tulis", "hasil_kerja_sama"): "0.6",
    ("tulis", "lainnya"): "0.4",
    ("terapan", "diterapkan"): "1.0",
    ("terapan", "paten_internasional"): "1.0",
    ("terapan", "berizin"): "0.8",
    ("terapan", "paten_nasional"): "0.8",
    ("terapan", "lainnya"): "0",
    ("seni", "karya_internasional"): "0.9",
    ("seni", "rancangan_internasional"): "0.7",
    ("seni", "karya_nasional"): "0.7",
    ("seni", "rancangan_nasional"): "0.5",
    ("seni", "karya_lokal"): "0.5",
}


@pytest.fixture(autouse=True)
def campus(history: History) -> None:
    history.prodi("if")


def test_every_kind_of_work_has_its_weight(history: History) -> None:
    for number, (kategori, jenis) in enumerate(WORKS):
        lecturer(history, f"penulis {number}")
        wrote(history, f"karya {number}", kategori, jenis, f"penulis {number}")

    found = history.evidence("210-M-2023", "5", REPORT)

    assert weights(found) == {f"penulis {number}": Decimal(weight) for number, weight in enumerate(WORKS.values())}
    assert {row.penyebut for row in found.values()} == {1}
    assert found["penulis 17"].alasan == "karya seni karya lokal"


def test_the_heaviest_work_of_each_category_counts(history: History) -> None:
    lecturer(history, "ani")
    wrote(history, "a", "tulis", "lainnya", "ani")
    wrote(history, "b", "tulis", "buku_referensi", "ani")
    wrote(history, "c", "tulis", "buku_isbn", "ani")
    heaviest = wrote(history, "d", "terapan", "diterapkan", "ani")
    wrote(history, "e", "seni", "karya_lokal", "ani")

    row = history.evidence("210-M-2023", "5", REPORT)["ani"]

    assert row.pembilang == Decimal("2.3")
    assert row.alasan == "karya seni karya lokal; karya terapan diterapkan; karya tulis buku referensi"
    assert (row.label, row.dataset, row.posisi) == ("nidn-ani", "karya_dosen", heaviest)


def test_the_number_is_the_sum_of_weights_over_lecturers(history: History) -> None:
    for id_ in ("ani", "budi", "citra"):
        lecturer(history, id_)
    wrote(history, "a", "tulis", "buku_isbn", "ani", "budi")

    result = history.score("210-M-2023", "5", REPORT)

    assert (result.pembilang, result.penyebut) == (Decimal("1.6"), 3)


@pytest.mark.parametrize(
    ("terbit", "weight"),
    [("2024-12-31", "0"), ("2025-01-01", "0.8"), ("2025-11-25", "0.8"), ("2025-11-26", "0")],
)
def test_a_work_of_the_year_until_the_report_date_counts(history: History, terbit: str, weight: str) -> None:
    lecturer(history, "ani")
    wrote(history, "a", "tulis", "buku_isbn", "ani", terbit=terbit)

    assert weights(history.evidence("210-M-2023", "5", REPORT)) == {"ani": Decimal(weight)}


def test_lecturers_of_every_kind_of_number_are_counted(history: History) -> None:
    for nomor in ("NIDN", "NIDK", "NUP"):
        lecturer(history, nomor, nomor)

    assert history.score("210-M-2023", "5", REPORT).penyebut == 3


def test_a_work_without_a_lecturer_of_ours_is_listed_and_adds_nothing(history: History) -> None:
    lecturer(history, "ani")
    wrote(history, "berdua", "tulis", "buku_isbn", "ani", "orang luar")
    wrote(history, "luar", "tulis", "buku_isbn", "orang luar", "orang lain")
    wrote(history, "tanpa penulis", "tulis", "buku_isbn")

    found = history.evidence("210-M-2023", "5", REPORT)

    assert weights(found) == {"ani": Decimal("0.8"), "karya luar": 0, "karya tanpa penulis": 0}
    assert (found["karya luar"].label, found["karya luar"].kurang, found["karya luar"].penyebut) == (
        "Judul luar", "karya tanpa penulis yang dosen di sini", 0,
    )  # fmt: skip


def test_without_lecturers_it_is_not_computed(history: History) -> None:
    wrote(history, "a", "tulis", "buku_isbn", "ani")

    assert history.score("210-M-2023", "5", REPORT).penyebut == 0
