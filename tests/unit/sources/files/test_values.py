from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest
from openpyxl.utils.datetime import CALENDAR_MAC_1904, WINDOWS_EPOCH

from include.contract.model import LogicalType
from include.sources.file_rows import Cell, Unreadable
from include.sources.file_values import message_value


def value(cell: Cell, type_: str, epoch: datetime = WINDOWS_EPOCH) -> object:
    return message_value(cell, LogicalType(type_), epoch)


@pytest.mark.parametrize(
    ("cell", "type_", "expected"),
    [
        ("46237", "date", "2026-08-03"),
        (" 46237 ", "date", "2026-08-03"),
        (46237, "date", "2026-08-03"),
        (46237.5, "timestamp", "2026-08-03T12:00:00"),
        ("46237.5", "timestamp", "2026-08-03T12:00:00"),
        ("46237,5", "timestamp", "2026-08-03T12:00:00"),
        (10000, "date", "1927-05-18"),
        (73050, "date", "2099-12-31"),
        (9999, "date", "9999"),
        (73051, "date", "73051"),
        ("2026", "date", "2026"),
        (20260803, "date", "20260803"),
        ("46237", "string", "46237"),
        ("46237", "integer", "46237"),
    ],
)
def test_a_number_in_a_column_of_days_is_the_day_that_it_counts(cell: Cell, type_: str, expected: str) -> None:
    assert value(cell, type_) == expected


def test_days_are_counted_from_where_the_workbook_begins() -> None:
    assert value(44775, "date", CALENDAR_MAC_1904) == "2026-08-03"


@pytest.mark.parametrize(
    ("cell", "type_", "expected"),
    [
        (210101001, "string", "210101001"),
        (12.0, "string", "12"),
        (12.5, "string", "12.5"),
        (1e-7, "string", "0.0000001"),
        (5_000_000, "number", 5_000_000),
        (5_000_000.0, "number", 5_000_000),
        (1.125, "number", 1.125),
        (0.1 + 0.2, "number", 0.3),
        (3.4999999999999996, "number", 3.5),
        (999_999_999_999_999, "integer", 999_999_999_999_999),
        (-3, "integer", -3),
    ],
)
def test_a_number_is_what_excel_shows(cell: Cell, type_: str, expected: object) -> None:
    assert (value(cell, type_), type(value(cell, type_))) == (expected, type(expected))


@pytest.mark.parametrize("cell", [1_000_000_000_000_000, 3204012509870001, -3204012509870001, 1e300])
def test_a_number_of_more_digits_than_excel_keeps_is_not_there(cell: Cell) -> None:
    assert isinstance(value(cell, "string"), Unreadable)
    assert isinstance(value(cell, "number"), Unreadable)


@pytest.mark.parametrize(
    ("cell", "type_", "expected"),
    [
        (True, "boolean", True),
        (True, "string", "true"),
        (False, "integer", "false"),
        (datetime(2026, 8, 3), "string", "2026-08-03"),
        (datetime(2026, 8, 3, 14, 30), "timestamp", "2026-08-03T14:30:00"),
        (date(2026, 8, 3), "date", "2026-08-03"),
        (time(7, 30), "string", "07:30:00"),
        (timedelta(hours=30), "string", "1 day, 6:00:00"),
        (None, "string", None),
        ("Rp 5.000.000", "number", "Rp 5.000.000"),
    ],
)
def test_other_cells_are_what_the_column_can_hold(cell: Cell, type_: str, expected: object) -> None:
    assert value(cell, type_) == expected
