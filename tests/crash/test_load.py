"""A load killed at any point, in any sink, is simply run again."""

from __future__ import annotations

from multiprocessing.context import ForkServerProcess
from pathlib import Path

import pytest

from crash.dataset import SINKS
from crash.nursery import born, nursery
from crash.world import World
from include.database import connect
from tests.crash.matrix import proves
from tests.crash.test_plan_and_read import some
from tests.crash.victim import PATIENCE, Held, killed_at, wait_until

DURING = {
    "warehouse": "warehouse: half of the rows sent",
    "lakehouse": "lakehouse: a file half written",
    "olap": "olap: older rows removed",
}
BEFORE_THE_LEDGER = {
    "warehouse: rows written": "warehouse",
    "warehouse: rejects written": "warehouse",
    "warehouse: audit row written": "warehouse",
    "warehouse: ledger moved": "warehouse",
    "lakehouse: files written": "lakehouse",
    "lakehouse: rejects written": "lakehouse",
    "lakehouse: before the commit": "lakehouse",
    "olap: rows written": "olap",
    "olap: ledger moved": "olap",
    "olap: rejects written": "olap",
}
COMMITTED = {"warehouse": "warehouse: commit sent", "lakehouse": "lakehouse: committed", "olap": "olap: committed"}
NOT_MIRRORED = {"lakehouse": "lakehouse: audit row written", "olap": "olap: audit row written"}
FENCED = {
    "warehouse": "warehouse: ledger moved",
    "lakehouse": "lakehouse: before the commit",
    "olap": "olap: ledger moved",
}


def waits_for_a_lock(world: World, _: ForkServerProcess) -> bool:
    with connect(world.parts.warehouse) as connection, connection.cursor() as cursor:
        cursor.execute(
            "SELECT COUNT(*) FROM information_schema.innodb_trx WHERE trx_state = 'LOCK WAIT' AND trx_query LIKE '%etl_ledger%'"
        )
        return bool(cursor.fetchone() != (0,))


def has_opened_the_lock_file(world: World, retry: ForkServerProcess) -> bool:
    opened = [link.resolve().name for link in Path(f"/proc/{retry.pid}/fd").iterdir()]
    return "kampus.duckdb.lock" in opened


def has_ended(world: World, retry: ForkServerProcess) -> bool:
    return not retry.is_alive()


HELD_UP = {"warehouse": waits_for_a_lock, "lakehouse": has_ended, "olap": has_opened_the_lock_file}
"""How a retry waits for a zombie that is about to commit. In the lakehouse it does not."""


def right_after_a_kill(world: World, sink: str, point: str) -> None:
    """Only this sink's load is killed; its retry comes with the same work, as Airflow's does."""
    world.send(*some())
    for work in world.plan():
        world.stage(work)
        killed_at(point, World.load, world, work, sink)
        world.load(work, sink)
        for other in set(world.sinks) - {sink}:
            world.load(work, other)
    assert world.judge().faults == ()


@proves(9)
@pytest.mark.parametrize("sink", SINKS)
def test_killed_during_the_bulk_load(world: World, sink: str) -> None:
    right_after_a_kill(world, sink, DURING[sink])


@proves(10)
@pytest.mark.parametrize("point", BEFORE_THE_LEDGER)
def test_killed_after_the_rows_before_the_ledger(world: World, point: str) -> None:
    right_after_a_kill(world, BEFORE_THE_LEDGER[point], point)


@proves(11)
@pytest.mark.parametrize("sink", SINKS)
def test_killed_before_the_answer_to_the_commit(world: World, sink: str) -> None:
    right_after_a_kill(world, sink, COMMITTED[sink])


@proves(12)
@pytest.mark.parametrize("sink", SINKS)
def test_killed_after_the_load_before_success_is_recorded(world: World, sink: str) -> None:
    right_after_a_kill(world, sink, "loaded, not told")


@pytest.mark.parametrize("sink", NOT_MIRRORED)
def test_killed_before_the_warehouse_knows_all_that_an_outside_sink_has(world: World, sink: str) -> None:
    right_after_a_kill(world, sink, NOT_MIRRORED[sink])


@proves(13)
@pytest.mark.parametrize("sink", SINKS)
def test_a_zombie_that_wakes_up_late_finds_the_work_of_its_retry_done(world: World, sink: str, tmp_path: Path) -> None:
    world.send(*some())
    works = world.plan()
    zombie = Held("staged", World.load, world, works[0], sink, marks=tmp_path / "zombie")
    for work in works:
        world.finish(work)
    assert zombie.ended() == 0
    assert world.judge().faults == ()


@proves(13)
@pytest.mark.parametrize("sink", SINKS)
def test_a_zombie_that_is_about_to_commit_and_its_retry_load_once(world: World, sink: str, tmp_path: Path) -> None:
    world.send(*some())
    works = world.plan()
    zombie = Held(FENCED[sink], World.load, world, works[0], sink, marks=tmp_path / "zombie")
    retry = born(nursery(), World.load, world, works[0], sink)
    # MySQL shows the same picture again to whoever asks within a tenth of a second.
    wait_until(lambda: HELD_UP[sink](world, retry), every=0.2)
    assert zombie.ended() == 0
    retry.join(PATIENCE)
    assert retry.exitcode == 0
    for work in works:
        world.finish(work)
    assert world.judge().faults == ()


@proves(15)
@pytest.mark.parametrize("sink", SINKS)
def test_killed_when_one_sink_has_committed_and_the_others_have_not(world: World, sink: str) -> None:
    world.send(*some())
    for work in world.plan():
        killed_at("loaded, not told", World.load, world, work, sink)
    world.ingest()
    assert world.judge().faults == ()
