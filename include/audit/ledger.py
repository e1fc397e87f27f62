"""The ledger: up to which offset each sink has each partition. Its row, locked, is the fence between copies of a batch."""

from __future__ import annotations

from typing import Any

from pymysql.connections import Connection

from include.errors import LedgerGap
from include.records import PlannedBatch

LIVE = 0
"""The generation of the live pipeline; every replay has one of its own."""


def positions(connection: Connection[Any], dataset: str, sink: str, generation: int = LIVE) -> dict[int, int]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT partition_id, next_offset FROM etl_ledger WHERE dataset = %s AND sink = %s AND generation = %s",
            (dataset, sink, generation),
        )
        return dict(cursor.fetchall())


def sinks_past(connection: Connection[Any], batch: PlannedBatch) -> set[str]:
    """The sinks that have the whole range of the batch, of this very incarnation of the topic."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT sink FROM etl_ledger WHERE dataset = %s AND generation = %s AND partition_id = %s AND topic_id = %s AND "
            "next_offset >= %s",
            (batch.dataset, batch.generation, batch.range.partition, batch.range.topic_id, batch.range.end),
        )
        return {sink for (sink,) in cursor.fetchall()}


def has_passed(connection: Connection[Any], batch: PlannedBatch, sink: str) -> bool:
    return sink in sinks_past(connection, batch)


def open_ledger(connection: Connection[Any], batch: PlannedBatch, sink: str) -> None:
    """Make the ledger row of a partition that has none; it stands at the start of the partition's first plan."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT IGNORE INTO etl_ledger (dataset, sink, generation, partition_id, topic, topic_id, next_offset, updated_at) "
            "SELECT dataset, %s, generation, partition_id, topic, topic_id, start_offset, NOW(6) FROM etl_plan "
            "WHERE dataset = %s AND generation = %s AND topic_id = %s AND partition_id = %s ORDER BY start_offset LIMIT 1",
            (sink, batch.dataset, batch.generation, batch.range.topic_id, batch.range.partition),
        )
    connection.commit()


def lock_position(connection: Connection[Any], batch: PlannedBatch, sink: str) -> int:
    """Lock the ledger row until the transaction ends and return the next offset the sink needs.

    Raises LedgerGap as `require_inside` says.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT next_offset, topic_id FROM etl_ledger WHERE dataset = %s AND sink = %s AND generation = %s "
            "AND partition_id = %s FOR UPDATE",
            (batch.dataset, sink, batch.generation, batch.range.partition),
        )
        return require_inside(batch, sink, cursor.fetchone())


def require_inside(batch: PlannedBatch, sink: str, row: tuple[int, str] | None) -> int:
    """The next offset the sink needs, from its ledger row (next offset, topic id).

    Raises LedgerGap when there is no row, or it stands before the batch, or belongs to another incarnation of the topic.
    """
    if row is None:
        raise LedgerGap(
            f"{batch.range}: sink {sink!r} has no ledger row, because the batch is not in etl_plan. Only planned batches are "
            f"loaded: run ingest__{batch.dataset}."
        )
    position, topic_id = row
    if topic_id != batch.range.topic_id:
        raise LedgerGap(
            f"{batch.range}: the ledger of sink {sink!r} stands at {position} of topic id {topic_id}; the batch was planned for "
            f"topic id {batch.range.topic_id}. The topic was made again: find out what was lost, then retire the old rows "
            f"of {batch.dataset!r} in etl_plan and in the sink's own ledger (of the warehouse, etl_ledger)."
        )
    if position < batch.range.start:
        raise LedgerGap(
            f"{batch.range}: the ledger of sink {sink!r} stands at {position}, before the batch. An earlier batch was not "
            f"loaded: run ingest__{batch.dataset} again, which takes open plans in order."
        )
    return int(position)


def advance(connection: Connection[Any], batch: PlannedBatch, sink: str, from_: int) -> None:
    """Move the ledger to the end of the batch. Exactly one row must match, or the fence was lost."""
    with connection.cursor() as cursor:
        matched = cursor.execute(
            "UPDATE etl_ledger SET next_offset = %s, last_batch_id = %s, updated_at = NOW(6) WHERE dataset = %s AND sink = %s "
            "AND generation = %s AND partition_id = %s AND next_offset = %s",
            (batch.range.end, batch.batch_id, batch.dataset, sink, batch.generation, batch.range.partition, from_),
        )
    if matched != 1:
        raise LedgerGap(f"{batch.range}: the ledger of sink {sink!r} moved while its row was locked ({matched} rows).")
