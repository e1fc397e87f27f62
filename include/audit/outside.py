"""The trail of a sink that commits outside of the warehouse.

Its ledger and its outcomes stand in the sink, in the transaction of the rows. What the warehouse has of them is written
afterwards, so that all sinks can be planned for and looked at in one place; what a crash left out is written by the next
call, from what the sink remembers.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import astuple, dataclass
from typing import Any

from pymysql.connections import Connection

from include.records import PlannedBatch


@dataclass(frozen=True)
class Standing:
    """A row of a sink's ledger: the next offset that it needs of a partition."""

    dataset: str
    sink: str
    generation: int
    partition_id: int
    topic: str
    topic_id: str
    next_offset: int
    last_batch_id: str | None


def first_planned(connection: Connection[Any], batch: PlannedBatch) -> int | None:
    """Where the first plan of the batch's partition starts; None when it has none."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT MIN(start_offset) FROM etl_plan WHERE dataset = %s AND generation = %s AND topic_id = %s AND partition_id = %s",
            (batch.dataset, batch.generation, batch.range.topic_id, batch.range.partition),
        )
        (start,) = cursor.fetchone()
    return None if start is None else int(start)


def audited_to(connection: Connection[Any], standing: Standing) -> int:
    """The end of the last range that the audit has of a partition; 0 when it has none."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT end_offset FROM etl_audit WHERE dataset = %s AND sink = %s AND partition_id = %s AND generation = %s AND "
            "topic_id = %s ORDER BY start_offset DESC LIMIT 1",
            (standing.dataset, standing.sink, standing.partition_id, standing.generation, standing.topic_id),
        )
        row = cursor.fetchone()
    return int(row[0]) if row else 0


def show_standings(connection: Connection[Any], dataset: str, sink: str, standings: Sequence[Standing]) -> None:
    """Let `etl_ledger` say of a dataset what the sink's own ledger says, also when that went back or is gone."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM etl_ledger WHERE dataset = %s AND sink = %s", (dataset, sink))
        cursor.executemany(
            "INSERT INTO etl_ledger (dataset, sink, generation, partition_id, topic, topic_id, next_offset, last_batch_id, "
            "updated_at) VALUES (%s, %s, %s, %s, %s, %s, %s, %s, NOW(6))",
            [astuple(standing) for standing in standings],
        )
