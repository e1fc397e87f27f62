"""Other runs, other contracts, and no memory of the runs before."""

from __future__ import annotations

from pathlib import Path

from crash.dataset import contract
from crash.messages import edit
from crash.nursery import born, nursery
from crash.world import World
from include.database import connect
from include.records import RunContext
from tests.crash.conftest import MakeWorld
from tests.crash.matrix import proves
from tests.crash.test_plan_and_read import some
from tests.crash.victim import PATIENCE, Held, killed_at, wait_until

BACKFILL = RunContext("ingest__uji", "backfill__2026-08-02", "load")


@proves(14)
def test_a_backfill_that_sends_everything_again_beside_the_scheduled_run_changes_nothing(
    make_world: MakeWorld, tmp_path: Path
) -> None:
    world = make_world(partitions=3)
    world.send(*some())
    scheduled = Held("staged", World.ingest, world, marks=tmp_path)
    world.send(*some())
    world.ingest(run=BACKFILL)
    assert scheduled.ended() == 0
    assert world.judge().faults == ()


@proves(14)
def test_a_planner_that_looked_at_the_topic_before_another_one_does_not_take_it_for_shorter(
    world: World, tmp_path: Path
) -> None:
    world.send(edit("a", 1))
    world.ingest()
    world.send(edit("a", 2))
    slow = Held("the topic looked at", World.plan, world, marks=tmp_path)
    world.send(edit("a", 3))
    fast = born(nursery(), World.plan, world)
    wait_until(lambda: not fast.is_alive() or waits_for_its_turn(world))
    assert slow.ended() == 0
    fast.join(PATIENCE)
    assert fast.exitcode == 0
    world.ingest()
    assert world.judge().faults == ()


def waits_for_its_turn(world: World) -> bool:
    with connect(world.parts.warehouse) as connection, connection.cursor() as cursor:
        cursor.execute(
            "SELECT COUNT(*) FROM information_schema.processlist WHERE state = 'User lock' AND db = %s AND info LIKE %s",
            (world.parts.warehouse.database, f"%plan {world.contract.dataset}%"),
        )
        return bool(cursor.fetchone() != (0,))


@proves(21)
def test_an_open_plan_keeps_the_contract_that_it_was_made_with(world: World) -> None:
    world.send(*some())
    killed_at("plans committed", World.ingest, world)
    made = world.contract
    changed = world.with_contract(contract(made.dataset, made.topic.name, partitions=1, minor=1))
    killed_at("staged", World.ingest, changed)
    changed.ingest()
    changed.send(edit("a", 7))
    changed.ingest()
    assert changed.judge().faults == ()


@proves(22)
def test_a_new_airflow_that_knows_nothing_of_the_runs_before_takes_up_their_work(make_world: MakeWorld) -> None:
    world = make_world(partitions=3)
    world.send(*some())
    killed_at("staged", World.ingest, world)
    world.send(edit("a", 7))
    world.ingest(run=RunContext("ingest__uji", "manual__2026-09-01", "load"))
    assert world.judge().faults == ()
