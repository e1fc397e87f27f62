"""Semesters as whole numbers, so that they can be counted: 2 x year + 0 for ganjil, + 1 for genap. And campus time (WIB)."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from random import Random

WIB = timedelta(hours=7)
OPENS, OPEN_FOR = time(1), timedelta(hours=9)
"""Working hours on campus, in UTC: 08.00 to 17.00 WIB."""


def number_of(day: date) -> int:
    if day.month >= 8:
        return 2 * day.year
    return 2 * (day.year - 1) + (0 if day.month == 1 else 1)


def code(number: int) -> str:
    return f"{number // 2}{number % 2 + 1}"


def number_of_code(term: str) -> int:
    return 2 * int(term[:4]) + int(term[4]) - 1


def starts(number: int) -> date:
    return date(number // 2, 8, 1) if number % 2 == 0 else date(number // 2 + 1, 2, 1)


def ends(number: int) -> date:
    return starts(number + 1) - timedelta(days=1)


def exit_day(number: int, rng: Random) -> date:
    """A day in the last eighty of a semester."""
    return ends(number) - timedelta(days=rng.randrange(80))


def working_moment(day: date, rng: Random) -> datetime:
    """A moment in working hours, in UTC."""
    return datetime.combine(day, OPENS) + timedelta(microseconds=rng.randrange(OPEN_FOR // timedelta(microseconds=1)))


def campus_day(at: datetime) -> date:
    """The date on campus at a moment in UTC."""
    return (at + WIB).date()


def day_ends(day: date) -> datetime:
    """The first moment, in UTC, that no longer belongs to a campus day."""
    return datetime.combine(day + timedelta(days=1), time()) - WIB
