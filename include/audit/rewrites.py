"""What a replay changed: by column before it was loaded, by sink and by message afterwards."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from typing import Any

from pymysql.connections import Connection

from include.audit.quarantine import Outcome
from include.contract.model import Contract
from include.records import PlannedBatch
from include.sinks.base import Rewriting

BEFORE = (
    "SELECT b.outcome FROM etl_attempt b WHERE b.topic_id = a.topic_id AND b.partition_id = a.partition_id AND b.message_offset = "
    "a.message_offset AND b.sink = a.sink AND b.generation <> a.generation AND b.attempt_id < a.attempt_id "
    "ORDER BY b.attempt_id DESC LIMIT 1"
)
LOADED = (
    "SELECT 1 FROM etl_audit u WHERE u.dataset = a.dataset AND u.sink = a.sink AND u.generation < a.generation AND u.topic_id = "
    "a.topic_id AND u.partition_id = a.partition_id AND u.start_offset <= a.message_offset AND u.end_offset > a.message_offset"
)
COUNTS = ("read", "loaded", "rejected", "superseded", "skipped")


def append(connection: Connection[Any], batch: PlannedBatch, rewriting: Rewriting) -> None:
    """Write down what a batch will change in the warehouse; commits. What an earlier try wrote down stays."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT IGNORE INTO etl_rewrite (batch_id, generation, dataset, partition_id, row_count, changed, compared_at) "
            "VALUES (%s, %s, %s, %s, %s, %s, NOW(6))",
            (
                batch.batch_id, batch.generation, batch.dataset, batch.range.partition, rewriting.rows,
                json.dumps(rewriting.changed),
            ),
        )  # fmt: skip
    connection.commit()


def total(connection: Connection[Any], generations: Sequence[int]) -> dict[str, Any]:
    """How many rows of the warehouse were rewritten, and how many of them changed in each column."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT row_count, changed FROM etl_rewrite WHERE generation IN %s", (_any(generations),))
        rows = cursor.fetchall()
    changed: Counter[str] = Counter()
    for _, counts in rows:
        changed.update(json.loads(counts))
    return {"rewritten": sum(number for number, _ in rows), "changed": dict(sorted(changed.items()))}


def outcomes(connection: Connection[Any], generations: Sequence[int]) -> dict[str, dict[str, int]]:
    """What became of the messages in each sink."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT sink, SUM(read_count), SUM(loaded), SUM(rejected), SUM(superseded), SUM(skipped) FROM etl_audit "
            "WHERE generation IN %s GROUP BY sink ORDER BY sink",
            (_any(generations),),
        )
        return {sink: dict(zip(COUNTS, map(int, counts), strict=True)) for sink, *counts in cursor.fetchall()}


def judged_otherwise(
    connection: Connection[Any], contract: Contract, generations: Sequence[int]
) -> dict[str, list[tuple[int, int]]]:
    """Partition and offset of the messages that a contract judged otherwise than the load before it did.

    A message that has no attempt before was accepted, if it was loaded at all.
    """
    sink = contract.sinks[0].sink
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT a.partition_id, a.message_offset, a.outcome, ({BEFORE}), EXISTS ({LOADED}) FROM etl_attempt a "
            "WHERE a.generation IN %s AND a.sink = %s ORDER BY a.partition_id, a.message_offset",
            (_any(generations), sink),
        )
        rows = cursor.fetchall()
    rejected, accepted = Outcome.REJECTED.value, Outcome.ACCEPTED.value
    return {
        "newly_rejected": [
            (partition, offset)
            for partition, offset, now, before, loaded in rows
            if now == rejected and loaded and before in (None, accepted)
        ],
        "newly_accepted": [
            (partition, offset) for partition, offset, now, before, _ in rows if now == accepted and before == rejected
        ],
    }


def _any(generations: Sequence[int]) -> Sequence[int]:
    """A list that SQL takes, also when it is empty. No generation has a number below zero."""
    return [*generations, -1]
