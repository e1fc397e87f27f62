"""A server's message names a column; only the name is passed on, because the message may show a value."""

from __future__ import annotations

import pytest

from include.sinks.warehouse.bulk import column_of


@pytest.mark.parametrize(
    ("message", "column"),
    [
        ("Data too long for column 'nama' at row 1", "nama"),
        ("Out of range value for column 'jumlah' at row 12", "jumlah"),
        ("Incorrect date value: '2026-02-30' for column 'tanggal' at row 1", "tanggal"),
        ("Incorrect date value: '2026-02-30' for column `gudang`.`mahasiswa`.`tanggal` at row 1", "tanggal"),
        (r"Incorrect string value: '\xF0\x9F\x8E\x93' for column 'nama' at row 3", "nama"),
        ("Incorrect integer value: 'for column 'nik' at row 1' for column 'jumlah' at row 1", "jumlah"),
        ("Column 'nama' cannot be null", "nama"),
        ("Unknown column 'nama' in 'field list'", "nama"),
        ("Duplicate entry '3201012345678901' for key 'PRIMARY'", "?"),
        ("Table 'gudang.mahasiswa' doesn't exist", "?"),
    ],
)
def test_the_column_is_found_and_no_value_is(message: str, column: str) -> None:
    assert column_of(message) == column
