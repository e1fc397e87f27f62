"""What stands in the OLAP store, in its copies, and in the warehouse about it."""

from __future__ import annotations

from typing import Any

from include.audit.conservation import violations
from include.database import connect
from include.records import PlannedBatch
from include.sinks.olap.copies import open_newest
from include.staging import StagedBatch
from tests.contract.sinks.builders import Refused, Row
from tests.contract.sinks.kit import RUN, Table

Batch = tuple[PlannedBatch, StagedBatch]


def batch(table: Table, *messages: Row | Refused, partition: int = 0) -> Batch:
    """A batch that is planned and staged, to be loaded."""
    planned = table.plan(len(messages), partition)
    return planned, table.stage(planned, *messages)


def load(table: Table, one: Batch) -> bool:
    """Whether it was loaded already."""
    planned, staged = one
    return table.sink.load(planned, table.contract, staged, RUN).already


def published(table: Table) -> list[tuple[Any, ...]]:
    """Key and version of every row in the newest copy."""
    with open_newest(table.kit.settings) as copy:
        return copy.sql(f"SELECT kode, _version::BIGINT FROM {table.contract.dataset} ORDER BY ALL").fetchall()


def audited(table: Table) -> list[tuple[int, int, int, int, int]]:
    """Partition, range, loaded and rejected of every audit row that the warehouse has."""
    names = ("partition_id", "start_offset", "end_offset", "loaded", "rejected")
    return sorted(tuple(row[name] for name in names) for row in table.audit())


def planned_from(table: Table) -> dict[int, int]:
    """Where the planner believes that the ledger stands."""
    sql = "SELECT partition_id, next_offset FROM etl_ledger WHERE sink = 'olap' AND dataset = %s"
    return dict(execute(table, sql))


def law(table: Table) -> list[str]:
    with connect(table.kit.warehouse) as connection:
        return violations(connection, table.contract.dataset)


def execute(table: Table, sql: str) -> list[tuple[Any, ...]]:
    with connect(table.kit.warehouse, autocommit=True) as connection, connection.cursor() as cursor:
        cursor.execute(sql, (table.contract.dataset,))
        return list(cursor.fetchall())


def forget_the_trail(table: Table) -> None:
    """The warehouse as it is when the process dies right after the commit, or when it comes back from a backup."""
    for name in ("etl_audit", "etl_ledger"):
        execute(table, f"DELETE FROM {name} WHERE dataset = %s")
