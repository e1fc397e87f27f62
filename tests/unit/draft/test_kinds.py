"""A type is taken from the source's own type, and from the values where every one of them can be read so."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from include.draft.kinds import kind_of


def typed(name: str, *values: Any, native: str = "") -> tuple[str, str, str | None] | None:
    kind = kind_of(name, native, values)
    return (kind.logical, kind.physical, kind.unit) if kind else None


@pytest.mark.parametrize(
    ("native", "expected"),
    [
        ("int(11)", ("integer", "int", None)),
        ("int unsigned", ("integer", "bigint", None)),
        ("bigint(20)", ("integer", "bigint", None)),
        ("bigint unsigned", ("number", "decimal(20,0)", None)),
        ("decimal(5,2)", ("number", "decimal(5,2)", None)),
        ("decimal(60,2)", ("number", "decimal(38,2)", None)),
        ("date", ("date", "date", None)),
        ("datetime(6)", ("timestamp", "datetime(6)", None)),
        ("timestamp", ("timestamp", "datetime(6)", None)),
        ("time", ("string", "varchar(17)", None)),
        ("year(4)", ("integer", "int", None)),
        ("varchar(40)", ("string", "varchar(40)", None)),
        ("text", ("string", "text", None)),
        ("mediumtext", ("string", "longtext", None)),
        ("json", ("string", "longtext", None)),
        ("enum('A','Cuti')", ("string", "varchar(10)", None)),
        ("set('baca','tulis')", ("string", "varchar(10)", None)),
        ("bit(1)", ("boolean", "boolean", None)),
        ("bit(12)", ("integer", "bigint", None)),
    ],
)
def test_types_of_a_database(native: str, expected: tuple[str, str, str | None]) -> None:
    assert typed("kolom", native=native) == expected


def test_a_type_that_no_contract_has() -> None:
    assert typed("kolom", native="geometry") is None


def test_a_tinyint_is_a_yes_or_no_where_nothing_else_stands_in_it() -> None:
    assert typed("aktif", 0, 1, None, native="tinyint(1)") == ("boolean", "boolean", None)
    assert typed("aktif", 0, 1, 2, native="tinyint(1)") == ("integer", "int", None)


def test_the_money_of_a_campus_is_in_rupiah() -> None:
    assert typed("biaya_kuliah", native="decimal(18,2)") == ("number", "decimal(18,2)", "IDR")


def test_fractions_get_the_decimals_that_were_seen_and_a_doubt() -> None:
    kind = kind_of("nilai", "double", [0.5, 0.125])
    assert kind is not None
    assert (kind.physical, kind.doubt is not None) == ("decimal(30,3)", True)


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        (("2026-01-31", "01-02-2026"), ("date", "date", None)),
        (("31/12/2025",), ("date", "date", None)),
        (("2026-01-31 08:30:00", "2026-02-01T00:00:00"), ("timestamp", "datetime(6)", None)),
        (("3", "14", "200"), ("integer", "int", None)),
        (("3.25", "4.00", "2"), ("number", "decimal(7,2)", None)),
        (("3,25", "4,1"), ("number", "decimal(7,2)", None)),
        (("Rp 5.000.000", "Rp 750.000,-"), ("number", "decimal(18,2)", "IDR")),
        (("ya", "Tidak"), ("boolean", "boolean", None)),
        (("Bandung", "Aceh"), ("string", "varchar(100)", None)),
        (("007", "120"), ("string", "varchar(100)", None)),
        (("20241001", "20241002"), ("string", "varchar(100)", None)),
        (("1.500", "12.000"), ("string", "varchar(100)", None)),
    ],
)
def test_types_of_text(values: tuple[str, ...], expected: tuple[str, str, str | None]) -> None:
    assert typed("kolom", *values) == expected


@pytest.mark.parametrize("name", ["kode_pos", "nim", "no_urut", "id_semester"])
def test_codes_are_text_although_they_are_digits(name: str) -> None:
    assert typed(name, "120", "121") == ("string", "varchar(100)", None)


def test_money_by_its_name_has_points_between_thousands() -> None:
    assert typed("harga", "1.500", "12.000") == ("number", "decimal(18,2)", "IDR")


def test_text_of_a_database_stays_text_where_few_values_were_seen() -> None:
    assert typed("kolom", "1", "2", native="varchar(255)") == ("string", "varchar(255)", None)
    assert typed("kolom", *map(str, range(20)), native="varchar(255)") == ("integer", "int", None)


def test_text_that_is_a_date_with_exceptions_stays_text_and_says_so() -> None:
    kind = kind_of("tanggal", "", ["31-12-2025"] * 99 + ["belum"])
    assert kind is not None
    assert (kind.logical, kind.doubt) == ("string", "99.0% nilainya terbaca sebagai tanggal, sisanya tidak")


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ((1, 2), ("integer", "bigint", None)),
        ((1, Decimal("2.5")), ("number", "decimal(18,2)", None)),
        ((True, None), ("boolean", "boolean", None)),
        ((1, "2"), ("integer", "int", None)),
        ((1, "dua"), None),
        (({"a": 1},), None),
    ],
)
def test_types_of_json(values: tuple[Any, ...], expected: tuple[str, str, str | None] | None) -> None:
    assert typed("kolom", *values) == expected
