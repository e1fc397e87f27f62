"""What a load leaves behind in its own transaction: the audit row and the quarantined messages."""

from __future__ import annotations

import json
from datetime import UTC
from typing import Any

import pyarrow as pa
from pymysql.connections import Connection

from include import CODE_VERSION
from include.audit import conservation
from include.records import PlannedBatch, RunContext
from include.sinks.base import LoadOutcome
from include.staging import StagedBatch


def append_audit(
    connection: Connection[Any], batch: PlannedBatch, sink: str, outcome: LoadOutcome, staged: StagedBatch, run: RunContext,
    position: int,
) -> None:  # fmt: skip
    """One row for the batch. `position` is where the load began: the start, or the middle after a restore.

    Raises LoadMismatch when the outcome breaks the conservation law.
    """
    conservation.require(connection, batch, sink, outcome, position, staged.read)
    range_ = batch.range
    clipped = range_.start if position > range_.start else None
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO etl_audit (batch_id, sink, dataset, generation, topic, topic_id, partition_id, start_offset, end_offset, "
            "clipped_from, read_count, loaded, rejected, superseded, skipped, warnings, checksum, contract_version, code_version, "
            "action, dag_id, run_id, task_id, try_number, map_index, committed_at) VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, "
            "%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, NOW(6))",
            (
                batch.batch_id, sink, batch.dataset, batch.generation, range_.topic, range_.topic_id, range_.partition,
                position, range_.end, clipped, outcome.read, outcome.loaded, outcome.rejected, outcome.superseded,
                outcome.skipped, json.dumps(staged.warnings), staged.checksum, batch.contract_version, CODE_VERSION,
                batch.action.value, run.dag_id, run.run_id, run.task_id, run.try_number, run.map_index,
            ),
        )  # fmt: skip


def committed_outcome(connection: Connection[Any], batch: PlannedBatch, sink: str) -> LoadOutcome:
    """What an earlier try committed of the batch's range; nothing when the sink had passed it before it was planned."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT read_count, loaded, rejected, superseded, skipped FROM etl_audit WHERE sink = %s AND dataset = %s AND "
            "generation = %s AND topic_id = %s AND partition_id = %s AND end_offset = %s ORDER BY audit_id DESC LIMIT 1",
            (sink, batch.dataset, batch.generation, batch.range.topic_id, batch.range.partition, batch.range.end),
        )
        row = cursor.fetchone()
    read, loaded, rejected, superseded, skipped = row or (0, 0, 0, 0, 0)
    return LoadOutcome(read, loaded, rejected, superseded, skipped, already=True)


def quarantine(connection: Connection[Any], batch: PlannedBatch, rejects: pa.Table) -> None:
    """Keep every rejected message with its raw bytes. A message that is there already gets the newer reason."""
    if rejects.num_rows == 0:
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT NOW(6)")
        (now,) = cursor.fetchone()
        # Only a list of bare marks is sent many rows at a time; see pymysql's RE_INSERT_VALUES.
        cursor.executemany(
            "INSERT INTO etl_quarantine (topic_id, partition_id, message_offset, topic, dataset, batch_id, rule, field, reason, "
            "event_id, source_position, message_key, message_value, headers, broker_at, contract_version, attempts, "
            "quarantined_at) VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s) "
            "ON DUPLICATE KEY UPDATE attempts = attempts + 1, batch_id = VALUES(batch_id), rule = VALUES(rule), "
            "field = VALUES(field), reason = VALUES(reason), contract_version = VALUES(contract_version)",
            [_quarantine_row(batch, reject, now) for reject in rejects.to_pylist()],
        )


def _quarantine_row(batch: PlannedBatch, reject: dict[str, Any], now: Any) -> tuple[Any, ...]:
    return (
        batch.range.topic_id, batch.range.partition, reject["offset"], batch.range.topic, batch.dataset, batch.batch_id,
        reject["rule"], reject["field"], reject["reason"], reject["event_id"],
        reject["source_position"], reject["key"], reject["value"], reject["headers"],
        reject["broker_at"].astimezone(UTC).replace(tzinfo=None), batch.contract_version, 1, now,
    )  # fmt: skip
