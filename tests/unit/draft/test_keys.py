"""A key is one that the source enforces, else the fewest columns that tell the rows apart; a wrong answer gets a sentence."""

from __future__ import annotations

from typing import Any

import pytest

from include.draft import keys
from include.draft.seen import Column, Seen, Unusable

SEMESTERS = [("1", "20251", "3.5"), ("1", "20252", "3.1"), ("2", "20251", "2.9")]


def seen(*rows: tuple[Any, ...], columns: str = "nim semester ipk", enforced: tuple[str, ...] = ()) -> Seen:
    names = columns.split()
    dicts = [dict(zip(names, row, strict=True)) for row in rows]
    return Seen(tuple(Column(name) for name in names), dicts, keys=(enforced,) if enforced else ())


def proposed(table: Seen, personal: set[str] = frozenset()) -> tuple[str, ...] | None:  # type: ignore[assignment]
    return keys.proposed(table, {column.name: column.name for column in table.columns}, personal)


def refused(table: Seen, answer: str, personal: set[str] = frozenset()) -> str:  # type: ignore[assignment]
    with pytest.raises(Unusable) as wrong:
        keys.chosen(table, answer, {column.name: column.name for column in table.columns}, personal)
    return str(wrong.value)


def test_the_key_that_the_source_enforces_comes_first() -> None:
    assert proposed(seen(*SEMESTERS, enforced=("semester", "nim"))) == ("semester", "nim")


def test_an_enforced_key_is_taken_of_an_empty_table_too() -> None:
    assert proposed(seen(enforced=("nim",))) == ("nim",)
    assert proposed(seen()) is None


def test_an_enforced_key_stays_although_a_row_has_an_empty_part() -> None:
    assert proposed(seen(*SEMESTERS, ("3", "", "2.0"), enforced=("nim", "semester"))) == ("nim", "semester")


def test_two_columns_where_no_single_one_tells_the_rows_apart() -> None:
    assert proposed(seen(*SEMESTERS)) == ("nim", "semester")


def test_amounts_that_happen_to_differ_are_no_key() -> None:
    assert proposed(seen(("1", "3.5"), ("1", "3.1"), columns="nim ipk")) is None


def test_a_column_that_is_named_like_a_key_goes_before_the_others() -> None:
    assert proposed(seen(("Ani", "A1"), ("Budi", "A2"), columns="judul kode")) == ("kode",)


def test_a_personal_column_is_never_proposed() -> None:
    table = seen(("3271", "1"), ("3272", "2"), columns="nik nomor", enforced=("nik",))
    assert proposed(table, {"nik"}) == ("nomor",)
    assert proposed(seen(("3271", "A"), ("3272", "A"), columns="nik kelas"), {"nik"}) is None


def test_rows_that_are_all_the_same_have_no_key() -> None:
    assert proposed(seen(("1", "20251", "x"), ("1", "20251", "x"))) is None


def test_a_key_that_is_not_unique_is_refused_with_the_figures() -> None:
    assert refused(seen(*SEMESTERS), "nim").startswith("(nim) tidak unik: 1 dari 3 baris")


def test_a_key_with_empty_values_is_refused() -> None:
    assert refused(seen(("1", "", "2")), "semester").startswith("semester kosong pada 1 dari 1 baris")


def test_a_personal_key_is_refused() -> None:
    assert "menunjuk orang" in refused(seen(*SEMESTERS), "nim, semester", {"nim"})


def test_a_column_that_is_not_there_is_refused_with_those_that_are() -> None:
    assert refused(seen(*SEMESTERS), "npm") == "Tidak ada kolom npm. Yang ada: nim, semester, ipk."


def test_no_key_at_all_is_refused() -> None:
    assert refused(seen(*SEMESTERS), " ").startswith("Kunci wajib ada")
