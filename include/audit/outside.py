"""The trail of a sink that commits outside of the warehouse.

Its ledger and its audit rows stand in the sink, in the transaction of the rows. The warehouse has copies of both, so that
all sinks are planned for and looked at in one place. They are written after the commit; what a crash left out is written by
the next call, from what the sink remembers.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import astuple, dataclass
from typing import Any

import pymysql
from pymysql.connections import Connection

from include.audit.trail import AuditRow, insert_audit
from include.database import REFUSED, code, connect, is_transient
from include.errors import FinalError
from include.records import PlannedBatch
from include.settings import DatabaseSettings

THERE_ALREADY = 1062


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


@contextmanager
def opened(settings: DatabaseSettings, sink: str) -> Iterator[Connection[Any]]:
    """A connection to the warehouse, strict however the server is set up, that sees what others have just committed.

    Raises FinalError when the warehouse refuses a row of the trail.
    """
    with connect(settings) as connection:
        try:
            with connection.cursor() as cursor:
                cursor.execute("SET SESSION sql_mode = 'TRADITIONAL'")
                cursor.execute("SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED")
            yield connection
        except pymysql.err.MySQLError as error:
            if is_transient(error) or code(error) in REFUSED:
                raise
            raise FinalError(
                f"the warehouse {settings.name!r} refused the trail of sink {sink!r} (error {code(error)}). Compare its tables "
                f"etl_* with include/audit/schema.sql."
            ) from error


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


def mirrored(connection: Connection[Any], dataset: str, sink: str) -> dict[tuple[int, int], int]:
    """Where the warehouse believes the sink to stand, by (generation, partition).

    It is asked before the sink itself, so that what another task writes meanwhile is not taken back.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT generation, partition_id, next_offset FROM etl_ledger WHERE dataset = %s AND sink = %s",
            (dataset, sink),
        )
        return {(generation, partition): end for generation, partition, end in cursor.fetchall()}


def catch_up(
    connection: Connection[Any],
    standing: Standing,
    missing: Iterable[AuditRow],
    believed: Mapping[tuple[int, int], int],
) -> None:
    """Let the warehouse have the audit rows that it lacks of a partition, in order, and where the partition stands."""
    for row in missing:
        try:
            insert_audit(connection, row)
        except pymysql.err.IntegrityError as error:
            # A copy of the task was as fast. Nothing is updated, so that the account may do with the right to insert.
            if code(error) != THERE_ALREADY:
                raise
    lane = (standing.generation, standing.partition_id)
    with connection.cursor() as cursor:
        if lane in believed:
            cursor.execute(
                "UPDATE etl_ledger SET topic = %s, topic_id = %s, next_offset = %s, last_batch_id = %s, updated_at = NOW(6) WHERE "
                "dataset = %s AND sink = %s AND generation = %s AND partition_id = %s AND next_offset = %s",
                (standing.topic, standing.topic_id, standing.next_offset, standing.last_batch_id, standing.dataset,
                 standing.sink, *lane, believed[lane]),
            )  # fmt: skip
        else:
            cursor.execute(
                "INSERT IGNORE INTO etl_ledger (dataset, sink, generation, partition_id, topic, topic_id, next_offset, "
                "last_batch_id, updated_at) VALUES (%s, %s, %s, %s, %s, %s, %s, %s, NOW(6))",
                astuple(standing),
            )
    connection.commit()


def forget_others(
    connection: Connection[Any],
    dataset: str,
    sink: str,
    known: Sequence[Standing],
    believed: Mapping[tuple[int, int], int],
) -> None:
    """Partitions that the sink does not know any more, because it began anew, stand at 0 for the planner too.

    Those of a rebuild stay: its table is beside the one that was asked.
    """
    lanes = {(standing.generation, standing.partition_id) for standing in known}
    with connection.cursor() as cursor:
        cursor.executemany(
            "UPDATE etl_ledger SET next_offset = 0, last_batch_id = NULL, updated_at = NOW(6) WHERE dataset = %s AND sink = %s "
            "AND generation = %s AND partition_id = %s AND next_offset = %s AND generation NOT IN (SELECT generation FROM "
            "etl_generation WHERE kind = 'rebuild')",
            [(dataset, sink, *lane, end) for lane, end in believed.items() if lane not in lanes],
        )
    connection.commit()
