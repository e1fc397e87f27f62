"""The law that every batch keeps: read == loaded + rejected + superseded + skipped, and ranges are contiguous.

`require` stands in the transaction of every load, so that a batch that breaks the law is never committed. `violations`
looks at what was committed.
"""

from __future__ import annotations

from dataclasses import astuple, dataclass
from typing import Any

from pymysql.connections import Connection

from include.errors import LoadMismatch
from include.records import PlannedBatch
from include.sinks.base import LoadOutcome


def require(
    connection: Connection[Any], batch: PlannedBatch, sink: str, outcome: LoadOutcome, position: int, staged: int
) -> None:
    """As `check`, after the range that the audit has before it."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT end_offset FROM etl_audit WHERE dataset = %s AND sink = %s AND generation = %s AND topic_id = %s AND "
            "partition_id = %s ORDER BY start_offset DESC LIMIT 1",
            (batch.dataset, sink, batch.generation, batch.range.topic_id, batch.range.partition),
        )
        before = cursor.fetchone()
    check(batch, sink, outcome, position, staged, before[0] if before else None)


def check(batch: PlannedBatch, sink: str, outcome: LoadOutcome, position: int, staged: int, before: int | None) -> None:
    """Raises LoadMismatch unless a load that began at `position` keeps the law.

    `staged` is how many messages of the batch stand in staging, accepted and rejected; `before` is where the range before
    it ended, None for the first.
    """
    counts = (outcome.loaded, outcome.rejected, outcome.superseded, outcome.skipped)
    broken = _broken(outcome.read, counts, position, batch.range.end)
    if position == batch.range.start and outcome.read != staged:
        broken.append(f"read {outcome.read} messages of {staged} in staging")
    if before is not None and before != position:
        broken.append(f"begins at {position}, the range before it ended at {before}")
    if broken:
        raise LoadMismatch(f"{batch.range} into sink {sink!r}: {'; '.join(broken)}. Rolled back: nothing was loaded.")


@dataclass(frozen=True)
class Lane:
    """The way of one partition into one sink, in one generation."""

    sink: str
    generation: int
    partition: int


def violations(connection: Connection[Any], dataset: str, lane: Lane | None = None, since: int = 0) -> list[str]:
    """What breaks the law in the audit of a dataset, a sentence each. Empty when it holds.

    With a lane, only the ranges of it that begin at or after `since` are looked at.
    """
    within = " AND sink = %s AND generation = %s AND partition_id = %s AND start_offset >= %s"
    chosen = "dataset = %s" + (within if lane else "")
    parameters = (dataset, *astuple(lane), since) if lane else (dataset,)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT sink, generation, topic_id, partition_id, start_offset, end_offset, read_count, loaded, rejected, superseded, "
            "skipped, (SELECT COUNT(*) FROM etl_quarantine q WHERE q.topic_id = a.topic_id AND q.partition_id = a.partition_id "
            f"AND q.message_offset >= a.start_offset AND q.message_offset < a.end_offset) FROM etl_audit a WHERE {chosen} "
            "ORDER BY sink, generation, topic_id, partition_id, start_offset",
            parameters,
        )
        rows = cursor.fetchall()
        cursor.execute(
            "SELECT sink, generation, topic_id, partition_id, next_offset FROM etl_ledger WHERE dataset = %s",
            (dataset,),
        )
        ledger = {tuple(way): end for *way, end in cursor.fetchall()}
    found: list[str] = []
    ends: dict[tuple[Any, ...], int] = {}
    for *listed, start, end, read, loaded, rejected, superseded, skipped, quarantined in rows:
        way = tuple(listed)
        broken = _broken(read, (loaded, rejected, superseded, skipped), start, end)
        if quarantined < rejected:
            broken.append(f"{rejected} rejected, {quarantined} in quarantine")
        if way in ends and ends[way] != start:
            broken.append(f"begins at {start}, the range before it ended at {ends[way]}")
        found += [f"{_name(dataset, way)} {start}..{end}: {what}" for what in broken]
        ends[way] = end
    return found + [
        f"{_name(dataset, way)}: the ledger stands at {ledger[way]}, the last range ended at {end}"
        for way, end in ends.items()
        if ledger.get(way, end) != end
    ]


def _broken(read: int, counts: tuple[int, ...], start: int, end: int) -> list[str]:
    broken = []
    if read != sum(counts):
        broken.append(f"read {read}, accounted for {sum(counts)}")
    if min(read, *counts) < 0:
        broken.append(f"a count below zero among {(read, *counts)}")
    if read > end - start:
        broken.append(f"read {read} messages of {end - start} offsets")
    return broken


def _name(dataset: str, way: tuple[Any, ...]) -> str:
    sink, generation, _, partition = way
    return f"{dataset} {sink} generation {generation} partition {partition}"
