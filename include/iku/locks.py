"""A period that somebody has verified is locked: its numbers stay as they are, and what is computed later only restates them."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date, timedelta
from typing import Any

import pymysql
from pymysql.connections import Connection

from include.audit.release import accountable
from include.errors import FinalError
from include.iku.model import Lock
from include.iku.period import Period
from include.records import RunContext


@dataclass(frozen=True)
class Locked:
    """A lock as it was made: the days of `periode` are verified in their newest version up to `report_id`."""

    periode: str
    report_id: int
    hari: int
    """How many days of the period have a report."""

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


def lock(connection: Connection[Any], *, period: str, who: str, why: str, run: RunContext) -> Locked:
    """Lock a quarter (`2026Q1`) or a year (`2026`) by its newest reports. Nothing of it is ever unlocked.

    Raises FinalError when who or why is missing, and for a period that is locked or has no report of its last day.
    """
    who, why = accountable("kunci_iku", who, why)
    first, last = days_of(period)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT MAX(report_id), COUNT(DISTINCT as_of), MAX(as_of) FROM iku_report WHERE as_of BETWEEN %s AND %s",
            (first, last),
        )
        newest, days, latest = cursor.fetchone()
        if latest != last:
            raise FinalError(
                f"periode {period} belum dapat dikunci: tidak ada laporan per {last}. Jalankan iku_daily untuk tanggal itu dahulu."
            )
        try:
            cursor.execute(
                "INSERT INTO iku_kunci (periode, report_id, siapa, alasan, dag_id, run_id, try_number, dikunci_pada) "
                "VALUES (%s, %s, %s, %s, %s, %s, %s, NOW(6))",
                (period, newest, who, why, run.dag_id, run.run_id, run.try_number),
            )
        except pymysql.err.IntegrityError as error:
            raise FinalError(
                f"periode {period} sudah dikunci; lihat iku_kunci. Kunci tidak dibuka atau diganti."
            ) from error
    connection.commit()
    return Locked(period, int(newest), int(days))


def lock_of(connection: Connection[Any], as_of: date) -> Lock | None:
    """The first lock that a day lies under."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT k.periode, k.siapa, k.alasan, k.dikunci_pada, (SELECT MAX(r.version) FROM iku_report r "
            "WHERE r.as_of = %s AND r.report_id <= k.report_id) FROM iku_kunci k WHERE k.periode IN (%s, %s) "
            "ORDER BY k.dikunci_pada LIMIT 1",
            (as_of, str(as_of.year), Period(as_of).quarter),
        )
        row = cursor.fetchone()
    return Lock(*row) if row else None


def days_of(period: str) -> tuple[date, date]:
    """The first and the last day of a quarter or a year. Raises FinalError when it is neither."""
    year, _, quarter = period.partition("Q")
    if not year.isdecimal() or len(year) != 4 or (quarter or "1") not in {"1", "2", "3", "4"} or period.endswith("Q"):
        raise FinalError(
            f"periode {period!r} tidak dikenal. Diharapkan triwulan seperti 2026Q1 atau tahun seperti 2026."
        )
    month = 3 * int(quarter) - 2 if quarter else 1
    months = 3 if quarter else 12
    after = date(int(year) + (month + months) // 13, (month + months - 1) % 12 + 1, 1)
    return date(int(year), month, 1), after - timedelta(days=1)
