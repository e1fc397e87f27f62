"""Brings the warehouse's trail up to the table's own: audit rows that a crash left out, and where the ledger stands.

The audit row of a batch stands in the snapshot that the batch made.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict, replace
from datetime import UTC, datetime
from typing import Any

from pyiceberg.table import Table
from pyiceberg.table.snapshots import Snapshot
from pymysql.connections import Connection

from include.audit import outside
from include.audit.outside import Standing
from include.audit.trail import AuditRow
from include.records import PlannedBatch
from include.sinks.lakehouse import table as tables
from include.sinks.lakehouse.lake import Lake
from include.sinks.lakehouse.ledger import SINK, history, read_ledger, standing_of, written

AUDIT = "kampus.audit"
"""The property of a snapshot that holds the audit row of its batch."""


def now(warehouse: Connection[Any]) -> datetime:
    """The warehouse's clock, which all sinks go by."""
    with warehouse.cursor() as cursor:
        cursor.execute("SELECT NOW(6)")
        moment: datetime = cursor.fetchone()[0]
    return moment.replace(tzinfo=UTC)


def as_property(row: AuditRow) -> dict[str, str]:
    return {AUDIT: json.dumps(asdict(row), separators=(",", ":"))}


def catch_up(warehouse: Connection[Any], lake: Lake, batch: PlannedBatch) -> None:
    """For the partition of the batch."""
    believed = outside.mirrored(warehouse, batch.dataset, SINK)
    table = tables.present(lake, batch.dataset)
    standing = standing_of(read_ledger(table), batch)
    if standing:
        outside.catch_up(warehouse, standing, _missing(warehouse, table, standing), believed)


def catch_up_all(warehouse: Connection[Any], lake: Lake, dataset: str) -> None:
    """For every partition, those too that the table lost because it was put back from a backup or made anew."""
    believed = outside.mirrored(warehouse, dataset, SINK)
    table = tables.present(lake, dataset)
    ledger = read_ledger(table)
    for standing in ledger:
        outside.catch_up(warehouse, standing, _missing(warehouse, table, standing), believed)
    outside.forget_others(warehouse, dataset, SINK, ledger, believed)


def _missing(warehouse: Connection[Any], table: Table, standing: Standing) -> list[AuditRow]:
    """The audit rows of a partition that the warehouse lacks, in order. What it has of a partition has no holes."""
    end = outside.audited_to(warehouse, standing)
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
