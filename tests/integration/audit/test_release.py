from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import pytest

from include.audit.release import release
from include.contract.catalog import Catalog
from include.contract.model import Contract
from include.database import connect
from include.errors import FinalError
from include.records import Action, PlannedBatch, RunContext
from include.settings import DatabaseSettings
from tests.integration.audit.builders import CONTRACT, execute, offsets, pass_batch, plan

RUN = RunContext("release", "manual__2026-08-04", "decide")


def decide(
    database: DatabaseSettings, batch_id: str, action: Action = Action.WAIVE, who: str = "Sri", why: str = "sumber benar",
    contract: Contract = CONTRACT,
) -> PlannedBatch:  # fmt: skip
    with connect(database) as connection:
        return release(
            connection, batch_id=batch_id, action=action, who=who, why=why, run=RUN, catalog=Catalog((contract,), ())
        )


@pytest.fixture
def held(database: DatabaseSettings) -> PlannedBatch:
    return plan(database, offsets((0, 20)), max_rows=10)[0]


@pytest.mark.parametrize("action", [Action.WAIVE, Action.QUARANTINE])
def test_a_decision_is_a_revision_of_the_same_batch(
    database: DatabaseSettings, held: PlannedBatch, action: Action
) -> None:
    assert decide(database, held.batch_id, action) == replace(held, revision=1, action=action)


def test_to_load_again_takes_the_present_contract(database: DatabaseSettings, held: PlannedBatch) -> None:
    mended = replace(CONTRACT, version="1.0.1", body=CONTRACT.body + "# mended\n")
    revised = decide(database, held.batch_id, Action.LOAD, contract=mended)
    assert (revised.range, revised.contract_version, revised.revision) == (held.range, "1.0.1", 1)
    assert revised.batch_id != held.batch_id


def test_the_next_plan_takes_the_newest_decision_and_leaves_the_other_batches(
    database: DatabaseSettings, held: PlannedBatch
) -> None:
    decide(database, held.batch_id, Action.QUARANTINE)
    latest = decide(database, held.batch_id, Action.WAIVE)
    first, second = plan(database, offsets((0, 20)))
    assert (first, latest.revision) == (latest, 2)
    assert (second.range.start, second.revision, second.action) == (10, 0, Action.LOAD)


def test_who_and_why_stand_beside_the_old_plan(database: DatabaseSettings, held: PlannedBatch) -> None:
    decide(database, held.batch_id, who=" Sri ", why=" sumber benar ")
    rows = execute(
        database, "SELECT revision, action, who, why, dag_id FROM etl_plan WHERE start_offset = 0 ORDER BY revision"
    )
    assert rows == [(0, "load", None, None, "ingest__fakultas"), (1, "waive", "Sri", "sumber benar", "release")]


@pytest.mark.parametrize(
    "missing", [{"who": " "}, {"why": ""}, {"who": "x" * 201}], ids=["nobody", "no_reason", "a_name_too_long"]
)
def test_a_decision_without_who_or_why_is_refused(
    database: DatabaseSettings, held: PlannedBatch, missing: dict[str, Any]
) -> None:
    with pytest.raises(FinalError, match="needs `siapa`"):
        decide(database, held.batch_id, **missing)
    assert execute(database, "SELECT MAX(revision) FROM etl_plan") == [(0,)]


def test_an_unknown_batch_is_refused(database: DatabaseSettings, held: PlannedBatch) -> None:
    with pytest.raises(FinalError, match="no plan has the batch id 'bukan'"):
        decide(database, "bukan")


def test_a_batch_that_another_contract_replaced_is_refused(database: DatabaseSettings, held: PlannedBatch) -> None:
    decide(database, held.batch_id, Action.LOAD, contract=replace(CONTRACT, version="1.0.1", body="x"))
    with pytest.raises(FinalError, match="newest revision"):
        decide(database, held.batch_id)


def test_a_loaded_batch_is_refused(database: DatabaseSettings, held: PlannedBatch) -> None:
    pass_batch(database, held)
    with pytest.raises(FinalError, match="loaded already"):
        decide(database, held.batch_id)


def test_of_two_decisions_at_the_same_moment_one_stands(database: DatabaseSettings, held: PlannedBatch) -> None:
    def try_to(action: Action) -> PlannedBatch | FinalError:
        try:
            return decide(database, held.batch_id, action)
        except FinalError as error:
            return error

    with ThreadPoolExecutor() as pool:
        outcomes = list(pool.map(try_to, [Action.WAIVE, Action.QUARANTINE]))
    decided = [each for each in outcomes if isinstance(each, PlannedBatch)]
    refused = [each for each in outcomes if isinstance(each, FinalError)]
    (first, *_) = plan(database, offsets((0, 20)))
    assert first == max(decided, key=lambda each: each.revision)
    assert all("somebody else has just decided" in str(error) for error in refused)
