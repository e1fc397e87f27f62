"""The contracts that plans were made with, kept so that an open plan pins the text."""

from __future__ import annotations

import hashlib
from typing import Any

from pymysql.connections import Connection

from include.contract.model import Contract
from include.contract.read import parse_pinned
from include.errors import ContractError, FinalError
from include.records import PlannedBatch


def pin(connection: Connection[Any], contract: Contract) -> None:
    """Remember the contract's text. Raises ContractError when its version was used with another text before."""
    checksum = hashlib.sha256(contract.body.encode()).hexdigest()
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT IGNORE INTO etl_contract (dataset, version, checksum, body, first_seen) VALUES (%s, %s, %s, %s, NOW(6))",
            (contract.dataset, contract.version, checksum, contract.body),
        )
        cursor.execute(
            "SELECT checksum FROM etl_contract WHERE dataset = %s AND version = %s",
            (contract.dataset, contract.version),
        )
        used = cursor.fetchone()
    if used != (checksum,):
        raise ContractError(
            f"{contract.path}: version {contract.version} was used before with another text. Expected a higher version: raise "
            f"`version`, so that plans made with the old text keep it."
        )


def pinned_contract(connection: Connection[Any], batch: PlannedBatch) -> Contract:
    """The contract that the batch was planned with."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT body FROM etl_contract WHERE dataset = %s AND version = %s", (batch.dataset, batch.contract_version)
        )
        row = cursor.fetchone()
    if row is None:
        raise FinalError(
            f"batch {batch.batch_id}: contract {batch.dataset} {batch.contract_version} is not in etl_contract. Expected the "
            f"text it was planned with: bring etl_contract back from the backup that etl_plan is from."
        )
    return parse_pinned(row[0], f"{batch.dataset} {batch.contract_version} (pinned)")
