"""How dates and times are read. Without a zone they are campus time, WIB, seven hours ahead of UTC all year."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from tests.unit.transform.builders import cleaned, field, refused

DAY = field("tanggal", "date")
TIME = field("waktu", "timestamp")


@pytest.mark.parametrize(
    "written",
    [
        "2024-12-31",
        "31-12-2024",
        "31/12/2024",
        "2024/12/31",
        "2024-12-31 00:00:00",
        "31-12-2024 09:30",
        "2024-12-31T23:59:59.999",
        "2024-12-31T00:00:00.000000Z",
        "2024-12-30T17:00:00Z",
        "2024-12-31T23:59:59+07:00",
    ],
)
def test_a_date_may_be_written_in_many_ways(written: str) -> None:
    assert cleaned(DAY, written) == [date(2024, 12, 31)]


@pytest.mark.parametrize("written", ["5-1-2024", "05/01/2024", "2024-1-5", "2024-01-5", "2024/1/05"])
def test_the_day_comes_before_the_month_and_zeros_may_be_missing(written: str) -> None:
    assert cleaned(DAY, written) == [date(2024, 1, 5)]


def test_a_leap_day_exists_in_leap_years_only() -> None:
    assert cleaned(DAY, "29-02-2024", "29-02-2023", "29-02-2000", "29-02-1900") == [
        date(2024, 2, 29),
        None,
        date(2000, 2, 29),
        None,
    ]


@pytest.mark.parametrize(
    "written",
    [
        "31-02-2001",
        "30-02-2025",
        "00-00-0000",
        "0000-00-00",
        "31-04-2024",
        "12-31-2024",
        "31-12-24",
        "24-12-31",
        "2024",
        "2024-12",
        "20241231",
        "31 Desember 2024",
        "2024-12-31 25:00",
        "12024-01-01",
        "0999-12-31",
        "NULL",
    ],
)
def test_a_date_that_does_not_exist_or_is_not_clear_is_refused(written: str) -> None:
    assert (cleaned(DAY, written), refused(DAY, written)) == ([None], [True])


@pytest.mark.parametrize(
    ("written", "instant"),
    [
        ("2026-08-01 06:59:59", datetime(2026, 7, 31, 23, 59, 59, tzinfo=UTC)),
        ("01-08-2026 07:00", datetime(2026, 8, 1, 0, 0, tzinfo=UTC)),
        ("2026-08-01", datetime(2026, 7, 31, 17, 0, tzinfo=UTC)),
        ("2026-01-15 12:00:00", datetime(2026, 1, 15, 5, 0, tzinfo=UTC)),
        ("2026-07-15 12:00:00", datetime(2026, 7, 15, 5, 0, tzinfo=UTC)),
        ("2026-08-01T00:00:00Z", datetime(2026, 8, 1, tzinfo=UTC)),
        ("2026-08-01T00:00:00+00:00", datetime(2026, 8, 1, tzinfo=UTC)),
        ("2026-08-01 09:00:00 +0900", datetime(2026, 8, 1, tzinfo=UTC)),
        ("2026-08-01T00:00:00.123456789Z", datetime(2026, 8, 1, 0, 0, 0, 123456, tzinfo=UTC)),
    ],
)
def test_a_time_without_a_zone_is_campus_time(written: str, instant: datetime) -> None:
    assert cleaned(TIME, written) == [instant]


@pytest.mark.parametrize(
    "written",
    [
        "2026-08-01 24:00:00",
        "2026-02-29 10:00",
        "2026-08-01 7",
        "10:00",
        "2026",
        "kemarin",
        "2026-08-01T00:00:00+25:00",
    ],
)
def test_a_time_that_does_not_exist_is_refused(written: str) -> None:
    assert (cleaned(TIME, written), refused(TIME, written)) == ([None], [True])


def test_a_time_that_no_database_holds_is_refused_instead_of_breaking_the_batch() -> None:
    assert cleaned(TIME, "9999-12-31 23:59:59", "9999-12-31T23:59:59-05:00") == [
        datetime(9999, 12, 31, 16, 59, 59, tzinfo=UTC),
        None,
    ]


def test_fractions_of_one_row_do_not_change_what_its_neighbours_can_hold() -> None:
    assert cleaned(TIME, "9999-12-31 00:00:00", "2026-08-01T00:00:00.123456789Z")[0] == datetime(
        9999, 12, 30, 17, 0, tzinfo=UTC
    )


def test_a_time_that_the_clocks_of_jakarta_skipped_or_showed_twice_is_no_error() -> None:
    assert cleaned(TIME, "1942-03-23 00:30:00", "1963-12-31 23:45:00") == [
        datetime(1942, 3, 22, 16, 0, tzinfo=UTC),
        datetime(1963, 12, 31, 16, 45, tzinfo=UTC),
    ]
