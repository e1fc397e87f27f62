"""The sample campus has every case that the indicators of students and lecturers must tell apart."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import date
from decimal import Decimal

import pytest

from stack.campus.model import Campus, Values


def rows(campus: Campus, table: str) -> list[Values]:
    return [row.values for row in campus.table(table).values() if row.spoilt is None]


def test_activities_bring_five_six_ten_twenty_and_more_sks_or_none(sample: Campus) -> None:
    brought: dict[str, Decimal] = defaultdict(Decimal)
    for converted in rows(sample, "konversi_aktivitas"):
        assert 0 < converted["sks_mata_kuliah"] <= 4
        brought[converted["id_anggota"]] += converted["sks_mata_kuliah"]
    assert {Decimal(sks) for sks in ("4", "5", "6", "9", "10", "12.5", "19", "20", "24")} <= set(brought.values())
    assert len(brought) < len(sample.table("anggota_aktivitas"))


def test_only_kampus_merdeka_is_converted_and_there_are_other_activities(sample: Campus) -> None:
    kinds = {row["id_aktivitas"]: int(row["id_jenis_aktivitas"]) for row in rows(sample, "aktivitas_mahasiswa")}
    converted = {row["id_aktivitas"] for row in rows(sample, "konversi_aktivitas")} & kinds.keys()
    assert {kinds[id_] for id_ in converted} == set(range(13, 22))
    assert {2, 5, 6, 12, 22} <= set(kinds.values())
    merdeka = {row["id_aktivitas"] for row in rows(sample, "aktivitas_mahasiswa") if row["untuk_kampus_merdeka"] == "1"}
    assert merdeka == {id_ for id_, kind in kinds.items() if 13 <= kind <= 21}


def test_a_member_studies_in_the_semester_and_prodi_of_the_activity(sample: Campus) -> None:
    activities = {key[0]: row.values for key, row in sample.table("aktivitas_mahasiswa").items()}
    for member in rows(sample, "anggota_aktivitas"):
        activity, student = activities[member["id_aktivitas"]], member["id_registrasi_mahasiswa"]
        semester = sample.table("aktivitas_kuliah")[student, activity["id_semester"]]
        assert semester.values["id_status_mahasiswa"] in ("A", "M")
        assert sample.table("riwayat_pendidikan")[student,].values["id_prodi"] == activity["id_prodi"]


def test_achievements_are_of_every_level_and_rank(sample: Campus) -> None:
    found = {(row["id_tingkat_prestasi"], row["peringkat"]) for row in rows(sample, "prestasi_mahasiswa")}
    ranks = ("1", "2", "3", "favorit", "harapan", "finalis", "peserta")
    assert found == {(level, rank) for level in "456" for rank in ranks}
    assert {row["tanggal"] is None for row in rows(sample, "prestasi_mahasiswa")} == {True, False}


def test_some_students_have_an_activity_and_an_achievement(sample: Campus) -> None:
    persons = {key[0]: row.values["id_mahasiswa"] for key, row in sample.table("riwayat_pendidikan").items()}
    members = {persons[row["id_registrasi_mahasiswa"]] for row in rows(sample, "anggota_aktivitas")}
    winners = {row["id_mahasiswa"] for row in rows(sample, "prestasi_mahasiswa")}
    assert len(members & winners) > 5
    assert winners - members


def test_lecturers_have_a_homebase_in_every_year_but_those_who_came_or_left(sample: Campus) -> None:
    homes: dict[str, set[str]] = defaultdict(set)
    for row in rows(sample, "penugasan_dosen"):
        if row["apakah_homebase"] == "1":
            homes[row["id_dosen"]].add(row["id_tahun_ajaran"])
    patterns = Counter(tuple(sorted(years)) for years in homes.values())
    assert patterns.most_common(1)[0][0] == ("2024", "2025", "2026")
    assert {("2026",), ("2024", "2025")} <= patterns.keys()
    assert {row["jenis_nomor"] for row in rows(sample, "penugasan_dosen")} == {"NIDN", "NIDK", "NUP"}
    assert {row["apakah_homebase"] for row in rows(sample, "penugasan_dosen")} == {"0", "1"}


def test_every_lecturer_has_a_number(sample: Campus) -> None:
    assert all(row["nidn"] or row["nuptk"] for row in rows(sample, "penugasan_dosen"))
    assert {bool(row["nuptk"]) for row in rows(sample, "penugasan_dosen")} == {True, False}


def test_certificates_hold_have_ended_or_begin_and_end_within_the_year_and_some_are_for_teaching(
    sample: Campus,
) -> None:
    ends = {row["berlaku_sampai"] for row in rows(sample, "sertifikasi_dosen") if row["jenis"] != "pendidik"}
    assert ends == {date(2028, 2, 28), date(2026, 6, 30), date(2025, 12, 31), None, date(2029, 9, 30)}
    assert {row["jenis"] for row in rows(sample, "sertifikasi_dosen")} == {"kompetensi", "profesi", "pendidik"}


def test_work_outside_goes_on_or_ended_within_and_before_five_years(sample: Campus) -> None:
    ends = {row["tanggal_selesai"] for row in rows(sample, "kegiatan_luar_dosen")}
    assert ends == {None, date(2023, 1, 9), date(2020, 2, 28), date(2022, 8, 31)}
    assert {row["jenis"] for row in rows(sample, "kegiatan_luar_dosen")} == {"tridharma", "praktisi"}


def test_recognition_is_national_and_international_of_this_year_and_before(sample: Campus) -> None:
    found = {(row["tingkat"], row["tanggal"].year == 2026) for row in rows(sample, "rekognisi_dosen")}
    assert found == {(scope, now) for scope in ("nasional", "internasional") for now in (True, False)}


@pytest.mark.parametrize(
    ("table", "column", "referenced"),
    [
        ("anggota_aktivitas", "id_aktivitas", "aktivitas_mahasiswa"),
        ("konversi_aktivitas", "id_anggota", "anggota_aktivitas"),
        ("konversi_aktivitas", "id_matkul", "mata_kuliah"),
        ("bimbingan_mahasiswa", "id_aktivitas", "aktivitas_mahasiswa"),
        ("bimbingan_mahasiswa", "id_dosen", "dosen"),
        ("penugasan_dosen", "id_dosen", "dosen"),
        ("sertifikasi_dosen", "id_dosen", "dosen"),
        ("kegiatan_luar_dosen", "id_dosen", "dosen"),
        ("rekognisi_dosen", "id_dosen", "dosen"),
        ("form_kebijakan", "id_dosen", "dosen"),
        ("form_pendapatan", "id_fakultas", "fakultas"),
        ("form_program_sdgs", "id_prodi", "program_studi"),
    ],
)
def test_rows_refer_to_rows_that_are_there(sample: Campus, table: str, column: str, referenced: str) -> None:
    named = {row.values[column] for row in sample.table(table).values()} - {None}
    assert named
    assert named <= {key[0] for key in sample.table(referenced)}
