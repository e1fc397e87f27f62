"""IKU 3 of 358/M/KEP/2025, IKU 2 of 210/M/2023 and of 3/M/2021: what students do and win outside their prodi."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from stack.campus.iku_truth import iku_truth
from stack.campus.model import Campus
from tests.unit.campus.builders import add, add_exit, add_prodi, add_student, empty_campus

TODAY = date(2026, 11, 25)


@pytest.fixture
def campus() -> Campus:
    campus = empty_campus(TODAY)
    add_prodi(campus)
    add_prodi(campus, "d2", level="21")
    return campus


def whole(campus: Campus, regulation: str, code: str) -> dict[str, Any]:
    return iku_truth(campus, TODAY)[regulation][code]["pt"]["*"]  # type: ignore[no-any-return]


def numerators(campus: Campus) -> tuple[str, str, str]:
    """Of 358 IKU 3, 210 IKU 2 and 3M IKU 2."""
    return tuple(
        whole(campus, regulation, code)["pembilang"]
        for regulation, code in (("358-M-KEP-2025", "3"), ("210-M-2023", "2"), ("3-M-2021", "2"))
    )  # type: ignore[return-value]


def add_activity(
    campus: Campus, sks: str, *, kind: str = "15", term: str = "20261", student: str = "reg-1", prodi: str = "p1",
    ordered: date | None = date(2026, 9, 1), guided: bool = True,
) -> None:  # fmt: skip
    id_ = f"akt-{len(campus.table('aktivitas_mahasiswa'))}"
    values: dict[str, object] = {"id_jenis_aktivitas": kind, "id_semester": term, "tanggal_sk_tugas": ordered}
    add(campus, "aktivitas_mahasiswa", id_, created=None, id_aktivitas=id_, id_prodi=prodi, **values)
    add(
        campus,
        "anggota_aktivitas",
        id_,
        created=None,
        id_anggota=id_,
        id_aktivitas=id_,
        id_registrasi_mahasiswa=student,
    )
    add(campus, "konversi_aktivitas", id_, created=None, id_anggota=id_, sks_mata_kuliah=Decimal(sks))
    if guided:
        add(campus, "bimbingan_mahasiswa", id_, created=None, id_aktivitas=id_, id_dosen="d-1")


def add_achievement(
    campus: Campus, level: str, rank: str, *, year: int = 2026, won: date | None = date(2026, 5, 1), who: str = "reg-1"
) -> None:
    id_ = f"prs-{len(campus.table('prestasi_mahasiswa'))}"
    add(
        campus, "prestasi_mahasiswa", id_, created=None, id_mahasiswa=f"mhs-{who}", id_tingkat_prestasi=level, peringkat=rank,
        tahun_prestasi=year, tanggal=won,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("sks", "in_358", "in_210", "in_3"),
    [
        pytest.param("5", "0.4", "0", "0", id="five at most"),
        pytest.param("5.5", "0.6", "0", "0", id="between five and six"),
        pytest.param("9.5", "0.6", "0", "0", id="nearly ten"),
        pytest.param("10", "1", "0.25", "0", id="ten to the point"),
        pytest.param("20", "1", "0.5", "1", id="twenty to the point"),
        pytest.param("24", "1", "0.5", "1", id="more than twenty"),
    ],
)
def test_sks_weigh_by_how_many_they_are(campus: Campus, sks: str, in_358: str, in_210: str, in_3: str) -> None:
    add_student(campus, "reg-1", "20241", s20261="A")
    add_activity(campus, sks)
    assert numerators(campus) == (in_358, in_210, in_3)


def test_sks_of_both_semesters_are_added_up_where_each_has_enough(campus: Campus) -> None:
    add_student(campus, "reg-1", "20241", s20252="A", s20261="M")
    add_activity(campus, "10", term="20252")
    add_activity(campus, "9")
    assert numerators(campus) == ("1", "0.25", "0")


def test_five_sks_are_enough_of_a_two_year_diploma_and_its_internship_counts_in_210_alone(campus: Campus) -> None:
    add_student(campus, "reg-1", "20251", prodi="d2", s20261="A")
    add_activity(campus, "5", kind="13", prodi="d2")
    assert numerators(campus) == ("0", "0.125", "0")


def test_exchange_is_a_fifth_of_210_and_a_visitor_adds_to_it_alone(campus: Campus) -> None:
    add_student(campus, "reg-1", "20241", s20261="A")
    add_activity(campus, "20", kind="21")
    add_activity(campus, "10", kind="21", student="tamu")
    assert numerators(campus)[1] == "0.3"
    assert whole(campus, "210-M-2023", "2")["penyebut"] == 1


@pytest.mark.parametrize(
    ("kind", "term", "ordered", "guided"),
    [
        pytest.param("22", "20261", date(2026, 9, 1), True, id="a thesis"),
        pytest.param("15", "20251", date(2026, 9, 1), True, id="of an earlier year"),
        pytest.param("15", "20261", date(2026, 11, 26), True, id="ordered for tomorrow"),
        pytest.param("15", "20261", date(2026, 9, 1), False, id="nobody guides it"),
    ],
)
def test_other_activities_weigh_nothing_in_358(
    campus: Campus, kind: str, term: str, ordered: date, guided: bool
) -> None:
    add_student(campus, "reg-1", "20241", s20261="A")
    add_activity(campus, "20", kind=kind, term=term, ordered=ordered, guided=guided)
    assert numerators(campus)[0] == "0"


@pytest.mark.parametrize(
    ("level", "rank", "in_358", "in_210", "in_3"),
    [
        ("6", "1", "1", "0.3", "1"),
        ("6", "finalis", "0.2", "0.21", "0"),
        ("6", "peserta", "0", "0.21", "0"),
        ("5", "1", "0.6", "0.21", "1"),
        ("5", "favorit", "0.3", "0", "1"),
        ("4", "3", "0.2", "0.06", "0"),
        ("4", "finalis", "0.05", "0", "0"),
    ],
)
def test_achievements_weigh_by_level_and_rank(
    campus: Campus, level: str, rank: str, in_358: str, in_210: str, in_3: str
) -> None:
    add_student(campus, "reg-1", "20241", s20261="A")
    add_achievement(campus, level, rank)
    assert numerators(campus) == (in_358, in_210, in_3)


def test_the_better_of_activity_and_achievement_counts_in_358_and_both_in_210(campus: Campus) -> None:
    add_student(campus, "reg-1", "20241", s20261="A")
    add_activity(campus, "10")
    add_achievement(campus, "5", "1")
    add_achievement(campus, "4", "1", won=None)
    assert numerators(campus) == ("1", "0.46", "1")


@pytest.mark.parametrize(
    ("year", "won"),
    [pytest.param(2025, date(2025, 5, 1), id="last year"), pytest.param(2026, date(2026, 11, 26), id="tomorrow")],
)
def test_achievements_of_other_days_weigh_nothing(campus: Campus, year: int, won: date) -> None:
    add_student(campus, "reg-1", "20241", s20261="A")
    add_achievement(campus, "6", "1", year=year, won=won)
    assert numerators(campus) == ("0", "0", "0")


def test_a_person_with_two_registrations_has_won_once_by_the_newer_one(campus: Campus) -> None:
    add_prodi(campus, "p2")
    add_student(campus, "reg-1", "20221", s20252="A")
    add_student(campus, "reg-2", "20261", prodi="p2", s20261="A")
    campus.table("riwayat_pendidikan")["reg-2",].values["id_mahasiswa"] = "mhs-reg-1"
    add_achievement(campus, "6", "1")
    found = iku_truth(campus, TODAY)["358-M-KEP-2025"]["3"]["prodi"]
    assert {unit: (number["pembilang"], number["penyebut"]) for unit, number in found.items()} == {
        "p1": ("0", 1), "p2": ("1", 1),
    }  # fmt: skip


def test_who_studies_is_counted_unless_on_leave_gone_or_of_another_level(campus: Campus) -> None:
    add_prodi(campus, "s2", level="35")
    add_student(campus, "aktif", "20241", s20261="A")
    add_student(campus, "cuti", "20241", s20261="C")
    add_student(campus, "magister", "20261", prodi="s2", s20261="A")
    add_student(campus, "keluar", "20241", s20252="A", kind="4", left=date(2026, 3, 1))
    add_student(campus, "lulus", "20221", s20252="A", kind="1", left=date(2026, 7, 1))
    add_exit(campus, "lulus", date(2026, 7, 1), "20252")
    counted = [whole(campus, *place)["penyebut"] for place in (("358-M-KEP-2025", "3"), ("3-M-2021", "2"))]
    assert counted == [2, 1]
    assert whole(campus, "358-M-KEP-2025", "S1") == {"pembilang": "1", "penyebut": 3, "nilai": "33.3333"}
