"""Semesters as whole numbers, so that they can be counted: 2 x year + 0 for ganjil, + 1 for genap."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from random import Random


def number_of(day: date) -> int:
    if day.month >= 8:
        return 2 * day.year
    return 2 * (day.year - 1) + (0 if day.month == 1 else 1)


def code(number: int) -> str:
    return f"{number // 2}{number % 2 + 1}"


def starts(number: int) -> date:
    return date(number // 2, 8, 1) if number % 2 == 0 else date(number // 2 + 1, 2, 1)


def ends(number: int) -> date:
    return starts(number + 1) - timedelta(days=1)


def graduation_day(number: int, rng: Random) -> date:
    """A day in the last eighty of a semester."""
    return ends(number) - timedelta(days=rng.randrange(80))


def moment(day: date, rng: Random) -> datetime:
    """Working hours on campus, in UTC: 01.00 to 09.59."""
    return datetime(
        day.year, day.month, day.day, rng.randrange(1, 10), rng.randrange(60), rng.randrange(60), rng.randrange(10**6)
    )
