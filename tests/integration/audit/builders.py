"""Topics, plans and what is in the tables of the trail."""

from __future__ import annotations

from typing import Any

from include.audit.plan import plan_batches
from include.broker.offsets import TopicOffsets
from include.contract.catalog import load_catalog
from include.contract.model import Contract
from include.database import connect
from include.records import PlannedBatch, RunContext
from include.settings import DatabaseSettings

RUN = RunContext("ingest__fakultas", "manual__2026-08-03", "plan")
CONTRACT = load_catalog().get("fakultas")


def offsets(*partitions: tuple[int, int], topic_id: str = "topik-1") -> TopicOffsets:
    """A topic whose partition n has the offsets [low, high) of the n-th pair."""
    return TopicOffsets(CONTRACT.topic.name, topic_id, dict(enumerate(partitions)))


def plan(
    settings: DatabaseSettings, topic: TopicOffsets, max_rows: int = 100, contract: Contract = CONTRACT, generation: int = 0
) -> list[PlannedBatch]:  # fmt: skip
    with connect(settings) as connection:
        return plan_batches(contract, topic, connection, RUN, max_rows=max_rows, generation=generation)


def ranges(batches: list[PlannedBatch]) -> list[tuple[int, int, int]]:
    return [(batch.range.partition, batch.range.start, batch.range.end) for batch in batches]


def pass_batch(settings: DatabaseSettings, batch: PlannedBatch, sink: str = "warehouse") -> None:
    """Put the sink's ledger at the end of the batch."""
    range_ = batch.range
    execute(
        settings,
        "INSERT INTO etl_ledger (dataset, sink, generation, partition_id, topic, topic_id, next_offset, updated_at) "
        "VALUES (%s, %s, %s, %s, %s, %s, %s, NOW(6)) ON DUPLICATE KEY UPDATE next_offset = VALUES(next_offset)",
        batch.dataset, sink, batch.generation, range_.partition, range_.topic, range_.topic_id, range_.end,
    )  # fmt: skip


def execute(settings: DatabaseSettings, statement: str, *values: Any) -> list[tuple[Any, ...]]:
    with connect(settings, autocommit=True) as connection, connection.cursor() as cursor:
        cursor.execute(statement, values)
        return list(cursor.fetchall())
