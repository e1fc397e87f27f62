"""How the numbers of the institution moved on the days before a report."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from pymysql.connections import Connection

from include.iku.model import Report

TREND_DAYS = 30

Key = tuple[str, str]
"""(regulasi, kode)."""


@dataclass(frozen=True)
class Point:
    """What was known of a day when a report was made; `nilai` is None where it could not be computed."""

    tanggal: date
    nilai: Decimal | None


@dataclass(frozen=True)
class History:
    trend: Mapping[Key, tuple[Point, ...]]
    """The daily values of an indicator, oldest first, up to the report day."""


NO_HISTORY = History({})


def load_history(connection: Connection[Any], report: Report) -> History:
    """The last TREND_DAYS days as they stood when the report was made: of each day the newest version before it.

    So the page of a report is the same whenever it is rendered.
    """
    query = (
        "SELECT v.regulasi, v.kode, r.as_of, v.nilai FROM iku_report r JOIN iku_value v ON v.report_id = r.report_id "
        "AND v.level = 'pt' WHERE r.report_id IN (SELECT MAX(report_id) FROM iku_report "
        "WHERE as_of > %s AND as_of <= %s AND report_id <= %s GROUP BY as_of) ORDER BY r.as_of"
    )
    found: dict[Key, list[Point]] = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(query, (report.as_of - timedelta(days=TREND_DAYS), report.as_of, report.report_id))
        for regulasi, kode, as_of, nilai in cursor.fetchall():
            found[regulasi, kode].append(Point(as_of, nilai))
    return History({key: tuple(points) for key, points in found.items()})
