"""The report tables: rows are added and read, never changed."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import astuple, dataclass, fields
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from pymysql.connections import Connection

from include import CODE_VERSION
from include.iku.evidence import Evidence
from include.iku.gathered import EVIDENCE_FIELDS, TABLE, columns
from include.iku.locks import lock_of
from include.iku.model import Change, Freshness, Missing, ReportKey, Value
from include.iku.period import Period
from include.iku.regulation import Regulation, body_of, checksum
from include.iku.snapshot import Positions
from include.iku.values import UnitKey
from include.records import RunContext

FIRST, RESTATED = "terbit", "pernyataan_ulang"
DIFFERENCE = "iku_beda"
"""A temporary table: the evidence ids that only the gathered evidence has (`sign` 1), and those that only another report has."""


@dataclass(frozen=True)
class Computed:
    """Everything of a report but its number and version, which it gets when it is saved."""

    period: Period
    run: RunContext
    regulations: tuple[Regulation, ...]
    positions: Positions
    freshness: Sequence[Freshness]
    values: Sequence[Value]
    missing: Sequence[Missing]
    compared_to: int | None
    changes: Sequence[Change]


def compared_report(connection: Connection[Any], as_of: date) -> int | None:
    """The report that changes are counted from: the version before, else the newest report of an earlier day."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT report_id FROM iku_report WHERE as_of <= %s ORDER BY as_of DESC, version DESC LIMIT 1", (as_of,)
        )
        row = cursor.fetchone()
    return int(row[0]) if row else None


def values_by_unit(connection: Connection[Any], report_id: int) -> dict[UnitKey, Decimal | None]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT regulasi, kode, level, unit_id, nilai FROM iku_value WHERE report_id = %s", (report_id,))
        return {row[:4]: row[4] for row in cursor.fetchall()}


def evidence_of(connection: Connection[Any], report_id: int) -> list[Evidence]:
    """The whole evidence of a report, by indicator and key."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {', '.join(EVIDENCE_FIELDS)} FROM iku_evidence WHERE evidence_id IN (SELECT evidence_id "
            f"FROM ({_signs_of(report_id)}) AS signs GROUP BY evidence_id HAVING SUM(sign) > 0) ORDER BY regulasi, kode, kunci"
        )
        return [Evidence(*row) for row in cursor.fetchall()]


def differences(connection: Connection[Any], report_id: int) -> tuple[list[Evidence], list[Evidence]]:
    """The evidence that only that report has, and the evidence that only the gathered one has."""
    _compare(connection, report_id)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {', '.join(EVIDENCE_FIELDS)} FROM {DIFFERENCE} d JOIN iku_evidence e ON e.evidence_id = d.evidence_id "
            "WHERE d.sign < 0"
        )
        old = [Evidence(*row) for row in cursor.fetchall()]
        cursor.execute(f"SELECT {columns('b.')} FROM {_new()}")
        return old, [Evidence(*row) for row in cursor.fetchall()]


def save(connection: Connection[Any], computed: Computed) -> ReportKey:
    """Insert the next version of a day's report with all its parts. The caller commits, and saves one at a time."""
    as_of, segment, run = computed.period.as_of, computed.period.quarter, computed.run
    with connection.cursor() as cursor:
        cursor.execute("SELECT COALESCE(MAX(version), 0) + 1 FROM iku_report WHERE as_of = %s", (as_of,))
        version = int(cursor.fetchone()[0])
        kind = FIRST if version == 1 and not lock_of(connection, as_of) else RESTATED
        cursor.execute(
            "INSERT INTO iku_report (as_of, version, kind, segment, compared_to, positions, freshness, regulations, code_version, "
            "dag_id, run_id, try_number, computed_at) VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, NOW(6))",
            (
                as_of, version, kind, segment, computed.compared_to, json.dumps(computed.positions, sort_keys=True),
                json.dumps([astuple(each) for each in computed.freshness], default=datetime.isoformat),
                _save_regulations(cursor, computed.regulations), CODE_VERSION, run.dag_id, run.run_id, run.try_number,
            ),
        )  # fmt: skip
        report_id = int(cursor.lastrowid)
        _save_evidence(connection, report_id, segment, computed.compared_to)
        _insert(cursor, "iku_value", report_id, (astuple(each) for each in computed.values))
        _insert(cursor, "iku_change", report_id, (_change_row(each) for each in computed.changes))
        _insert(cursor, "iku_missing", report_id, ((n, *astuple(each)) for n, each in enumerate(computed.missing)))
    return ReportKey(report_id, as_of.isoformat(), version, kind, len(computed.changes))


def _save_regulations(cursor: Any, regulations: tuple[Regulation, ...]) -> str:
    body = body_of(regulations)
    cursor.execute("INSERT IGNORE INTO iku_regulation VALUES (%s, %s, NOW(6))", (checksum(body), body))
    return checksum(body)


def _save_evidence(connection: Connection[Any], report_id: int, segment: str, compared_to: int | None) -> None:
    """New evidence in full; of the report only the difference to the one computed before it in the same quarter.

    In the order of the key, because rows that come in disorder make a table twice as slow to fill.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT MAX(report_id) FROM iku_report WHERE segment = %s AND report_id < %s", (segment, report_id)
        )
        (earlier,) = cursor.fetchone()
        if earlier is None or earlier != compared_to:
            _compare(connection, earlier)
        cursor.execute(
            f"INSERT IGNORE INTO iku_evidence (evidence_id, {', '.join(EVIDENCE_FIELDS)}) "
            f"SELECT b.evidence_id, {columns('b.')} FROM {_new()} ORDER BY b.evidence_id"
        )
        cursor.execute(
            f"INSERT INTO iku_evidence_diff SELECT {report_id}, evidence_id, sign FROM {DIFFERENCE} ORDER BY evidence_id"
        )


def _new() -> str:
    return f"{DIFFERENCE} d JOIN {TABLE} b ON b.evidence_id = d.evidence_id WHERE d.sign > 0"


def _compare(connection: Connection[Any], report_id: int | None) -> None:
    """Fills DIFFERENCE from the gathered evidence and that of a report, or nothing."""
    earlier = f"UNION ALL SELECT evidence_id, -sign FROM ({_signs_of(report_id)}) AS signs" if report_id else ""
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TEMPORARY TABLE IF EXISTS {DIFFERENCE}")
        cursor.execute(
            f"CREATE TEMPORARY TABLE {DIFFERENCE} (evidence_id CHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL, "
            "sign TINYINT NOT NULL)"
        )
        cursor.execute(
            f"INSERT INTO {DIFFERENCE} SELECT evidence_id, SUM(sign) FROM (SELECT evidence_id, 1 AS sign FROM {TABLE} {earlier}) "
            "AS signs GROUP BY evidence_id HAVING SUM(sign) <> 0"
        )


def _signs_of(report_id: int) -> str:
    """The differences of a report's segment up to it. The evidence whose signs add up to 1 is that of the report."""
    return (
        "SELECT d.evidence_id, d.sign FROM iku_evidence_diff d JOIN iku_report r ON r.report_id = d.report_id "
        f"JOIN iku_report mine ON mine.report_id = {report_id} WHERE r.segment = mine.segment "
        "AND r.report_id <= mine.report_id"
    )


def _change_row(change: Change) -> tuple[Any, ...]:
    messages = (change.pesan_lama, change.pesan_baru)
    said = tuple(getattr(change, field.name) for field in fields(change) if not field.name.startswith("pesan_"))
    return said + tuple(
        value for message in messages for value in (astuple(message) if message else (None, None, None))
    )


def _insert(cursor: Any, table: str, report_id: int, rows: Iterable[tuple[Any, ...]]) -> None:
    numbered = [(report_id, *row) for row in rows]
    if numbered:
        marks = ", ".join(["%s"] * len(numbered[0]))
        cursor.executemany(f"INSERT INTO {table} VALUES ({marks})", numbered)
