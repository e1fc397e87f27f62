"""How the numbers of the institution moved before a report: day by day, quarter by quarter, and against the year before."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from pymysql.connections import Connection

from include.iku.model import Report
from include.reports.format import QUARTERS

TREND_DAYS = 30
NEAR = timedelta(days=31)
"""How far before the same day of last year a report may be to stand for it."""

Key = tuple[str, str]
"""(regulasi, kode)."""


@dataclass(frozen=True)
class Point:
    """What was known of a day when a report was made; `nilai` is None where it could not be computed."""

    tanggal: date
    nilai: Decimal | None


@dataclass(frozen=True)
class Milestone:
    """What was told of a day that a year is measured by: the last one of a quarter, or the same day a year before."""

    nama: str
    tanggal: date
    nilai: Decimal | None
    target: Decimal | None
    capaian: Decimal | None
    status: str


@dataclass(frozen=True)
class History:
    trend: Mapping[Key, tuple[Point, ...]]
    """The daily values of an indicator, oldest first, up to the report day."""
    milestones: Mapping[Key, tuple[Milestone, ...]]
    """The year before, then the quarters of the year that have begun."""


NO_HISTORY = History({}, {})


def load_history(connection: Connection[Any], report: Report) -> History:
    """As it stood when the report was made: of each day the newest version before it.

    So the page of a report is the same whenever it is rendered.
    """
    ids = _reports_before(connection, report)
    named = milestones(ids, report.as_of)
    trend = [day for day in ids if day > report.as_of - timedelta(days=TREND_DAYS)]
    points: dict[Key, list[Point]] = defaultdict(list)
    stones: dict[Key, list[Milestone]] = defaultdict(list)
    for regulasi, kode, day, *told in _values(connection, [ids[day] for day in {*trend, *named.values()}]):
        if day in trend:
            points[regulasi, kode].append(Point(day, told[0]))
        stones[regulasi, kode] += [Milestone(name, day, *told) for name, on in named.items() if on == day]
    return History(
        {key: tuple(found) for key, found in points.items()}, {key: tuple(found) for key, found in stones.items()}
    )


def milestones(days: Iterable[date], as_of: date) -> dict[str, date]:
    """The day that stands for last year, and for every quarter of the year so far, by its name; of days with a report."""
    known = sorted(day for day in days if day <= as_of)
    before = date(as_of.year - 1, as_of.month, min(as_of.day, 28) if as_of.month == 2 else as_of.day)
    last_year = [day for day in known if before - NEAR <= day <= before]
    found = {"Tahun lalu": last_year[-1]} if last_year else {}
    for day in known:
        if day.year == as_of.year:
            found[f"Triwulan {QUARTERS[(day.month - 1) // 3]}"] = day
    return found


def _reports_before(connection: Connection[Any], report: Report) -> dict[date, int]:
    """The newest version of every day of this year and the last, in their order."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT as_of, MAX(report_id) FROM iku_report WHERE as_of BETWEEN %s AND %s AND report_id <= %s "
            "GROUP BY as_of ORDER BY as_of",
            (date(report.as_of.year - 1, 1, 1) - NEAR, report.as_of, report.report_id),
        )
        return dict(cursor.fetchall())


def _values(connection: Connection[Any], ids: list[int]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT v.regulasi, v.kode, r.as_of, v.nilai, v.target, v.capaian, v.status FROM iku_report r "
            "JOIN iku_value v ON v.report_id = r.report_id AND v.level = 'pt' WHERE r.report_id IN %s ORDER BY r.as_of",
            (ids,),
        )
        return list(cursor.fetchall())
