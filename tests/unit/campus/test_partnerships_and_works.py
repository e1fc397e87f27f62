"""The sample campus has every case that the indicators of partnerships and works must tell apart."""

from __future__ import annotations

from collections import Counter
from datetime import date

import pytest

from stack.campus.model import Campus
from stack.campus.partnerships import PARTNERS
from stack.campus.works import KINDS


def column(campus: Campus, table: str, name: str) -> Counter[object]:
    return Counter(row.values[name] for row in campus.table(table).values() if row.spoilt is None)


def test_partners_of_every_class_sign_every_kind_of_document(sample: Campus) -> None:
    assert set(column(sample, "kerja_sama", "kelas_mitra")) == PARTNERS.keys()
    assert set(column(sample, "kerja_sama", "jenis_dokumen")) == {"MoU", "MoA", "IA"}


def test_partnerships_have_ended_hold_on_or_have_no_end(sample: Campus) -> None:
    ends = list(column(sample, "kerja_sama", "tanggal_selesai").elements())
    assert None in ends
    assert min(end for end in ends if end) < date(2026, 1, 1)
    assert max(end for end in ends if end) > date(2026, 12, 31)
    years = {row.values["tanggal_mulai"].year for row in sample.table("kerja_sama").values()}
    assert years >= {2024, 2025, 2026}


def test_a_partnership_is_of_one_to_three_prodi(sample: Campus) -> None:
    members = Counter(key[0] for key in sample.table("kerja_sama_prodi"))
    assert members.keys() == {key[0] for key in sample.table("kerja_sama")}
    assert set(members.values()) == {1, 2, 3}


def test_works_are_of_every_kind_and_of_one_to_three_lecturers(sample: Campus) -> None:
    found = {(row.values["kategori"], row.values["jenis"]) for row in sample.table("karya_dosen").values()}
    assert found == {(category, kind) for category, kinds in KINDS.items() for kind in kinds}
    authors = Counter(key[0] for key in sample.table("penulis_karya"))
    assert authors.keys() == {key[0] for key in sample.table("karya_dosen")}
    assert set(authors.values()) == {1, 2, 3}


def test_journals_are_in_every_quartile_or_in_none_and_some_publishers_are_left_out(sample: Campus) -> None:
    journals = [
        row.values
        for row in sample.table("karya_dosen").values()
        if row.values["jenis"] == "jurnal_internasional_bereputasi"
    ]
    assert {journal["kuartil"] for journal in journals} == {"TOP", "Q1", "Q2", "Q3", "Q4", None}
    assert {journal["penerbit"] for journal in journals} >= {"MDPI", "Frontiers Media SA", "Hindawi", "Elsevier"}
    assert {journal["kolaborasi_internasional"] for journal in journals} == {"0", "1"}


def test_some_works_come_of_a_partnership_and_some_of_these_are_used(sample: Campus) -> None:
    works = [row.values for row in sample.table("karya_dosen").values()]
    assert {(work["id_kerja_sama"] is None, work["dimanfaatkan"]) for work in works} == {
        (True, "0"), (True, "1"), (False, "0"), (False, "1"),
    }  # fmt: skip


def test_international_accreditations_hold_have_ended_or_begin_and_end_within_the_year(sample: Campus) -> None:
    found = {
        row.values["id_prodi"]: (row.values["berlaku_dari"].year, row.values["berlaku_sampai"])
        for row in sample.table("akreditasi_prodi").values()
        if row.values["cakupan"] == "internasional"
    }
    assert found == {
        "prodi-01": (2023, date(2029, 8, 31)),
        "prodi-02": (2020, date(2025, 12, 31)),
        "prodi-05": (2021, date(2026, 6, 30)),
        "prodi-06": (2024, None),
        "prodi-09": (2026, date(2031, 9, 30)),
        "prodi-08": (2025, date(2030, 12, 31)),
    }


def test_practitioners_teach_in_this_semester_and_in_three_before(sample: Campus) -> None:
    terms = column(sample, "praktisi_mengajar", "id_semester")
    assert set(terms) == {"20251", "20252", "20261", "20242"}


@pytest.mark.parametrize(
    ("table", "column_", "referenced"),
    [
        ("kerja_sama_prodi", "id_kerja_sama", "kerja_sama"),
        ("kerja_sama_prodi", "id_prodi", "program_studi"),
        ("karya_dosen", "id_kerja_sama", "kerja_sama"),
        ("penulis_karya", "id_karya", "karya_dosen"),
        ("penulis_karya", "id_dosen", "dosen"),
        ("akreditasi_prodi", "id_prodi", "program_studi"),
        ("praktisi_mengajar", "id_matkul", "mata_kuliah"),
    ],
)
def test_rows_refer_to_rows_that_are_there(sample: Campus, table: str, column_: str, referenced: str) -> None:
    named = {row.values[column_] for row in sample.table(table).values()} - {None}
    assert named <= {key[0] for key in sample.table(referenced)}
