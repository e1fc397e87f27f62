"""A contract's names are lower case letters, digits and _, whatever the source calls its columns."""

from __future__ import annotations

import pytest

from include.draft.names import label_of, name_of, names_of


@pytest.mark.parametrize(
    ("column", "name"),
    [
        ("nim", "nim"),
        ("Tanggal Lahir", "tanggal_lahir"),
        ("TanggalLahir", "tanggal_lahir"),
        ("MhswID", "mhsw_id"),
        ("NIMMhs", "nim_mhs"),
        ("No. HP (WA)", "no_hp_wa"),
        ("1. Nama", "kolom_1_nama"),
        ("Prénom", "prenom"),
        ("???", "kolom"),
        ("prodi.kode", "prodi_kode"),
    ],
)
def test_a_name(column: str, name: str) -> None:
    assert name_of(column) == name


def test_no_name_comes_twice() -> None:
    assert names_of(["NIM", "nim", "Nim "]) == {"NIM": "nim", "nim": "nim_2", "Nim ": "nim_3"}


def test_a_long_name_is_cut() -> None:
    assert len(name_of("sangat " * 20)) <= 50


def test_a_label_is_what_people_read() -> None:
    assert label_of("tanggal_lahir") == "Tanggal lahir"
