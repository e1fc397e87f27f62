"""A task may be killed at any point and run again: nothing is lost and nothing is counted twice."""

from __future__ import annotations

import json
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.integration.ingest import victim
from tests.integration.ingest.victim import PATIENCE, wait_for
from tests.integration.ingest.world import World, bad, counts, good


def whole(world: World) -> None:
    """Everything that was sent is there once."""
    assert (world.keys(), world.ledger(), world.violations()) == (["a", "b"], {0: 3}, [])
    assert world.select("SELECT message_offset, attempts FROM v_karantina") == [(2, 1)]
    assert world.select("SELECT start_offset, end_offset, read_count FROM etl_audit") == [(0, 3, 3)]


@pytest.mark.parametrize("point", victim.POINTS)
def test_a_task_killed_at_any_point_is_simply_run_again(world: World, point: str) -> None:
    world.send(good("a"), good("b"), bad("c"))
    killed = victim.start(world, die=point)
    assert killed.wait(PATIENCE) == -9
    world.ingest()
    whole(world)


def test_a_zombie_that_holds_the_ledger_loads_and_its_retry_finds_it_done(world: World, tmp_path: Path) -> None:
    world.send(good("a"), good("b"), bad("c"))
    (work,) = world.plan()
    zombie = victim.start(world, work, pause="before_commit", marks=tmp_path)
    wait_for(tmp_path / "paused")
    with ThreadPoolExecutor() as pool:
        retry = pool.submit(world.load, work)
        wait_for_lock_wait(world)
        assert world.keys() == []
        (tmp_path / "go").touch()
        assert [summary["already"] for summary in retry.result(PATIENCE)] == [True]
    assert counts(json.loads(zombie.communicate(timeout=PATIENCE)[0])) == [(0, 3, 2, 1, 0)]
    whole(world)


def test_a_zombie_that_wakes_up_late_finds_the_work_of_its_retry_done(world: World, tmp_path: Path) -> None:
    world.send(good("a"), good("b"), bad("c"))
    (work,) = world.plan()
    zombie = victim.start(world, work, pause="after_stage", marks=tmp_path)
    wait_for(tmp_path / "paused")
    assert [summary["already"] for summary in world.load(work)] == [False]
    (tmp_path / "go").touch()
    (said,) = json.loads(zombie.communicate(timeout=PATIENCE)[0])
    assert (said["already"], said["loaded"], said["rejected"]) == (True, 2, 1)
    whole(world)


def wait_for_lock_wait(world: World) -> None:
    waiting = "SELECT COUNT(*) FROM information_schema.innodb_trx WHERE trx_state = 'LOCK WAIT' AND trx_query LIKE '%etl_ledger%'"
    deadline = time.monotonic() + PATIENCE
    while world.select(waiting) == [(0,)]:
        assert time.monotonic() < deadline, "the retry does not wait for the ledger"
        time.sleep(0.2)
