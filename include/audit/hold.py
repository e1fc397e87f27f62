"""Batches that the quality gate held, so that people see them where they see the others."""

from __future__ import annotations

from typing import Any

from pymysql.connections import Connection

from include.records import PlannedBatch, RunContext


def record_hold(connection: Connection[Any], batch: PlannedBatch, reason: str, run: RunContext) -> None:
    """The first time that a batch is held counts; a retry, or another sink, adds nothing. Commits."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT IGNORE INTO etl_hold (batch_id, revision, dataset, reason, dag_id, run_id, held_at) "
            "VALUES (%s, %s, %s, %s, %s, %s, NOW(6))",
            (batch.batch_id, batch.revision, batch.dataset, reason, run.dag_id, run.run_id),
        )
    connection.commit()
