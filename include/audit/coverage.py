"""What the trail says of a stretch of offsets: which batches it was planned as, and whether a sink has all of it in its audit."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from pymysql.connections import Connection

from include.audit.conservation import Lane, violations
from include.audit.ledger import LIVE
from include.audit.plan import COLUMNS, NEWEST_REVISION, planned_batch
from include.audit.quarantine import Outcome
from include.records import OffsetRange, PlannedBatch

OVERLAPS = "topic_id = %s AND partition_id = %s AND start_offset < %s AND end_offset > %s"


def planned_between(
    connection: Connection[Any], dataset: str, topic_id: str, start: datetime, end: datetime
) -> dict[int, tuple[int, int]]:
    """Of every partition the offsets that the live pipeline planned in [start, end), which are UTC without a zone."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT partition_id, MIN(start_offset), MAX(end_offset) FROM etl_plan WHERE dataset = %s AND generation = %s AND "
            "topic_id = %s AND revision = 0 AND planned_at >= %s AND planned_at < %s GROUP BY partition_id",
            (dataset, LIVE, topic_id, start, end),
        )
        return {partition: (first, last) for partition, first, last in cursor.fetchall()}


def live_batches(connection: Connection[Any], dataset: str, stretch: OffsetRange) -> list[PlannedBatch]:
    """The newest revisions of the live plans that have offsets of the stretch, in order."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {COLUMNS} FROM etl_plan p WHERE p.dataset = %s AND p.generation = %s AND {OVERLAPS} AND {NEWEST_REVISION} "
            "ORDER BY p.start_offset",
            (dataset, LIVE, *_overlapping(stretch)),
        )
        return [planned_batch(row) for row in cursor.fetchall()]


def audit_faults(connection: Connection[Any], dataset: str, sink: str, stretch: OffsetRange) -> list[str]:
    """Why a sink's audit does not account for every offset of a stretch, a sentence each. Empty when it does."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT MIN(start_offset), MAX(end_offset) FROM etl_audit WHERE dataset = %s AND sink = %s AND generation = %s AND "
            f"{OVERLAPS}",
            (dataset, sink, LIVE, *_overlapping(stretch)),
        )
        first, last = cursor.fetchone()
    if first is None:
        return ["etl_audit has no range of it"]
    faults = [] if first <= stretch.start else [f"etl_audit begins at {first} only"]
    faults += [] if last >= stretch.end else [f"etl_audit ends at {last} already"]
    return faults + violations(connection, dataset, Lane(sink, LIVE, stretch.partition), since=first)


def quarantined(connection: Connection[Any], stretch: OffsetRange) -> set[int]:
    """The offsets of a stretch that are in quarantine."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT message_offset FROM etl_quarantine WHERE topic_id = %s AND partition_id = %s AND message_offset >= %s AND "
            "message_offset < %s",
            (stretch.topic_id, stretch.partition, stretch.start, stretch.end),
        )
        return {offset for (offset,) in cursor.fetchall()}


def rejected(connection: Connection[Any], sink: str, stretch: OffsetRange, offsets: Sequence[int]) -> set[int]:
    """Those of the offsets whose last verdict in a sink is that they are rejected, by whatever contract and code."""
    if not offsets:
        return set()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT message_offset FROM etl_verdict WHERE topic_id = %s AND partition_id = %s AND sink = %s AND outcome = %s AND "
            "message_offset IN %s",
            (stretch.topic_id, stretch.partition, sink, Outcome.REJECTED.value, offsets),
        )
        return {offset for (offset,) in cursor.fetchall()}


def _overlapping(stretch: OffsetRange) -> tuple[str, int, int, int]:
    return stretch.topic_id, stretch.partition, stretch.end, stretch.start
