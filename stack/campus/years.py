"""Days that are so many years away from another."""

from __future__ import annotations

from datetime import date

Day = tuple[int, int, int]
"""Years from this one, month and day."""
Validity = tuple[Day, Day | None]
"""The first day and the last one, if it has one."""


def period(today: date, validity: Validity) -> tuple[date, date | None]:
    first, last = validity
    return _day(today, first), last and _day(today, last)


def years_later(day: date, years: int) -> date:
    """29 February becomes the 28th. Fewer than no years are years before."""
    leap_day = (day.month, day.day) == (2, 29)
    return day.replace(year=day.year + years, day=28 if leap_day else day.day)


def _day(today: date, day: Day) -> date:
    years, month, day_of_month = day
    return date(today.year + years, month, day_of_month)
