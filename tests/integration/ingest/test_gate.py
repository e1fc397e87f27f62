"""The quality gate holds a batch until somebody decides; what came before it is loaded, what comes after it waits."""

from __future__ import annotations

from dataclasses import replace

import pytest

from include.contract.read import parse_contract
from include.errors import BatchHeld
from include.records import Action
from tests.integration.ingest.conftest import MakeWorld
from tests.integration.ingest.world import World, bad, counts, decide, good


@pytest.fixture
def held(make_world: MakeWorld) -> World:
    """Three batches of two messages; the second has one of two rejected, and was held."""
    world = make_world(min_rows=2)
    world.send(good("a"), good("b"), good("c"), bad("d"), good("e"), good("f"))
    with pytest.raises(BatchHeld, match=r"1 dari 2 pesan ditolak.*Tidak ada yang dimuat dari batch ini"):
        world.ingest(max_rows=2)
    return world


def test_a_held_batch_leaves_nothing_and_later_batches_wait(held: World) -> None:
    assert (held.keys(), held.ledger()) == (["a", "b"], {0: 2})
    assert held.select("SELECT COUNT(*) FROM etl_quarantine") == [(0,)]
    assert [[(b.range.start, b.range.end) for b in work.batches] for work in held.plan()] == [[(2, 4), (4, 6)]]


def test_a_held_batch_stays_held_however_often_it_is_tried(held: World) -> None:
    with pytest.raises(BatchHeld):
        held.ingest()
    assert held.ledger() == {0: 2}


def test_a_waived_batch_is_loaded_and_its_rejects_stay_in_quarantine(held: World) -> None:
    decide(held, Action.WAIVE)
    assert counts(held.ingest()) == [(2, 4, 1, 1, 0), (4, 6, 2, 0, 0)]
    assert (held.keys(), held.violations()) == (["a", "b", "c", "e", "f"], [])
    assert held.select("SELECT action FROM etl_audit ORDER BY start_offset") == [("load",), ("waive",), ("load",)]


def test_a_batch_given_up_goes_to_quarantine_whole(held: World) -> None:
    decide(held, Action.QUARANTINE)
    assert counts(held.ingest()) == [(2, 4, 0, 2, 0), (4, 6, 2, 0, 0)]
    assert (held.keys(), held.violations()) == (["a", "b", "e", "f"], [])
    assert held.select("SELECT message_offset, rule FROM v_karantina") == [(2, "released"), (3, "released")]


def test_a_batch_is_loaded_again_under_a_mended_contract(held: World) -> None:
    optional = held.contract.body.replace("version: 1.0.0", "version: 1.0.1").replace(
        "        required: true\n        logicalTypeOptions: {maxLength: 200}",
        "        logicalTypeOptions: {maxLength: 200}",
    )
    mended = replace(held, contract=parse_contract(optional, held.contract.path))
    with pytest.raises(BatchHeld):
        mended.ingest()
    decide(mended, Action.LOAD)
    assert counts(mended.ingest()) == [(2, 4, 2, 0, 0), (4, 6, 2, 0, 0)]
    assert (mended.keys(), mended.violations()) == (["a", "b", "c", "d", "e", "f"], [])
    assert mended.select("SELECT contract_version FROM etl_audit ORDER BY start_offset") == [
        ("1.0.0",), ("1.0.1",), ("1.0.0",)
    ]  # fmt: skip
