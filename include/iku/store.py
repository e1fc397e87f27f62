"""The report tables: rows are added and read, never changed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import astuple, dataclass, fields
from datetime import date, datetime
from decimal import Decimal
from operator import attrgetter
from typing import Any

from pymysql.connections import Connection

from include import CODE_VERSION
from include.iku.evidence import Evidence
from include.iku.model import Change, Freshness, Missing, ReportKey, Value
from include.iku.period import Period
from include.iku.regulation import Regulation, body_of, checksum
from include.iku.snapshot import Positions
from include.iku.values import UnitKey
from include.records import RunContext

FIRST, RESTATED = "terbit", "pernyataan_ulang"
EVIDENCE_FIELDS = tuple(field.name for field in fields(Evidence))
EVIDENCE_COLUMNS = ", ".join(EVIDENCE_FIELDS)
_row_of = attrgetter(*EVIDENCE_FIELDS)
"""The columns of one piece of evidence. There are many of them, and `astuple` copies every value."""


@dataclass(frozen=True)
class Computed:
    """Everything of a report but its number and version, which it gets when it is saved."""

    period: Period
    run: RunContext
    regulations: tuple[Regulation, ...]
    positions: Positions
    freshness: Sequence[Freshness]
    evidence: Sequence[Evidence]
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


def save(connection: Connection[Any], computed: Computed) -> ReportKey:
    """Insert the next version of a day's report with all its parts. The caller commits, and saves one at a time."""
    as_of, segment, run = computed.period.as_of, computed.period.quarter, computed.run
    with connection.cursor() as cursor:
        cursor.execute("SELECT COALESCE(MAX(version), 0) + 1 FROM iku_report WHERE as_of = %s", (as_of,))
        version = int(cursor.fetchone()[0])
        kind = FIRST if version == 1 else RESTATED
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
        _save_evidence(cursor, report_id, segment, computed.evidence)
        _insert(cursor, "iku_value", report_id, (astuple(each) for each in computed.values))
        _insert(cursor, "iku_change", report_id, (astuple(each) for each in computed.changes))
        _insert(cursor, "iku_missing", report_id, ((n, *astuple(each)) for n, each in enumerate(computed.missing)))
    return ReportKey(report_id, as_of.isoformat(), version, kind, len(computed.changes))


def _save_regulations(cursor: Any, regulations: tuple[Regulation, ...]) -> str:
    body = body_of(regulations)
    cursor.execute("INSERT IGNORE INTO iku_regulation VALUES (%s, %s, NOW(6))", (checksum(body), body))
    return checksum(body)


def _save_evidence(cursor: Any, report_id: int, segment: str, evidence: Sequence[Evidence]) -> None:
    """New evidence in full; of the report only the difference to the one computed before it in the same quarter."""
    now = {_evidence_id(row): row for row in evidence}
    cursor.execute(
        "SELECT d.evidence_id FROM iku_evidence_diff d JOIN iku_report r ON r.report_id = d.report_id "
        "WHERE r.segment = %s AND r.report_id < %s GROUP BY d.evidence_id HAVING SUM(d.sign) > 0",
        (segment, report_id),
    )
    earlier = {row[0] for row in cursor.fetchall()}
    added, removed = sorted(now.keys() - earlier), sorted(earlier - now.keys())
    if added:
        marks = ", ".join(["%s"] * (len(EVIDENCE_FIELDS) + 1))
        cursor.executemany(
            f"INSERT IGNORE INTO iku_evidence (evidence_id, {EVIDENCE_COLUMNS}) VALUES ({marks})",
            [(identity, *_row_of(now[identity])) for identity in added],
        )
    _insert(cursor, "iku_evidence_diff", report_id, [(i, 1) for i in added] + [(i, -1) for i in removed])


def _evidence_id(row: Evidence) -> str:
    said = [value.normalize() if isinstance(value, Decimal) else value for value in _row_of(row)]
    return hashlib.sha256(repr(said).encode()).hexdigest()[:32]


def _insert(cursor: Any, table: str, report_id: int, rows: Iterable[tuple[Any, ...]]) -> None:
    numbered = [(report_id, *row) for row in rows]
    if numbered:
        marks = ", ".join(["%s"] * len(numbered[0]))
        cursor.executemany(f"INSERT INTO {table} VALUES ({marks})", numbered)
