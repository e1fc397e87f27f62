"""The report tables: rows are added and read, never changed."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import astuple
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from pymysql.connections import Connection

from include import CODE_VERSION
from include.iku.evidence import Evidence
from include.iku.model import Change, Freshness, Missing, ReportKey, Value
from include.iku.period import Period
from include.iku.regulation import Regulation, checksum
from include.records import RunContext

FIRST, RESTATED = "terbit", "pernyataan_ulang"
EVIDENCE_COLUMNS = (
    "regulasi, kode, kunci, id_prodi, id_fakultas, stratum, faktor, pembilang, penyebut, "
    "alasan, kurang, dataset, partisi, posisi"
)


def compared_report(connection: Connection[Any], as_of: date) -> int | None:
    """The report that changes are counted from: the version before, else the newest report of an earlier day."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT report_id FROM iku_report WHERE as_of <= %s ORDER BY as_of DESC, version DESC LIMIT 1", (as_of,)
        )
        row = cursor.fetchone()
    return int(row[0]) if row else None


def values_by_unit(
    connection: Connection[Any], report_id: int | None
) -> dict[tuple[str, str, str, str], Decimal | None]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT regulasi, kode, level, unit_id, nilai FROM iku_value WHERE report_id = %s", (report_id,))
        return {row[:4]: row[4] for row in cursor.fetchall()}


def evidence_of(connection: Connection[Any], report_id: int) -> list[Evidence]:
    """The whole evidence of a report, put together from the differences of its segment."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {EVIDENCE_COLUMNS} FROM iku_evidence WHERE evidence_id IN (SELECT d.evidence_id FROM iku_evidence_diff d "
            "JOIN iku_report r ON r.report_id = d.report_id JOIN iku_report mine ON mine.report_id = %s "
            "WHERE r.segment = mine.segment AND r.report_id <= mine.report_id GROUP BY d.evidence_id HAVING SUM(d.sign) > 0) "
            "ORDER BY regulasi, kode, kunci",
            (report_id,),
        )
        return [Evidence(*row) for row in cursor.fetchall()]


def save(
    connection: Connection[Any], period: Period, run: RunContext, positions: dict[str, dict[int, int]],
    freshness: Sequence[Freshness], regulations: tuple[Regulation, ...], evidence: Sequence[Evidence],
    values: Sequence[Value], missing: Sequence[Missing], compared: int | None, changed: Sequence[Change],
) -> ReportKey:  # fmt: skip
    """Insert the next version of a day's report with all its parts. The caller commits."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT COALESCE(MAX(version), 0) + 1 FROM iku_report WHERE as_of = %s", (period.as_of,))
        version = int(cursor.fetchone()[0])
        kind = FIRST if version == 1 else RESTATED
        cursor.execute(
            "INSERT INTO iku_report (as_of, version, kind, segment, compared_to, positions, freshness, regulations, code_version, "
            "dag_id, run_id, try_number, computed_at) VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, NOW(6))",
            (
                period.as_of, version, kind, period.quarter, compared, json.dumps(positions, sort_keys=True),
                json.dumps([astuple(f) for f in freshness], default=_iso), checksum(regulations), CODE_VERSION,
                run.dag_id, run.run_id, run.try_number,
            ),
        )  # fmt: skip
        report_id = int(cursor.lastrowid)
        _save_evidence(connection, report_id, period.quarter, evidence)
        _insert(cursor, "iku_value", report_id, values)
        _insert(cursor, "iku_change", report_id, changed)
        numbered = [(n, *astuple(each)) for n, each in enumerate(missing)]
        _insert_rows(cursor, "iku_missing", report_id, numbered)
    return ReportKey(report_id, period.as_of.isoformat(), version, kind, len(changed))


def _save_evidence(connection: Connection[Any], report_id: int, segment: str, evidence: Sequence[Evidence]) -> None:
    """New evidence in full; of the report only the difference to the one computed before it in the same quarter."""
    now = {row.identity: row for row in evidence}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT d.evidence_id FROM iku_evidence_diff d JOIN iku_report r ON r.report_id = d.report_id "
            "WHERE r.segment = %s AND r.report_id < %s GROUP BY d.evidence_id HAVING SUM(d.sign) > 0",
            (segment, report_id),
        )
        earlier = {row[0] for row in cursor.fetchall()}
        added, removed = now.keys() - earlier, earlier - now.keys()
        marks = ", ".join(["%s"] * 15)
        cursor.executemany(
            f"INSERT IGNORE INTO iku_evidence (evidence_id, {EVIDENCE_COLUMNS}) VALUES ({marks})",
            [(identity, *astuple(now[identity])) for identity in sorted(added)],
        )
        _insert_rows(
            cursor, "iku_evidence_diff", report_id, [(i, 1) for i in sorted(added)] + [(i, -1) for i in sorted(removed)]
        )


def _insert(cursor: Any, table: str, report_id: int, rows: Iterable[Value] | Iterable[Change]) -> None:
    _insert_rows(cursor, table, report_id, [astuple(row) for row in rows])


def _insert_rows(cursor: Any, table: str, report_id: int, rows: Sequence[tuple[Any, ...]]) -> None:
    if rows:
        marks = ", ".join(["%s"] * (len(rows[0]) + 1))
        cursor.executemany(f"INSERT INTO {table} VALUES ({marks})", [(report_id, *row) for row in rows])


def _iso(value: datetime) -> str:
    return value.isoformat()
