"""What `make status` says of batches: those that wait or are held, and the last one that was loaded."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pymysql.connections import Connection

SHOWN = 10
"""Batches that are shown one by one."""


def batch_lines(connection: Connection[Any]) -> Iterator[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT COUNT(*), COALESCE(SUM(tries > 1), 0), COALESCE(AVG(seconds), 0), COALESCE(MAX(tries), 0) FROM v_batch "
            "WHERE status = 'dimuat' AND committed_at > NOW(6) - INTERVAL 1 DAY"
        )
        loaded, retried, seconds, most = cursor.fetchone()
        yield (
            f"Batches of the last 24 hours: {loaded} loaded, {seconds:.1f} s from plan to commit on average, {retried} retried"
            + (f" (up to {most} tries)" if retried else "")
        )
        cursor.execute(
            "SELECT dataset, COALESCE(sink, '-'), partition_id, start_offset, end_offset, status, planned_at, held_because "
            "FROM v_batch WHERE status <> 'dimuat' ORDER BY planned_at LIMIT %s",
            (SHOWN,),
        )
        for dataset, sink, partition, start, end, status, planned_at, reason in cursor.fetchall():
            where = f"{dataset}[{partition}] {start}-{end}"
            yield f"  {where:<36} {sink:<10} {status:<9} since {planned_at:%Y-%m-%d %H:%M}" + (
                f": {reason}" if reason else ""
            )
