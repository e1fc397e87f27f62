"""IKU 5 and 6 of 358/M/KEP/2025 with their sub-indicators, IKU 6 and 8 of 210/M/2023: works, partners, accreditations."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from stack.campus.iku_truth import iku_truth
from stack.campus.model import Campus
from tests.unit.campus.builders import add, add_prodi, empty_campus

TODAY = date(2026, 11, 25)
R358, R210 = "358-M-KEP-2025", "210-M-2023"


@pytest.fixture
def campus() -> Campus:
    campus = empty_campus(TODAY)
    add_prodi(campus)
    return campus


def levels(campus: Campus, regulation: str, code: str) -> dict[str, dict[str, tuple[str, int]]]:
    found: dict[str, Any] = iku_truth(campus, TODAY)[regulation][code]
    return {
        level: {unit: (number["pembilang"], number["penyebut"]) for unit, number in units.items()}
        for level, units in found.items()
    }


def whole(campus: Campus, regulation: str, code: str) -> tuple[str, int]:
    return levels(campus, regulation, code)["pt"]["*"]


def add_work(
    campus: Campus, *, category: str = "tulis", kind: str = "jurnal_internasional_bereputasi", publisher: str = "IEEE",
    index: str | None = "scopus", quartile: str | None = "Q1", abroad: str = "0", day: date = date(2026, 2, 1),
    partnership: str | None = None, used: str = "0",
) -> str:  # fmt: skip
    id_ = f"k-{len(campus.table('karya_dosen'))}"
    add(
        campus, "karya_dosen", id_, id_karya=id_, kategori=category, jenis=kind, penerbit=publisher, indeks=index,
        kuartil=quartile, kolaborasi_internasional=abroad, tanggal_terbit=day, id_kerja_sama=partnership, dimanfaatkan=used,
    )  # fmt: skip
    return id_


def add_partnership(
    campus: Campus, id_: str, *prodi: str, partner: str = "PT A", kind: str = "bumn_bumd", document: str = "MoA",
    begun: date = date(2026, 2, 1), ended: date | None = None,
) -> None:  # fmt: skip
    add(
        campus, "kerja_sama", id_, id_kerja_sama=id_, mitra=partner, kelas_mitra=kind, jenis_dokumen=document,
        tanggal_mulai=begun, tanggal_selesai=ended,
    )  # fmt: skip
    for each in prodi:
        add(campus, "kerja_sama_prodi", id_, each, id_kerja_sama=id_, id_prodi=each)


@pytest.mark.parametrize(
    ("values", "added"),
    [
        ({"quartile": "TOP"}, "1.2"),
        ({"quartile": "Q2", "index": "wos"}, "0.75"),
        ({"quartile": "Q4", "abroad": "1"}, "0.3125"),
        ({"quartile": "PROS", "kind": "prosiding_internasional"}, "0.25"),
        ({"quartile": "Q1", "index": "lain"}, "0"),
        ({"quartile": None}, "0"),
        ({"publisher": "MDPI AG"}, "0"),
        ({"publisher": "Frontiers Media SA"}, "0"),
        ({"publisher": "Hindawi"}, "0"),
    ],
)
def test_a_publication_weighs_by_quartile_index_and_publisher(
    campus: Campus, values: dict[str, Any], added: str
) -> None:
    add_work(campus, **values)
    assert whole(campus, R358, "6") == (added, 1)


@pytest.mark.parametrize(
    "values",
    [
        {"day": date(2025, 12, 31)},
        {"day": date(2026, 11, 26)},
        {"category": "terapan", "kind": "lainnya"},
        {"kind": "hasil_kerja_sama"},
    ],
)
def test_what_was_not_published_in_the_year_is_no_publication(campus: Campus, values: dict[str, Any]) -> None:
    add_work(campus, **values)
    assert whole(campus, R358, "6") == ("0", 0)


def test_a_publication_belongs_to_the_first_author_with_a_homebase(campus: Campus) -> None:
    add(campus, "penugasan_dosen", "x", created=None, id_dosen="d-1", id_tahun_ajaran="2026", id_prodi="p1", apakah_homebase="1",
        jenis_nomor="NIDN", nuptk=None)  # fmt: skip
    ours, _ = add_work(campus), add_work(campus, quartile="Q3")
    for place, lecturer in ((1, "tamu"), (2, "d-1")):
        add(campus, "penulis_karya", ours, lecturer, id_karya=ours, id_dosen=lecturer, urutan=place)
    assert levels(campus, R358, "6") == {
        "pt": {"*": ("1.5", 2)}, "fakultas": {"f1": ("1", 1)}, "prodi": {"p1": ("1", 1)},
    }  # fmt: skip


def test_sub_indicators_of_publications_leave_no_publisher_out(campus: Campus) -> None:
    add_work(campus, quartile="TOP", publisher="MDPI")
    add_work(campus, quartile="Q1", abroad="1")
    add_work(campus, quartile=None, index=None)
    assert [whole(campus, R358, code) for code in ("S3", "S4", "S5")] == [("1", 3)] * 3


def test_used_outputs_are_set_against_the_partnerships_that_held_in_the_year(campus: Campus) -> None:
    add_prodi(campus, "p2")
    add_prodi(campus, "p3", faculty=None)
    add_partnership(campus, "satu", "p1", ended=date(2026, 3, 1))
    add_partnership(campus, "dua", "p1", "p2", document="MoU")
    add_partnership(campus, "beda", "p1", "p3")
    add_partnership(campus, "lama", "p2", begun=date(2020, 1, 1), ended=date(2025, 12, 31))
    for values in (
        {"partnership": "satu", "used": "1"},
        {"partnership": "satu", "used": "0"},
        {"partnership": "lama", "used": "1", "category": "seni", "kind": "karya_lokal"},
        {"partnership": "beda", "used": "1", "day": date(2025, 5, 1)},
        {"partnership": "tidak dikenal", "used": "1"},
    ):
        add_work(campus, **values)  # type: ignore[arg-type]
    assert levels(campus, R358, "5") == {
        "pt": {"*": ("2", 3)}, "fakultas": {"f1": ("2", 2)}, "prodi": {"p1": ("1", 1)},
    }  # fmt: skip


def test_a_partner_counts_once_in_a_prodi_with_its_best_agreement_of_the_year(campus: Campus) -> None:
    add_prodi(campus, "s2", level="35")
    add_partnership(campus, "a", "p1", "s2", kind="bumn_bumd")
    add_partnership(campus, "b", "p1", kind="rumah_sakit", document="IA")
    add_partnership(campus, "c", "p1", partner="PT B", kind="perusahaan_multinasional")
    add_partnership(campus, "d", "p1", partner="PT C", kind="organisasi_multilateral", document="MoU")
    add_partnership(campus, "e", "p1", partner="PT D", kind="organisasi_multilateral", begun=date(2025, 12, 31))
    add_partnership(campus, "f", "p1", partner="PT E", kind="lainnya")
    assert whole(campus, R210, "6") == ("1.25", 1)


@pytest.mark.parametrize(
    ("body", "scope", "level", "begun", "ended", "expected"),
    [
        ("ABET", "internasional", "30", date(2020, 1, 1), None, ("1", 1)),
        ("AACSB", "internasional", "22", date(2020, 1, 1), date(2026, 1, 1), ("1", 1)),
        ("ABET", "internasional", "30", date(2020, 1, 1), date(2025, 12, 31), ("0", 1)),
        ("ABET", "internasional", "30", date(2026, 11, 26), None, ("0", 1)),
        ("ACCA", "internasional", "30", date(2020, 1, 1), None, ("0", 1)),
        ("BAN-PT", "nasional", "30", date(2020, 1, 1), None, ("0", 1)),
        ("ABET", "internasional", "35", date(2020, 1, 1), None, ("0", 0)),
    ],
)
def test_a_prodi_counts_whose_recognised_accreditation_held_in_the_year(
    body: str, scope: str, level: str, begun: date, ended: date | None, expected: tuple[str, int]
) -> None:
    campus = empty_campus(TODAY)
    add_prodi(campus, level=level)
    add(
        campus,
        "akreditasi_prodi",
        "a",
        id_prodi="p1",
        lembaga=body,
        cakupan=scope,
        berlaku_dari=begun,
        berlaku_sampai=ended,
    )
    assert whole(campus, R210, "8") == expected
