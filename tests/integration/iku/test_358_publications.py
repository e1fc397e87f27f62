"""358/M/KEP/2025 IKU 6 and the sub-indicators of publications: weights, borders and authors, by hand."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from tests.integration.iku.campus_life import lecturer
from tests.integration.iku.history import History, weights

REPORT = date(2026, 11, 25)
REGULATION = "358-M-KEP-2025"
ALL = pytest.mark.parametrize("kode", ["6", "S3", "S4", "S5"])


@pytest.fixture(autouse=True)
def campus(history: History) -> None:
    history.prodi("if")
    history.prodi("bing", fakultas="fib")
    lecturer(history, "ani", id_tahun_ajaran="2026")
    lecturer(history, "budi", prodi="bing", id_tahun_ajaran="2026")


def published(history: History, id_: str, *authors: str, **other: Any) -> int:
    """An article by `authors` in a Scopus journal of the first quartile, unless told otherwise."""
    offset = history.add(
        "karya_dosen",
        **{
            "id_karya": id_, "judul": f"Judul {id_}", "kategori": "tulis", "jenis": "jurnal_internasional_bereputasi",
            "penerbit": "Elsevier", "indeks": "scopus", "kuartil": "Q1", "kolaborasi_internasional": "0",
            "tanggal_terbit": "2026-05-01", "dimanfaatkan": "0", **other,
        },
    )  # fmt: skip
    for urutan, author in enumerate(authors or ("ani",), 1):
        history.add("penulis_karya", id_karya=id_, id_dosen=author, urutan=urutan)
    return offset


WEIGHTS = {
    # quartile, international collaboration: weight
    ("TOP", "0"): ("1.2", "jurnal Top Tier"),
    ("Q1", "0"): ("1.0", "jurnal Q1"),
    ("Q2", "0"): ("0.75", "jurnal Q2"),
    ("Q3", "0"): ("0.5", "jurnal Q3"),
    ("Q4", "0"): ("0.25", "jurnal Q4"),
    ("PROS", "0"): ("0.25", "prosiding terindeks"),
    (None, "0"): ("0", "bukan publikasi bereputasi internasional"),
    ("TOP", "1"): ("1.5", "jurnal Top Tier, kolaborasi internasional"),
    ("Q1", "1"): ("1.25", "jurnal Q1, kolaborasi internasional"),
    ("Q2", "1"): ("0.9375", "jurnal Q2, kolaborasi internasional"),
    ("Q3", "1"): ("0.625", "jurnal Q3, kolaborasi internasional"),
    ("Q4", "1"): ("0.3125", "jurnal Q4, kolaborasi internasional"),
    ("PROS", "1"): ("0.3125", "prosiding terindeks, kolaborasi internasional"),
    (None, "1"): ("0", "bukan publikasi bereputasi internasional"),
}


def test_every_quartile_has_its_weight_and_collaboration_adds_a_quarter_of_it(history: History) -> None:
    for quartile, abroad in WEIGHTS:
        published(history, f"{quartile} {abroad}", kuartil=quartile, kolaborasi_internasional=abroad)

    found = history.evidence(REGULATION, "6", REPORT)

    assert {key: (row.pembilang, row.penyebut, row.alasan) for key, row in found.items()} == {
        f"{quartile} {abroad}": (Decimal(weight), 1, reason) for (quartile, abroad), (weight, reason) in WEIGHTS.items()
    }


INDEXES = {
    "scopus": ("1", None),
    "wos": ("1", None),
    "sinta": ("0", "kuartil tanpa indeks Scopus atau WoS"),
    "lain": ("0", "kuartil tanpa indeks Scopus atau WoS"),
    None: ("0", "kuartil tanpa indeks Scopus atau WoS"),
}


def test_a_quartile_counts_in_scopus_or_wos(history: History) -> None:
    for index in INDEXES:
        published(history, str(index), indeks=index)

    found = history.evidence(REGULATION, "6", REPORT)

    assert {key: (row.pembilang, row.kurang) for key, row in found.items()} == {
        str(index): (Decimal(weight), lacking) for index, (weight, lacking) in INDEXES.items()
    }
    assert found["sinta"].alasan == "jurnal Q1, tanpa indeks Scopus atau WoS"


PUBLISHERS = {
    "MDPI": 0,
    "MDPI AG, Basel": 0,
    "mdpi": 0,
    " Multidisciplinary Digital Publishing Institute": 0,
    "Frontiers Media SA": 0,
    "Hindawi": 0,
    "Elsevier": 1,
    "New Frontiers Press": 1,
    "": 1,
    None: 1,
}


def test_excluded_publishers_have_no_weight_and_stay_in_the_total(history: History) -> None:
    for number, publisher in enumerate(PUBLISHERS):
        published(history, f"k{number}", penerbit=publisher)

    found = history.evidence(REGULATION, "6", REPORT)

    assert weights(found) == {f"k{number}": weight for number, weight in enumerate(PUBLISHERS.values())}
    assert {row.penyebut for row in found.values()} == {1}
    assert (found["k0"].alasan, found["k0"].kurang) == ("jurnal Q1, penerbitnya dikecualikan", None)


KINDS = {
    ("tulis", "jurnal_internasional_bereputasi"): True,
    ("tulis", "jurnal_nasional_doaj"): True,
    ("tulis", "prosiding_internasional"): True,
    ("tulis", "buku_referensi"): True,
    ("tulis", "buku_isbn"): True,
    ("tulis", "book_chapter_internasional"): True,
    ("tulis", "lainnya"): True,
    ("tulis", "hasil_kerja_sama"): False,
    ("terapan", "paten_nasional"): False,
    ("terapan", "lainnya"): False,
    ("seni", "lainnya"): False,
}


@ALL
def test_the_total_is_of_all_that_was_published(history: History, kode: str) -> None:
    for number, (category, kind) in enumerate(KINDS):
        published(history, f"k{number}", kategori=category, jenis=kind)

    assert set(history.evidence(REGULATION, kode, REPORT)) == {
        f"k{number}" for number, counts in enumerate(KINDS.values()) if counts
    }


@ALL
def test_a_publication_counts_in_the_year_from_its_day_on(history: History, kode: str) -> None:
    for day in ("2025-12-31", "2026-01-01", "2026-11-25", "2026-11-26"):
        published(history, day, tanggal_terbit=day)

    assert set(history.evidence(REGULATION, kode, REPORT)) == {"2026-01-01", "2026-11-25"}


@ALL
def test_a_publication_counts_once_for_its_first_author_of_the_institution(history: History, kode: str) -> None:
    published(history, "a", "tamu", "budi", "ani")
    published(history, "b", "ani", "budi")

    found = history.evidence(REGULATION, kode, REPORT)

    assert {key: (row.id_prodi, row.id_fakultas) for key, row in found.items()} == {
        "a": ("bing", "fib"),
        "b": ("if", "ft"),
    }


@ALL
def test_a_publication_of_no_known_author_counts_for_the_institution_alone(history: History, kode: str) -> None:
    lecturer(history, "tanpa prodi", prodi="entah", id_tahun_ajaran="2026")
    published(history, "a", "tamu")
    published(history, "b", "tanpa prodi")

    found = history.evidence(REGULATION, kode, REPORT)

    assert {(row.id_prodi, row.penyebut) for row in found.values()} == {(None, 1)}
    assert found["b"].kurang == "prodi homebase penulis tidak dikenal"
    assert kode != "6" or found["a"].kurang == "publikasi tanpa penulis yang dosen homebase"


SHARES = {
    "S3": {"TOP lokal", "TOP asing"},
    "S4": {"Q1 lokal", "Q1 asing"},
    "S5": {"TOP asing", "Q1 asing", "Q2 asing", "None asing"},
}


@pytest.mark.parametrize("kode", SHARES)
def test_a_sub_indicator_counts_one_kind_of_publication(history: History, kode: str) -> None:
    for quartile in ("TOP", "Q1", "Q2", None):
        for where, abroad in [("lokal", "0"), ("asing", "1")]:
            published(history, f"{quartile} {where}", kuartil=quartile, kolaborasi_internasional=abroad)

    found = history.evidence(REGULATION, kode, REPORT)

    assert {key for key, weight in weights(found).items() if weight} == SHARES[kode]
    assert {row.penyebut for row in found.values()} == {1}
    assert len(found) == 8


def test_a_long_title_is_cut(history: History) -> None:
    published(history, "a", judul="J" * 300)

    assert history.evidence(REGULATION, "6", REPORT)["a"].label == "J" * 250


def test_the_number_is_the_sum_of_weights_over_all_publications(history: History) -> None:
    published(history, "a", kuartil="TOP")
    published(history, "b", kuartil="Q4")
    published(history, "c", kuartil=None, indeks="sinta", jenis="jurnal_nasional_doaj")
    offset = published(history, "d", kuartil=None, indeks=None, jenis="buku_isbn")

    assert history.score(REGULATION, "6", REPORT).nilai == Decimal("36.2500")
    assert history.evidence(REGULATION, "6", REPORT)["d"].posisi == offset
