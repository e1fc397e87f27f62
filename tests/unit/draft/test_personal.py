"""Columns that tell of a person are found by name and by shape, and things that have names are not taken for people."""

from __future__ import annotations

import pytest

from include.draft.personal import Guess, guesses, is_secret

CAMPUS = "mahasiswa"


def told(name: str, *values: str, dataset: str = CAMPUS) -> tuple[str, str] | None:
    found = guesses({name: values}, dataset).get(name)
    return (found.what, found.protect) if found else None


@pytest.mark.parametrize(
    ("name", "what"),
    [
        ("nik", ("NIK", "pseudonym")),
        ("nama_mahasiswa", ("nama orang", "pseudonym")),
        ("nama", ("nama orang", "pseudonym")),
        ("first_name", ("nama orang", "pseudonym")),
        ("no_hp", ("telepon", "drop")),
        ("telepon_ortu", ("telepon", "drop")),
        ("email", ("surel", "drop")),
        ("alamat_asal", ("alamat", "drop")),
        ("penghasilan_ayah", ("penghasilan", "restrict")),
        ("gaji", ("penghasilan", "restrict")),
        ("tanggal_lahir", ("kelahiran", "restrict")),
        ("rekening", ("rekening", "drop")),
        ("agama", ("agama atau kesehatan", "drop")),
    ],
)
def test_by_name(name: str, what: tuple[str, str]) -> None:
    assert told(name) == what


@pytest.mark.parametrize(
    "name", ["nim", "nama_prodi", "nama_mata_kuliah", "id_alamat", "email_id", "judul", "product_name", "sks", "kota"]
)
def test_what_names_a_thing_is_not_taken_for_a_person(name: str) -> None:
    assert told(name) is None


def test_a_bare_name_is_a_persons_where_the_dataset_is_of_people() -> None:
    assert told("nama", "Teknik", dataset="fakultas") is None
    assert told("nama", "Teknik", dataset="dosen") == ("nama orang", "pseudonym")


def test_a_bare_name_is_a_persons_where_another_column_tells_of_one() -> None:
    told_of = guesses({"nama": ["siti"], "tanggal_lahir": ["1999-08-04"]}, "data_2025")
    assert list(told_of) == ["nama", "tanggal_lahir"]
    assert list(guesses({"nama": ["siti"], "tanggal_terbit": ["1999-08-04"]}, "data_2025")) == []


def test_a_bare_name_is_a_persons_where_its_values_look_like_full_names() -> None:
    assert told("nama", "Siti Aminah", "Budi Santoso, S.Kom.", dataset="data_2025") == ("nama orang", "pseudonym")
    assert told("nama", "Senin", "Selasa", dataset="data_2025") is None


def test_a_column_named_like_its_table_is_what_the_table_lists() -> None:
    assert told("agama", dataset="agama") is None


@pytest.mark.parametrize(
    ("values", "what"),
    [
        (("3271014408990001", "3271014408990002"), "NIK"),
        (("081234567890", "+62 812-3456-7890"), "telepon"),
        (("a.b@kampus.ac.id", "c@d.id"), "surel"),
        (("01.234.567.8-901.000",), "NPWP"),
    ],
)
def test_by_shape_whatever_the_column_is_called(values: tuple[str, ...], what: str) -> None:
    assert guesses({"kolom_7": values}, CAMPUS)["kolom_7"].what == what


def test_the_shape_counts_when_half_of_the_values_have_it() -> None:
    assert told("kolom_7", "081234567890", "belum ada") == ("telepon", "drop")
    assert told("kolom_7", "081234567890", "belum ada", "-") is None


def test_sixteen_digits_that_hold_no_date_of_birth_are_no_nik() -> None:
    assert told("kolom_7", "3271019912990001", "3271011213990001") is None


def test_a_reason_repeats_no_value() -> None:
    found = guesses({"kolom_7": ["3271014408990001"]}, CAMPUS)["kolom_7"]
    assert found == Guess("NIK", "dari bentuknya: 1 dari 1 nilai", "pseudonym")


@pytest.mark.parametrize("name", ["password", "hash_password", "remember_token", "kata_sandi", "user_pin"])
def test_what_lets_somebody_in_is_a_secret(name: str) -> None:
    assert is_secret(name)


def test_a_passing_grade_is_no_secret() -> None:
    assert not is_secret("passing_grade")
