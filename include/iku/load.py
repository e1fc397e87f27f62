"""Reads a stored report back, whole."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from pymysql.connections import Connection

from include.contract.catalog import load_catalog
from include.errors import FinalError
from include.iku.locks import lock_of
from include.iku.model import Change, Freshness, Message, Missing, Report, Value
from include.iku.regulation import from_body
from include.iku.store import evidence_of


def load_report(connection: Connection[Any], report_id: int) -> Report:
    """Raises FinalError when there is no such report."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT r.as_of, r.version, r.kind, r.computed_at, r.run_id, r.freshness, g.body, c.as_of, c.version "
            "FROM iku_report r JOIN iku_regulation g ON g.checksum = r.regulations "
            "LEFT JOIN iku_report c ON c.report_id = r.compared_to WHERE r.report_id = %s",
            (report_id,),
        )
        row = cursor.fetchone()
    if row is None:
        raise FinalError(f"tidak ada laporan nomor {report_id} di iku_report.")
    as_of, version, kind, computed_at, run_id, freshness, regulations, compared_date, compared_version = row
    return Report(
        report_id=report_id,
        as_of=as_of,
        version=version,
        kind=kind,
        computed_at=computed_at,
        compared_to=(compared_date, compared_version) if compared_date else None,
        run_id=run_id,
        regulations=from_body(regulations),
        values=tuple(Value(*r[1:]) for r in _rows(connection, "iku_value", report_id)),
        evidence=tuple(evidence_of(connection, report_id)),
        missing=tuple(Missing(*r[2:]) for r in _rows(connection, "iku_missing", report_id)),
        changes=tuple(_change(r[1:]) for r in _rows(connection, "iku_change", report_id)),
        freshness=tuple(Freshness(d, _time(e), _time(n)) for d, e, n in json.loads(freshness)),
        topics={contract.dataset: contract.topic.name for contract in load_catalog().contracts},
        lock=lock_of(connection, as_of),
    )


def _change(row: tuple[Any, ...]) -> Change:
    *said, before, after = *row[:-6], row[-6:-3], row[-3:]
    return Change(*said, *(Message(*place) if place[0] is not None else None for place in (before, after)))


def _rows(connection: Connection[Any], table: str, report_id: int) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {table} WHERE report_id = %s", (report_id,))
        return list(cursor.fetchall())


def _time(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
