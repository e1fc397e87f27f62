"""What a load leaves behind: its audit row."""

from __future__ import annotations

import json
from dataclasses import astuple, dataclass, fields
from datetime import datetime
from typing import Any

from pymysql.connections import Connection

from include import CODE_VERSION
from include.audit import conservation
from include.records import PlannedBatch, RunContext
from include.sinks.base import LoadOutcome
from include.staging import StagedBatch


@dataclass(frozen=True)
class AuditRow:
    """A row of `etl_audit`: what one committed batch did, and which task instance did it."""

    batch_id: str
    sink: str
    dataset: str
    generation: int
    topic: str
    topic_id: str
    partition_id: int
    start_offset: int
    end_offset: int
    clipped_from: int | None
    read_count: int
    loaded: int
    rejected: int
    superseded: int
    skipped: int
    warnings: str
    """A JSON object: how many rows broke each rule that only warns."""
    checksum: str
    contract_version: str
    code_version: str
    action: str
    dag_id: str
    run_id: str
    task_id: str
    try_number: int
    map_index: int
    committed_at: datetime | None = None
    """UTC, without a zone. None is the moment at which the warehouse takes the row."""

    @property
    def outcome(self) -> LoadOutcome:
        """What a later copy of the batch is told."""
        return LoadOutcome(self.read_count, self.loaded, self.rejected, self.superseded, self.skipped, already=True)


AUDIT_COLUMNS = tuple(field.name for field in fields(AuditRow))


def audit_row(
    batch: PlannedBatch, sink: str, outcome: LoadOutcome, staged: StagedBatch, run: RunContext, position: int
) -> AuditRow:
    """`position` is where the load began: the start, or the middle after a restore."""
    range_ = batch.range
    return AuditRow(
        batch_id=batch.batch_id,
        sink=sink,
        dataset=batch.dataset,
        generation=batch.generation,
        topic=range_.topic,
        topic_id=range_.topic_id,
        partition_id=range_.partition,
        start_offset=position,
        end_offset=range_.end,
        clipped_from=range_.start if position > range_.start else None,
        read_count=outcome.read,
        loaded=outcome.loaded,
        rejected=outcome.rejected,
        superseded=outcome.superseded,
        skipped=outcome.skipped,
        warnings=json.dumps(staged.warnings),
        checksum=staged.checksum,
        contract_version=batch.contract_version,
        code_version=CODE_VERSION,
        action=batch.action.value,
        dag_id=run.dag_id,
        run_id=run.run_id,
        task_id=run.task_id,
        try_number=run.try_number,
        map_index=run.map_index,
    )


def append_audit(
    connection: Connection[Any], batch: PlannedBatch, sink: str, outcome: LoadOutcome, staged: StagedBatch, run: RunContext,
    position: int,
) -> None:  # fmt: skip
    """One row for the batch. Raises LoadMismatch when the outcome breaks the conservation law."""
    conservation.require(connection, batch, sink, outcome, position, staged.read)
    insert_audit(connection, audit_row(batch, sink, outcome, staged, run, position))


def insert_audit(connection: Connection[Any], row: AuditRow) -> None:
    marks = ", ".join(["%s"] * (len(AUDIT_COLUMNS) - 1))
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO etl_audit ({', '.join(AUDIT_COLUMNS)}) VALUES ({marks}, COALESCE(%s, NOW(6)))", astuple(row)
        )


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
