"""What retention has deleted of a time, as the plans remember it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from pymysql.connections import Connection

from include.audit.ledger import LIVE
from include.audit.plan import NEWEST_REVISION
from include.broker.offsets import TopicOffsets
from include.records import Action, OffsetRange


def deleted_between(
    connection: Connection[Any], dataset: str, offsets: TopicOffsets, start: datetime, end: datetime
) -> list[OffsetRange]:
    """The ranges that may hold messages of [start, end) and that the topic does not have any more, by partition.

    `start` and `end` are UTC without a zone. A message came after the planning before the one that planned it, and before
    that one. Ranges whose loss somebody has accepted are left out.
    """
    return [
        OffsetRange(offsets.topic, offsets.topic_id, partition, first, min(last, low))
        for partition, (low, _) in sorted(offsets.partitions.items())
        for first, last, came_after, came_before in _planned(connection, dataset, offsets.topic_id, partition, low)
        if came_before >= start and (came_after is None or came_after < end)
    ]


def _planned(
    connection: Connection[Any], dataset: str, topic_id: str, partition: int, low: int
) -> list[tuple[int, int, datetime | None, datetime]]:
    """Start, end, and the plannings between which its messages came, of every live range that begins before `low`."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT p.start_offset, p.end_offset, p.action, first.run_id, first.planned_at FROM etl_plan p JOIN etl_plan first ON "
            "first.range_id = p.range_id AND first.generation = p.generation AND first.revision = 0 WHERE p.dataset = %s AND "
            f"p.generation = %s AND p.topic_id = %s AND p.partition_id = %s AND p.start_offset < %s AND {NEWEST_REVISION} "
            "ORDER BY p.start_offset",
            (dataset, LIVE, topic_id, partition, low),
        )
        rows = cursor.fetchall()
    found: list[tuple[int, int, datetime | None, datetime]] = []
    run: str | None = None
    newest: datetime | None = None
    came_after: datetime | None = None
    for first, last, action, run_id, planned_at in rows:
        if run_id != run:
            run, came_after = run_id, newest
        newest = planned_at
        if action != Action.QUARANTINE:
            found.append((first, last, came_after, planned_at))
    return found
