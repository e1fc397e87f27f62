from __future__ import annotations

from dataclasses import replace

import pytest

from include.audit.contracts import pinned_contract
from include.contract.model import Contract
from include.contract.read import parse_contract
from include.database import connect
from include.errors import ContractError, FinalError
from include.records import PlannedBatch
from include.settings import DatabaseSettings
from tests.integration.audit.builders import CONTRACT, execute, offsets, plan


def changed(version: str) -> Contract:
    body = CONTRACT.body.replace(f"version: {CONTRACT.version}", f"version: {version}").replace(
        "minRows: 1000", "minRows: 7"
    )
    return parse_contract(body, CONTRACT.path)


def pinned(database: DatabaseSettings, batch: PlannedBatch) -> Contract:
    with connect(database) as connection:
        return pinned_contract(connection, batch)


def test_an_open_plan_keeps_the_contract_it_was_made_with(database: DatabaseSettings) -> None:
    plan(database, offsets((0, 10)))
    old, new = plan(database, offsets((0, 20)), contract=changed("1.1.0"))
    assert (old.contract_version, pinned(database, old).gate.min_rows) == (CONTRACT.version, 1000)
    assert (new.contract_version, pinned(database, new).gate.min_rows) == ("1.1.0", 7)


def test_a_pinned_contract_is_the_very_contract(database: DatabaseSettings) -> None:
    (batch,) = plan(database, offsets((0, 10)))
    assert replace(pinned(database, batch), path=CONTRACT.path) == CONTRACT


def test_a_contract_changed_without_a_new_version_is_refused_and_nothing_is_planned(database: DatabaseSettings) -> None:
    plan(database, offsets((0, 10)))
    with pytest.raises(
        ContractError, match=r"fakultas\.yaml: version 1\.0\.0 was used before with another text.*raise `version`"
    ):
        plan(database, offsets((0, 20)), contract=changed(CONTRACT.version))
    assert execute(database, "SELECT COUNT(*) FROM etl_plan") == [(1,)]


def test_a_plan_whose_contract_is_gone_says_where_to_find_it(database: DatabaseSettings) -> None:
    (batch,) = plan(database, offsets((0, 10)))
    execute(database, "DELETE FROM etl_contract")
    with pytest.raises(FinalError, match=r"contract fakultas 1\.0\.0 is not in etl_contract.*from the backup"):
        pinned(database, batch)
