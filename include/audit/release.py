"""Somebody's decision on a batch, appended to its plan."""

from __future__ import annotations

from typing import Any

from pymysql.connections import Connection

from include import CODE_VERSION
from include.audit.contracts import pin
from include.audit.identity import batch_id as batch_id_of
from include.audit.identity import range_id
from include.audit.plan import COLUMNS, NEWEST_REVISION, open_batches, planned_batch
from include.contract.catalog import Catalog
from include.errors import FinalError
from include.records import Action, PlannedBatch, RunContext


def release(
    connection: Connection[Any], *, batch_id: str, action: Action, who: str, why: str, run: RunContext, catalog: Catalog
) -> PlannedBatch:
    """Append a revision for the batch's range and return it.

    `LOAD` takes the dataset's present contract, `WAIVE` and `QUARANTINE` keep the one the batch was planned with.
    Raises FinalError when the batch is unknown or already loaded, or when who or why is missing.
    """
    if not who.strip() or not why.strip():
        raise FinalError("a release needs `siapa` (who decides) and `alasan` (why); one of them is empty.")
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {COLUMNS} FROM etl_plan p WHERE p.batch_id = %s AND {NEWEST_REVISION} FOR UPDATE", (batch_id,)
        )
        row = cursor.fetchone()
    if row is None:
        raise FinalError(
            f"no plan has the batch id {batch_id!r} as its newest revision. Copy it from the BatchHeld error."
        )
    held = planned_batch(row)
    contract = catalog.get(held.dataset)
    if held.range not in [batch.range for batch in open_batches(connection, contract, held.generation)]:
        raise FinalError(f"batch {batch_id!r} is loaded already, so there is nothing to decide.")
    version = held.contract_version
    if action is Action.LOAD:
        pin(connection, contract)
        version = contract.version
    revised = PlannedBatch(
        batch_id_of(held.range, version, CODE_VERSION, held.generation),
        held.dataset, held.range, version, CODE_VERSION, held.generation, held.revision + 1, action,
    )  # fmt: skip
    _append(connection, revised, who, why, run)
    return revised


def _append(connection: Connection[Any], batch: PlannedBatch, who: str, why: str, run: RunContext) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO etl_plan (range_id, generation, revision, batch_id, dataset, topic, topic_id, partition_id, start_offset, "
            "end_offset, contract_version, code_version, action, who, why, dag_id, run_id, planned_at) "
            "VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, NOW(6))",
            (
                range_id(batch.range), batch.generation, batch.revision, batch.batch_id, batch.dataset, batch.range.topic,
                batch.range.topic_id, batch.range.partition, batch.range.start, batch.range.end, batch.contract_version,
                batch.code_version, batch.action.value, who, why, run.dag_id, run.run_id,
            ),
        )  # fmt: skip
    connection.commit()
