from __future__ import annotations

from datetime import date, timedelta

import pandas as pd
import pytest

from include.calendar import academic_year, semester
from include.transform.time import _semesters


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2026, 7, 31), "20252"),
        (date(2026, 8, 1), "20261"),
        (date(2026, 12, 31), "20261"),
        (date(2027, 1, 1), "20261"),
        (date(2027, 1, 31), "20261"),
        (date(2027, 2, 1), "20262"),
        (date(2028, 2, 29), "20272"),
    ],
)
def test_the_odd_semester_runs_from_august_to_january(day: date, expected: str) -> None:
    assert semester(day) == expected


@pytest.mark.parametrize(
    ("day", "expected"),
    [(date(2026, 7, 31), "2025/2026"), (date(2026, 8, 1), "2026/2027"), (date(2027, 1, 15), "2026/2027")],
)
def test_an_academic_year_begins_in_august(day: date, expected: str) -> None:
    assert academic_year(day) == expected


def test_a_column_of_days_has_the_semesters_that_the_calendar_gives_each_of_them() -> None:
    days = [date(2025, 1, 1) + timedelta(days=n) for n in range(800)]

    assert list(_semesters(pd.Series(pd.to_datetime(days)))) == [semester(day) for day in days]
