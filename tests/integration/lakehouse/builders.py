"""What stands in a lakehouse table and in the warehouse about it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from pyiceberg.catalog.sql import SqlCatalog
from pyiceberg.table import Table as IcebergTable

from include.audit.conservation import violations
from include.database import connect
from include.records import PlannedBatch
from include.sinks.lakehouse import table as tables
from include.sinks.lakehouse.lake import opened
from include.sinks.lakehouse.ledger import LEDGER, written
from include.sinks.lakehouse.trail import AUDIT
from include.staging import StagedBatch
from tests.contract.sinks.builders import Refused, Row
from tests.contract.sinks.kit import Table

Batch = tuple[PlannedBatch, StagedBatch]


def batch(table: Table, *messages: Row | Refused, partition: int = 0) -> Batch:
    """A batch that is planned and staged, to be loaded."""
    planned = table.plan(len(messages), partition)
    return planned, table.stage(planned, *messages)


def iceberg(table: Table) -> IcebergTable:
    with opened(table.sink.settings) as lake:
        return tables.present(lake, table.contract.dataset)


def contents(table: Table) -> Counter[tuple[int, int, str]]:
    """Partition, offset and key of every row that the table keeps, with how often it is there."""
    rows = iceberg(table).scan(selected_fields=("_partition", "_offset", "kode")).to_arrow().to_pylist()
    return Counter((row["_partition"], row["_offset"], row["kode"]) for row in rows)


def loads(table: Table) -> int:
    """The snapshots that a batch has made."""
    return sum(written(snapshot, AUDIT) is not None for snapshot in iceberg(table).snapshots())


def data_files(table: Table) -> int:
    return len(iceberg(table).inspect.data_files())


def has_its_ledger_in_every_snapshot(table: Table) -> bool:
    return all(written(snapshot, LEDGER) for snapshot in iceberg(table).snapshots())


def audited(table: Table) -> list[tuple[int, int, int, int, int]]:
    """Partition, range, loaded and rejected of every audit row."""
    names = ("partition_id", "start_offset", "end_offset", "loaded", "rejected")
    return sorted(tuple(row[name] for name in names) for row in table.audit())


def planned_from(table: Table) -> dict[int, int]:
    """Where the planner believes that the ledger stands."""
    return dict(
        select(table, "SELECT partition_id, next_offset FROM etl_ledger WHERE sink = 'lakehouse' AND dataset = %s")
    )


def law(table: Table) -> list[str]:
    with connect(table.kit.warehouse) as connection:
        return violations(connection, table.contract.dataset)


def select(table: Table, sql: str) -> list[tuple[Any, ...]]:
    with connect(table.kit.warehouse) as connection, connection.cursor() as cursor:
        cursor.execute(sql, (table.contract.dataset,))
        return list(cursor.fetchall())


def forget_audit(table: Table) -> None:
    """The warehouse as it is when the process dies right after the commit."""
    with connect(table.kit.warehouse, autocommit=True) as connection, connection.cursor() as cursor:
        cursor.execute("DELETE FROM etl_audit WHERE dataset = %s", (table.contract.dataset,))
        cursor.execute("DELETE FROM etl_ledger WHERE dataset = %s", (table.contract.dataset,))


@contextmanager
def before_the_next_commit(monkeypatch: pytest.MonkeyPatch, happens: Any) -> Iterator[None]:
    """Let something happen once between the moment at which a load decides and its commit."""
    original = SqlCatalog.commit_table
    waiting = [happens]

    def commit_table(*arguments: Any, **named: Any) -> Any:
        if waiting:
            waiting.pop()()
        return original(*arguments, **named)

    with monkeypatch.context() as patch:
        patch.setattr(SqlCatalog, "commit_table", commit_table)
        yield
    assert not waiting
