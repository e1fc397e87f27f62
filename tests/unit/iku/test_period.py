from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from include.iku.period import Period


@pytest.mark.parametrize(
    ("as_of", "semesters"),
    [
        (date(2026, 1, 1), ()),
        (date(2026, 1, 31), ()),
        (date(2026, 2, 1), ("20252",)),
        (date(2026, 7, 31), ("20252",)),
        (date(2026, 8, 1), ("20252", "20261")),
        (date(2026, 12, 31), ("20252", "20261")),
    ],
)
def test_the_semesters_of_the_budget_year_count_from_their_first_day(as_of: date, semesters: tuple[str, ...]) -> None:
    assert Period(as_of).budget_semesters == semesters


def test_the_academic_year_is_the_one_that_ends_within_the_budget_year() -> None:
    assert Period(date(2026, 1, 1)).academic_semesters == Period(date(2026, 12, 31)).academic_semesters
    assert Period(date(2026, 1, 1)).academic_semesters == ("20251", "20252")


@pytest.mark.parametrize(
    ("as_of", "year"), [(date(2026, 1, 1), "2025"), (date(2026, 7, 31), "2025"), (date(2026, 8, 1), "2026")]
)
def test_lecturers_are_those_of_the_academic_year_that_has_begun(as_of: date, year: str) -> None:
    assert Period(as_of).teaching_year == year


def test_a_report_day_ends_at_midnight_on_campus() -> None:
    assert Period(date(2026, 11, 25)).valid_before == datetime(2026, 11, 25, 17, tzinfo=UTC)


@pytest.mark.parametrize(
    ("as_of", "quarter"),
    [(date(2026, 3, 31), "2026Q1"), (date(2026, 4, 1), "2026Q2"), (date(2026, 12, 31), "2026Q4")],
)
def test_a_day_belongs_to_a_quarter(as_of: date, quarter: str) -> None:
    assert Period(as_of).quarter == quarter


def test_a_list_of_no_semesters_is_still_sql() -> None:
    assert Period(date(2026, 1, 1)).parameters()["semester_anggaran"] == ("-",)
