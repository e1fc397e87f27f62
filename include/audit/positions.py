"""How far every dataset was read at its source, and the append-only record of each extract."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pymysql.connections import Connection

from include.records import RunContext
from include.sources.base import Position


@dataclass(frozen=True)
class ExtractRecord:
    """One finished extract of one dataset."""

    source: str
    dataset: str
    run: RunContext
    started_at: datetime
    finished_at: datetime
    read: int
    produced: int
    deleted: int
    newest_change: datetime | None


def read_position(connection: Connection[Any], source: str, dataset: str) -> Position | None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT position FROM etl_position WHERE source = %s AND dataset = %s", (source, dataset))
        row = cursor.fetchone()
    return json.loads(row[0]) if row else None


def save_position(connection: Connection[Any], record: ExtractRecord, position: Position | None) -> None:
    """Save the position and append the record, in one transaction. None leaves the position where it is."""
    with connection.cursor() as cursor:
        if position is not None:
            cursor.execute(
                "REPLACE INTO etl_position (source, dataset, position, extract_run, updated_at) VALUES (%s, %s, %s, %s, NOW(6))",
                (record.source, record.dataset, json.dumps(position), record.run.run_id),
            )
        cursor.execute(
            "INSERT INTO etl_extract (source, dataset, dag_id, run_id, try_number, started_at, finished_at, read_rows, produced,"
            " deleted, newest_change) VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)",
            (
                record.source, record.dataset, record.run.dag_id, record.run.run_id, record.run.try_number,
                _naive(record.started_at), _naive(record.finished_at), record.read, record.produced, record.deleted,
                _naive(record.newest_change),
            ),
        )  # fmt: skip
    connection.commit()


def _naive(value: datetime | None) -> datetime | None:
    return value.replace(tzinfo=None) if value else None
