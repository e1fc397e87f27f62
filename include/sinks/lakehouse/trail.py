"""What the warehouse has of the lakehouse: rejects, audit rows and, for the planner, where the ledger stands.

The audit row of a batch stands in the snapshot that the batch made. What a crash left out of the warehouse is written from
there.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, astuple, replace
from datetime import UTC, datetime
from typing import Any

import pymysql
from pyiceberg.table import Table
from pyiceberg.table.snapshots import Snapshot
from pymysql.connections import Connection

from include.audit import trail
from include.audit.outside import Standing, audited_to
from include.audit.trail import AuditRow
from include.database import REFUSED, code, connect, is_transient
from include.errors import FinalError
from include.records import PlannedBatch
from include.settings import DatabaseSettings
from include.sinks.lakehouse.ledger import SINK, Ledger, history, read_ledger, standing_of, written

AUDIT = "kampus.audit"
"""The property of a snapshot that holds the audit row of its batch."""
THERE_ALREADY = 1062


@contextmanager
def opened(settings: DatabaseSettings) -> Iterator[Connection[Any]]:
    """A connection to the warehouse, strict however the server is set up, that sees what others have just committed."""
    with connect(settings) as connection:
        try:
            with connection.cursor() as cursor:
                cursor.execute("SET SESSION sql_mode = 'TRADITIONAL'")
                cursor.execute("SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED")
            yield connection
        except pymysql.err.MySQLError as error:
            if is_transient(error) or code(error) in REFUSED:
                raise
            raise FinalError(
                f"the warehouse {settings.name!r} refused the trail of the lakehouse (error {code(error)}). Compare its tables "
                f"etl_* with include/audit/schema.sql."
            ) from error


def now(connection: Connection[Any]) -> datetime:
    """The warehouse's clock, which all sinks go by."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT NOW(6)")
        moment: datetime = cursor.fetchone()[0]
    return moment.replace(tzinfo=UTC)


def as_property(row: AuditRow) -> dict[str, str]:
    return {AUDIT: json.dumps(asdict(row), separators=(",", ":"))}


def catch_up(connection: Connection[Any], table: Table, batch: PlannedBatch) -> None:
    """Let the warehouse know of the batch's partition what the table knows of it."""
    standing = standing_of(read_ledger(table), batch)
    if standing:
        _write(connection, table, (standing,))


def catch_up_all(connection: Connection[Any], table: Table, dataset: str) -> None:
    """As `catch_up`, for every partition. What the planner saw of a ledger that went back or is gone is put right."""
    ledger = read_ledger(table)
    _write(connection, table, ledger)
    known = {(standing.generation, standing.partition_id) for standing in ledger}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT generation, partition_id FROM etl_ledger WHERE dataset = %s AND sink = %s", (dataset, SINK)
        )
        gone = [lane for lane in cursor.fetchall() if lane not in known]
        cursor.executemany(
            "DELETE FROM etl_ledger WHERE dataset = %s AND sink = %s AND generation = %s AND partition_id = %s",
            [(dataset, SINK, *lane) for lane in gone],
        )
    connection.commit()


def _write(connection: Connection[Any], table: Table, standings: Ledger) -> None:
    for standing in standings:
        for row in _missing(connection, table, standing):
            _insert(connection, row)
        _show(connection, standing)
        connection.commit()


def _missing(connection: Connection[Any], table: Table, standing: Standing) -> list[AuditRow]:
    """The audit rows of a partition that the warehouse lacks, in order. What it has of a partition has no holes."""
    end = audited_to(connection, standing)
    missing: list[AuditRow] = []
    for row in _audit_rows(table) if end < standing.next_offset else ():
        if (row.generation, row.partition_id, row.topic_id) == _lane(standing):
            if row.start_offset < end:
                break
            missing.append(row)
    return missing[::-1]


def _lane(standing: Standing) -> tuple[int, int, str]:
    return standing.generation, standing.partition_id, standing.topic_id


def _audit_rows(table: Table) -> Iterator[AuditRow]:
    """Those of the batches that the present state is made of, the newest first."""
    for snapshot in history(table):
        if text := written(snapshot, AUDIT):
            yield replace(AuditRow(**json.loads(text)), committed_at=_moment(snapshot))


def _moment(snapshot: Snapshot) -> datetime:
    return datetime.fromtimestamp(snapshot.timestamp_ms / 1000, UTC).replace(tzinfo=None)


def _insert(connection: Connection[Any], row: AuditRow) -> None:
    try:
        trail.insert_audit(connection, row)
    except pymysql.err.IntegrityError as error:
        # A copy of the task was as fast. Nothing is updated, so that the account may do with the right to insert.
        if code(error) != THERE_ALREADY:
            raise


def _show(connection: Connection[Any], standing: Standing) -> None:
    """Let `etl_ledger`, which plans are compared with, say of the partition what its own ledger says."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO etl_ledger (dataset, sink, generation, partition_id, topic, topic_id, next_offset, last_batch_id, "
            "updated_at) VALUES (%s, %s, %s, %s, %s, %s, %s, %s, NOW(6)) ON DUPLICATE KEY UPDATE topic = VALUES(topic), "
            "topic_id = VALUES(topic_id), next_offset = VALUES(next_offset), last_batch_id = VALUES(last_batch_id), "
            "updated_at = VALUES(updated_at)",
            astuple(standing),
        )
