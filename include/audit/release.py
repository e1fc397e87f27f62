"""Somebody's decision on a batch, appended to its plan."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pymysql
from pymysql.connections import Connection

from include import CODE_VERSION
from include.audit import plan
from include.audit.contracts import pin
from include.audit.identity import batch_id as batch_id_of
from include.contract.catalog import Catalog
from include.errors import FinalError
from include.records import Action, PlannedBatch, RunContext

LONGEST_NAME = 200


def release(
    connection: Connection[Any], *, batch_id: str, action: Action, who: str, why: str, run: RunContext, catalog: Catalog
) -> PlannedBatch:
    """Append a revision for the batch's range and return it.

    `LOAD` takes the dataset's present contract, `WAIVE` and `QUARANTINE` keep the one the batch was planned with.
    Raises FinalError when the batch is unknown or already loaded, when who or why is missing, or when somebody else
    decides at the same moment.
    """
    who, why = accountable("a release", who, why)
    held = _newest(connection, batch_id)
    contract = catalog.get(held.dataset)
    if held not in plan.open_batches(connection, contract, held.generation):
        raise FinalError(f"batch {batch_id!r} ({held.range}) is loaded already, so there is nothing to decide.")
    version = held.contract_version
    if action is Action.LOAD:
        pin(connection, contract)
        version = contract.version
    revised = replace(
        held,
        batch_id=batch_id_of(held.range, version, CODE_VERSION, held.generation),
        contract_version=version,
        code_version=CODE_VERSION,
        revision=held.revision + 1,
        action=action,
    )
    try:
        plan.append(connection, revised, run, who, why)
    except pymysql.err.IntegrityError as error:
        raise FinalError(
            f"batch {batch_id!r} ({held.range}): somebody else has just decided on it. Look at the newest revision in "
            f"etl_plan; if it should be another, release again."
        ) from error
    connection.commit()
    return revised


def accountable(decision: str, who: str, why: str) -> tuple[str, str]:
    """Who and why as they are kept. Raises FinalError when either is missing."""
    who, why = who.strip(), why.strip()
    if not who or not why or len(who) > LONGEST_NAME:
        raise FinalError(
            f"{decision} needs `siapa` (who decides, at most {LONGEST_NAME} letters) and `alasan` (why): got {len(who)} and "
            f"{len(why)} letters."
        )
    return who, why


def _newest(connection: Connection[Any], batch_id: str) -> PlannedBatch:
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {plan.COLUMNS} FROM etl_plan p WHERE p.batch_id = %s AND {plan.NEWEST_REVISION}", (batch_id,)
        )
        row = cursor.fetchone()
    if row is None:
        raise FinalError(
            f"no plan has the batch id {batch_id!r} as its newest revision. Copy it from the newest BatchHeld error."
        )
    return plan.planned_batch(row)
