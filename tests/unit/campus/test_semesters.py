from __future__ import annotations

from datetime import date, datetime
from random import Random

import pytest

from stack.campus import semesters


@pytest.mark.parametrize(
    ("day", "code"),
    [
        (date(2026, 1, 31), "20251"),
        (date(2026, 2, 1), "20252"),
        (date(2026, 7, 31), "20252"),
        (date(2026, 8, 1), "20261"),
        (date(2026, 12, 31), "20261"),
    ],
)
def test_ganjil_runs_from_august_and_genap_from_february(day: date, code: str) -> None:
    number = semesters.number_of(day)
    assert semesters.code(number) == code
    assert semesters.number_of_code(code) == number
    assert semesters.starts(number) <= day <= semesters.ends(number)


def test_semesters_follow_one_another() -> None:
    numbers = [semesters.number_of_code(code) for code in ("20242", "20251", "20252", "20261")]
    assert numbers == list(range(numbers[0], numbers[0] + 4))
    assert semesters.ends(numbers[1]) == date(2026, 1, 31)


def test_exits_are_in_the_semester_they_end() -> None:
    rng = Random(1)
    for _ in range(200):
        assert semesters.number_of(semesters.exit_day(4052, rng)) == 4052


@pytest.mark.parametrize(
    ("utc", "day"),
    [
        (datetime(2026, 11, 25, 16, 59, 59, 999999), date(2026, 11, 25)),
        (datetime(2026, 11, 25, 17), date(2026, 11, 26)),
        (datetime(2026, 12, 31, 17), date(2027, 1, 1)),
    ],
)
def test_the_campus_day_turns_at_17_utc(utc: datetime, day: date) -> None:
    assert semesters.campus_day(utc) == day
    assert utc < semesters.day_ends(day)
    assert semesters.campus_day(semesters.day_ends(day)) > day


def test_working_moments_are_on_their_campus_day() -> None:
    rng = Random(1)
    moments = [semesters.working_moment(date(2026, 11, 25), rng) for _ in range(200)]
    assert {semesters.campus_day(moment) for moment in moments} == {date(2026, 11, 25)}
    assert min(moments) >= datetime(2026, 11, 25, 1)
    assert max(moments) < datetime(2026, 11, 25, 10)
