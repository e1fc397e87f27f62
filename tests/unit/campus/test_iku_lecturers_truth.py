"""IKU 4 and 8 of 358/M/KEP/2025 and IKU 3 to 5 of 210/M/2023: who lecturers are, and what they do."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from stack.campus.iku_truth import iku_truth
from stack.campus.model import Campus
from tests.unit.campus.builders import add, add_prodi, add_student, empty_campus

TODAY = date(2026, 11, 25)
R358, R210 = "358-M-KEP-2025", "210-M-2023"


@pytest.fixture
def campus() -> Campus:
    campus = empty_campus(TODAY)
    add_prodi(campus)
    return campus


def whole(campus: Campus, regulation: str, code: str, day: date = TODAY) -> tuple[str, int]:
    found: dict[str, Any] = iku_truth(campus, day)[regulation][code]["pt"]["*"]
    return found["pembilang"], found["penyebut"]


def add_lecturer(
    campus: Campus, id_: str, *, year: str = "2026", home: str = "1", number: str = "NIDN", nuptk: str | None = "1"
) -> None:
    add(
        campus, "penugasan_dosen", f"{id_}-{year}-{home}", created=None, id_dosen=id_, id_tahun_ajaran=year, id_prodi="p1",
        apakah_homebase=home, jenis_nomor=number, nuptk=nuptk,
    )  # fmt: skip


def test_lecturers_are_those_of_the_newest_year_that_has_begun_at_their_homebase(campus: Campus) -> None:
    add_lecturer(campus, "d-1", year="2025")
    add_lecturer(campus, "d-1")
    add_lecturer(campus, "d-1", home="0")
    add_lecturer(campus, "d-2", number="NUP")
    add_lecturer(campus, "d-3", year="2025", number="NIDK")
    assert whole(campus, R358, "4") == ("0", 2)
    assert whole(campus, R210, "3") == ("0", 1)
    assert whole(campus, R358, "4", date(2026, 7, 31)) == ("0", 2)
    assert whole(campus, R210, "3", date(2026, 7, 31)) == ("0", 1)


@pytest.mark.parametrize(
    ("scope", "day", "nuptk", "added"),
    [
        ("internasional", date(2026, 1, 1), "1", "1"),
        ("internasional", date(2025, 12, 31), "1", "0"),
        ("internasional", date(2026, 11, 26), "1", "0"),
        ("nasional", date(2026, 5, 1), "1", "0"),
        ("internasional", date(2026, 5, 1), None, "0"),
    ],
)
def test_international_recognition_of_the_year_counts_once(
    campus: Campus, scope: str, day: date, nuptk: str | None, added: str
) -> None:
    add_lecturer(campus, "d-1", nuptk=nuptk)
    for number in (1, 2):
        add(campus, "rekognisi_dosen", f"r-{number}", created=None, id_dosen="d-1", tingkat=scope, tanggal=day)
    assert whole(campus, R358, "4") == (added, 1)


def test_policy_makers_of_the_year_count_once_and_only_our_own(campus: Campus) -> None:
    add_lecturer(campus, "d-1")
    add_lecturer(campus, "d-2")
    for number, (lecturer, day) in enumerate(
        [("d-1", date(2026, 2, 1)), ("d-1", date(2026, 3, 1)), ("lain", date(2026, 3, 1)), ("d-2", date(2026, 12, 1))]
    ):
        add(campus, "form_kebijakan", 2026, number, created=None, tahun=2026, id_dosen=lecturer, tanggal=day)
    assert whole(campus, R358, "8") == ("1", 2)


@pytest.mark.parametrize(
    ("begun", "ended", "added"),
    [
        pytest.param(date(2015, 1, 1), None, "1", id="going on"),
        pytest.param(date(2015, 1, 1), date(2021, 11, 25), "1", id="ended five years ago to the day"),
        pytest.param(date(2015, 1, 1), date(2021, 11, 24), "0", id="ended a day before that"),
        pytest.param(date(2026, 11, 26), None, "0", id="begins tomorrow"),
    ],
)
def test_work_outside_counts_for_five_years(campus: Campus, begun: date, ended: date | None, added: str) -> None:
    add_lecturer(campus, "d-1")
    add(campus, "kegiatan_luar_dosen", "k", created=None, id_dosen="d-1", tanggal_mulai=begun, tanggal_selesai=ended)
    assert whole(campus, R210, "3") == (added, 1)


@pytest.mark.parametrize(
    ("kind", "rank", "added"),
    [
        pytest.param("13", "peserta", "0.75", id="an internship"),
        pytest.param("12", "3", "0.75", id="a competition that was won"),
        pytest.param("12", "harapan", "0", id="a competition that was not"),
        pytest.param("22", "1", "0", id="a thesis"),
    ],
)
def test_guiding_students_outside_their_prodi_is_three_quarters(
    campus: Campus, kind: str, rank: str, added: str
) -> None:
    add_lecturer(campus, "d-1")
    add_student(campus, "reg-1", "20241", s20261="A")
    add(campus, "aktivitas_mahasiswa", "a", created=None, id_aktivitas="a", id_jenis_aktivitas=kind, id_semester="20261",
        id_prodi="p1", tanggal_sk_tugas=None)  # fmt: skip
    add(
        campus,
        "anggota_aktivitas",
        "g",
        created=None,
        id_anggota="g",
        id_aktivitas="a",
        id_registrasi_mahasiswa="reg-1",
    )
    add(campus, "bimbingan_mahasiswa", "b", created=None, id_aktivitas="a", id_dosen="d-1")
    add(campus, "prestasi_mahasiswa", "w", created=None, id_mahasiswa="mhs-reg-1", id_tingkat_prestasi="4", peringkat=rank,
        tahun_prestasi=2026, tanggal=None)  # fmt: skip
    assert whole(campus, R210, "3") == (added, 1)


@pytest.mark.parametrize(
    ("kind", "begun", "ended", "added"),
    [
        pytest.param("kompetensi", date(2020, 1, 1), date(2026, 1, 1), "0.6", id="ended within the year"),
        pytest.param("profesi", date(2020, 1, 1), None, "0.6", id="without an end"),
        pytest.param("kompetensi", date(2020, 1, 1), date(2025, 12, 31), "0", id="ended before the year"),
        pytest.param("kompetensi", date(2026, 11, 26), None, "0", id="begins tomorrow"),
        pytest.param("pendidik", date(2020, 1, 1), None, "0", id="for teaching"),
    ],
)
def test_a_certificate_counts_that_held_in_the_year(
    campus: Campus, kind: str, begun: date, ended: date | None, added: str
) -> None:
    add_lecturer(campus, "d-1")
    add(
        campus,
        "sertifikasi_dosen",
        "s",
        created=None,
        id_dosen="d-1",
        jenis=kind,
        berlaku_dari=begun,
        berlaku_sampai=ended,
    )
    assert whole(campus, R210, "4") == (added, 1)


def test_practitioners_add_four_tenths_once_a_year(campus: Campus) -> None:
    add_lecturer(campus, "d-1")
    for number, (name, term) in enumerate([("Ayu", "20252"), ("Ayu", "20261"), ("Budi", "20261"), ("Cici", "20251")]):
        add(campus, "praktisi_mengajar", f"p-{number}", id_praktisi_mengajar=f"p-{number}", nama_praktisi=name, institusi="PT A",
            id_prodi="p1", id_semester=term)  # fmt: skip
    assert whole(campus, R210, "4") == ("0.8", 1)
    assert iku_truth(campus, TODAY)[R210]["4"]["pt"]["*"]["nilai"] == "80"


def test_the_best_work_of_each_category_counts_for_each_of_its_authors(campus: Campus) -> None:
    add_lecturer(campus, "d-1")
    add_lecturer(campus, "d-2")
    for id_, category, kind, day in (
        ("k-1", "tulis", "jurnal_internasional_bereputasi", date(2026, 2, 1)),
        ("k-2", "tulis", "lainnya", date(2026, 2, 1)),
        ("k-3", "seni", "karya_lokal", date(2026, 2, 1)),
        ("k-4", "terapan", "lainnya", date(2026, 2, 1)),
        ("k-5", "terapan", "diterapkan", date(2025, 2, 1)),
    ):
        add(campus, "karya_dosen", id_, id_karya=id_, kategori=category, jenis=kind, tanggal_terbit=day, id_kerja_sama=None,
            penerbit=None, indeks=None, kuartil=None, kolaborasi_internasional="0", dimanfaatkan="0")  # fmt: skip
        add(campus, "penulis_karya", id_, "d-1", id_karya=id_, id_dosen="d-1", urutan=2)
    add(campus, "penulis_karya", "k-1", "d-2", id_karya="k-1", id_dosen="d-2", urutan=1)
    assert whole(campus, R210, "5") == ("2.1", 2)
    assert iku_truth(campus, TODAY)[R210]["5"]["pt"]["*"]["nilai"] == "1.05"
