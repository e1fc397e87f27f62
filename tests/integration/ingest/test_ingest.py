from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from include import ingest
from include.contract.model import Mode, SinkSpec
from include.errors import ServiceUnavailable
from include.ingest import PartitionWork
from tests.integration.ingest.conftest import MakeWorld
from tests.integration.ingest.world import RUN, World, bad, counts, good


def test_messages_become_rows_rejects_an_audit_row_and_a_position(world: World) -> None:
    world.send(good("a"), good("b"), bad("c"))
    assert counts(world.ingest()) == [(0, 3, 2, 1, 0)]
    assert (world.keys(), world.ledger(), world.violations()) == (["a", "b"], {0: 3}, [])
    assert world.select("SELECT message_offset, rule, field FROM v_karantina") == [(2, "required", "nama_fakultas")]
    assert world.select("SELECT read_count, loaded, rejected, run_id FROM etl_audit") == [(3, 2, 1, RUN.run_id)]


def test_nothing_new_is_nothing_to_do(world: World) -> None:
    world.send(good("a"))
    world.ingest()
    assert world.plan() == []


def test_a_topic_is_taken_in_batches_and_later_runs_go_on_from_there(world: World) -> None:
    world.send(*(good(f"{n}") for n in range(5)))
    assert counts(world.ingest(max_rows=2)) == [(0, 2, 2, 0, 0), (2, 4, 2, 0, 0), (4, 5, 1, 0, 0)]
    world.send(good("5"))
    assert counts(world.ingest()) == [(5, 6, 1, 0, 0)]
    assert (len(world.keys()), world.violations()) == (6, [])


def test_a_load_done_again_says_what_the_first_one_did(world: World) -> None:
    world.send(good("a"), bad("b"))
    (work,) = world.plan()
    first = world.load(work)
    assert world.load_into("warehouse", work) == [{**first[0], "already": True}]
    assert ingest.stage(world.contract, work, world.parts) == []


def test_a_load_done_again_does_not_need_messages_that_retention_has_deleted(world: World) -> None:
    world.send(good("a"), good("b"))
    (work,) = world.plan()
    world.load(work)
    world.forget(partition=0, before=2)
    assert counts(world.load(work)) == [(0, 2, 2, 0, 0)]


def test_staged_work_that_is_gone_is_made_again(world: World) -> None:
    world.send(good("a"))
    (work,) = world.plan()
    assert counts(world.load_into("warehouse", work)) == [(0, 1, 1, 0, 0)]


def test_a_batch_is_read_as_it_was_planned_and_loaded_where_the_dataset_is_loaded_today(world: World) -> None:
    world.send(good("a"))
    world.plan()
    moved = replace(world.contract, sinks=(SinkSpec("warehouse", "fakultas_baru", Mode.HISTORY),))
    assert counts(replace(world, contract=moved).ingest()) == [(0, 1, 1, 0, 0)]
    assert world.select("SELECT id_fakultas FROM fakultas_baru") == [("a",)]


def test_partitions_load_side_by_side(make_world: MakeWorld) -> None:
    world = make_world(partitions=2)
    world.send(*(good(f"a{n}") for n in range(300)), partition=0)
    world.send(*(good(f"b{n}") for n in range(300)), partition=1)
    with ThreadPoolExecutor() as pool:
        loaded = list(pool.map(world.load, world.plan(max_rows=100)))
    assert [sum(summary["loaded"] for summary in summaries) for summaries in loaded] == [300, 300]
    assert (len(world.keys()), world.ledger(), world.violations()) == (600, {0: 300, 1: 300}, [])


def test_a_warehouse_that_is_away_is_transient_at_every_step(world: World) -> None:
    world.send(good("a"))
    (work,) = world.plan()
    away = World(world.contract, replace(world.parts, warehouse=replace(world.parts.warehouse, port=1)))
    steps = {
        "plan": away.plan,
        "stage": lambda: ingest.stage(away.contract, work, away.parts),
        "load": lambda: away.load_into("warehouse", work),
    }
    for step in steps.values():
        with pytest.raises(ServiceUnavailable, match=r"127\.0\.0\.1:1 does not answer"):
            step()
    assert counts(world.ingest()) == [(0, 1, 1, 0, 0)]


def test_work_survives_the_way_between_two_tasks(world: World) -> None:
    world.send(good("a"))
    (work,) = world.plan()
    assert PartitionWork.from_dict(work.as_dict()) == work
