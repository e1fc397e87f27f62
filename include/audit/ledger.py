"""The ledger: up to which offset each sink has each partition. Its row, locked, is the fence between copies of a batch."""

from __future__ import annotations

from typing import Any

from pymysql.connections import Connection

from include.errors import LedgerGap
from include.records import OffsetRange, PlannedBatch

LIVE = 0
"""The generation of the live pipeline; every replay has one of its own."""


def positions(connection: Connection[Any], dataset: str, sink: str, generation: int = LIVE) -> dict[int, int]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT partition_id, next_offset FROM etl_ledger WHERE dataset = %s AND sink = %s AND generation = %s",
            (dataset, sink, generation),
        )
        return dict(cursor.fetchall())


def open_ledger(connection: Connection[Any], batch: PlannedBatch, sink: str) -> None:
    """Make the ledger row of a partition that has none; it stands at the start of the partition's first plan."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT IGNORE INTO etl_ledger (dataset, sink, generation, partition_id, topic, topic_id, next_offset, updated_at) "
            "SELECT dataset, %s, generation, partition_id, topic, topic_id, MIN(start_offset), NOW(6) FROM etl_plan "
            "WHERE dataset = %s AND generation = %s AND topic_id = %s AND partition_id = %s "
            "GROUP BY dataset, generation, partition_id, topic, topic_id",
            (sink, batch.dataset, batch.generation, batch.range.topic_id, batch.range.partition),
        )
    connection.commit()


def lock_position(connection: Connection[Any], batch: PlannedBatch, sink: str) -> int:
    """Lock the ledger row until the transaction ends and return the next offset the sink needs.

    Raises LedgerGap when the row stands before the batch, or belongs to another incarnation of the topic.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT next_offset, topic_id FROM etl_ledger WHERE dataset = %s AND sink = %s AND generation = %s "
            "AND partition_id = %s FOR UPDATE",
            (batch.dataset, sink, batch.generation, batch.range.partition),
        )
        row = cursor.fetchone()
    where = _where(batch.range)
    if row is None or row[1] != batch.range.topic_id:
        found = "none" if row is None else f"one of topic id {row[1]}"
        raise LedgerGap(f"{where}: sink {sink!r} has no ledger row of topic id {batch.range.topic_id} (found {found}).")
    if row[0] < batch.range.start:
        raise LedgerGap(
            f"{where}: the ledger of sink {sink!r} stands at {row[0]}, before the batch. An earlier batch was not loaded: run "
            f"ingest__{batch.dataset} again, which takes open plans in order."
        )
    return int(row[0])


def advance(connection: Connection[Any], batch: PlannedBatch, sink: str, from_: int) -> None:
    """Move the ledger to the end of the batch. Exactly one row must match, or the fence was lost."""
    with connection.cursor() as cursor:
        matched = cursor.execute(
            "UPDATE etl_ledger SET next_offset = %s, last_batch_id = %s, updated_at = NOW(6) WHERE dataset = %s AND sink = %s "
            "AND generation = %s AND partition_id = %s AND next_offset = %s",
            (batch.range.end, batch.batch_id, batch.dataset, sink, batch.generation, batch.range.partition, from_),
        )
    if matched != 1:
        raise LedgerGap(
            f"{_where(batch.range)}: the ledger of sink {sink!r} moved while its row was locked ({matched} rows)."
        )


def _where(range_: OffsetRange) -> str:
    return f"{range_.topic}[{range_.partition}] {range_.start}..{range_.end}"
