"""Plans: which offsets are consumed, fixed before any work and never changed afterwards."""

from __future__ import annotations

from typing import Any

import pymysql
from pymysql.connections import Connection

from include import CODE_VERSION
from include.audit.contracts import pin
from include.audit.identity import batch_id, range_id
from include.audit.ledger import LIVE
from include.broker.offsets import TopicOffsets
from include.contract.model import Contract
from include.errors import OffsetsLost
from include.records import Action, OffsetRange, PlannedBatch, RunContext

COLUMNS = (
    "p.batch_id, p.dataset, p.topic, p.topic_id, p.partition_id, p.start_offset, p.end_offset, p.contract_version, p.code_version, "
    "p.generation, p.revision, p.action"
)
NEWEST_REVISION = (
    "p.revision = (SELECT MAX(q.revision) FROM etl_plan q "
    "WHERE q.range_id = p.range_id AND q.generation = p.generation)"
)


def plan_batches(
    contract: Contract, offsets: TopicOffsets, connection: Connection[Any], run: RunContext, *, max_rows: int,
    generation: int = LIVE,
) -> list[PlannedBatch]:  # fmt: skip
    """Everything that is planned and not yet in every sink, in order, after planning up to the topic's present end.

    A second planner at the same moment makes the same plans: the loser's inserts are refused and it reads the winner's.
    Raises OffsetsLost when the topic is another incarnation than the one planned before or has lost its end; and, once,
    when retention has deleted offsets that were never planned: they are a batch of their own then, for somebody to decide
    on.
    """
    connection.begin()
    pin(connection, contract)
    _require_same_topic(connection, contract, generation)
    planned = _planned_ends(connection, contract.dataset, generation)
    lost: list[PlannedBatch] = []
    for partition, (low, high) in sorted(offsets.partitions.items()):
        topic_id, end = planned.get(partition, (offsets.topic_id, low))
        _check(contract, offsets, partition, topic_id, end)
        cuts = [(end, low)] if end < low else []
        cuts += [(start, min(start + max_rows, high)) for start in range(max(low, end), high, max_rows)]
        for start, stop in cuts:
            batch = _batch(contract, OffsetRange(offsets.topic, offsets.topic_id, partition, start, stop), generation)
            try:
                append(connection, batch, run)
            except pymysql.err.IntegrityError:
                # Another planner was first, and where its range ends is for the next run to see.
                break
            if stop <= low:
                lost.append(batch)
    connection.commit()
    if lost:
        raise OffsetsLost(_lost_message(lost))
    return open_batches(connection, contract, generation)


def open_batches(connection: Connection[Any], contract: Contract, generation: int = LIVE) -> list[PlannedBatch]:
    """The newest revision of every plan whose end at least one sink has not reached."""
    sinks = [sink.sink for sink in contract.sinks]
    marks = ", ".join(["%s"] * len(sinks))
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {COLUMNS} FROM etl_plan p WHERE p.dataset = %s AND p.generation = %s AND {NEWEST_REVISION} AND "
            f"(SELECT COUNT(*) FROM etl_ledger l WHERE l.dataset = p.dataset AND l.generation = p.generation AND "
            f"l.partition_id = p.partition_id AND l.topic_id = p.topic_id AND l.sink IN ({marks}) AND "
            f"l.next_offset >= p.end_offset) < %s ORDER BY p.partition_id, p.start_offset",
            (contract.dataset, generation, *sinks, len(sinks)),
        )
        return [planned_batch(row) for row in cursor.fetchall()]


def planned_batch(row: tuple[Any, ...]) -> PlannedBatch:
    """A row of COLUMNS."""
    id_, dataset, topic, topic_id, partition, start, end, contract, code, generation, revision, action = row
    range_ = OffsetRange(topic, topic_id, partition, start, end)
    return PlannedBatch(id_, dataset, range_, contract, code, generation, revision, Action(action))


def append(
    connection: Connection[Any], batch: PlannedBatch, run: RunContext, who: str | None = None, why: str | None = None
) -> None:
    """Add a plan, or a revision of one. Raises IntegrityError when its range begins where another one does."""
    range_ = batch.range
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO etl_plan (range_id, generation, revision, batch_id, dataset, topic, topic_id, partition_id, start_offset, "
            "end_offset, contract_version, code_version, action, who, why, dag_id, run_id, planned_at) "
            "VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, NOW(6))",
            (
                range_id(range_), batch.generation, batch.revision, batch.batch_id, batch.dataset, range_.topic,
                range_.topic_id, range_.partition, range_.start, range_.end, batch.contract_version, batch.code_version,
                batch.action.value, who, why, run.dag_id, run.run_id,
            ),
        )  # fmt: skip


def _batch(contract: Contract, range_: OffsetRange, generation: int) -> PlannedBatch:
    id_ = batch_id(range_, contract.version, CODE_VERSION, generation)
    return PlannedBatch(id_, contract.dataset, range_, contract.version, CODE_VERSION, generation)


def _planned_ends(connection: Connection[Any], dataset: str, generation: int) -> dict[int, tuple[str, int]]:
    """Topic id and furthest planned offset of every partition, of its latest incarnation."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT partition_id, topic_id, MAX(end_offset), MAX(planned_at) FROM etl_plan WHERE dataset = %s AND generation = %s "
            "GROUP BY partition_id, topic_id ORDER BY MAX(planned_at)",
            (dataset, generation),
        )
        return {partition: (topic_id, end) for partition, topic_id, end, _ in cursor.fetchall()}


def _require_same_topic(connection: Connection[Any], contract: Contract, generation: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT topic FROM etl_plan WHERE dataset = %s AND generation = %s ORDER BY planned_at DESC LIMIT 1",
            (contract.dataset, generation),
        )
        row = cursor.fetchone()
    if row and row[0] != contract.topic.name:
        raise OffsetsLost(
            f"{contract.path}: the topic is {contract.topic.name!r} now, and the plans of {contract.dataset!r} are for topic "
            f"{row[0]!r}. A dataset keeps its topic: take the old name back, or give the dataset another name too."
        )


def _check(contract: Contract, offsets: TopicOffsets, partition: int, topic_id: str, end: int) -> None:
    where = f"{offsets.topic}[{partition}]"
    _, high = offsets.partitions[partition]
    if topic_id != offsets.topic_id:
        raise OffsetsLost(
            f"{where}: the topic was deleted and made again: plans are for topic id {topic_id}, the broker has {offsets.topic_id}. "
            f"Nothing was reset. If that was meant, retire the rows of {contract.dataset!r} in etl_plan and etl_ledger first."
        )
    if high < end:
        raise OffsetsLost(
            f"{where}: the partition ends at {high}, but offsets up to {end} were planned. The broker has lost messages, and "
            f"new ones take their offsets. Find out what was lost before anything is loaded from this topic again."
        )


def _lost_message(lost: list[PlannedBatch]) -> str:
    batches = "; ".join(f"{batch.range} (batch {batch.batch_id})" for batch in lost)
    return (
        f"retention has deleted offsets that were never planned: {batches}. What follows them waits. Fetch the rows again from "
        f"the source with republish__, then accept the loss: DAG release with the batch id and `quarantine`."
    )
