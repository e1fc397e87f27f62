"""A redrive may be killed at any point and run again, and run beside another: nothing is lost and nothing comes in twice."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.integration.ingest.world import World
from tests.integration.redrive import victim
from tests.integration.redrive.builders import (
    in_the_lakehouse,
    in_the_olap_store,
    load,
    mended,
    plan,
    send_again,
    states,
)
from tests.integration.redrive.victim import PATIENCE

TOOK = {"accepted": 2, "rejected": {"id_fakultas.key": 1}}


def whole(world: World) -> None:
    """Every message is in every sink once, and the quarantine says so."""
    assert sorted(world.keys()) == ["a", "b", "c", "d"]
    assert sorted(in_the_lakehouse(world)) == ["a", "b", "c", "d"]
    assert sorted(in_the_olap_store(world)) == ["a", "b", "c", "d"]
    assert world.violations() == []
    assert [(offset, state) for offset, state, _ in states(world)] == [
        (1, "diterima"), (2, "diterima"), (4, "menunggu")
    ]  # fmt: skip


@pytest.mark.parametrize("point", victim.POINTS)
def test_a_redrive_killed_at_any_point_is_simply_run_again(wide_world: World, tmp_path: Path, point: str) -> None:
    again = mended(wide_world)
    assert victim.start(again, point, tmp_path).wait(PATIENCE) == -9
    assert send_again(again) == {"chosen": 3, "warehouse": TOOK, "lakehouse": TOOK, "olap": TOOK}
    whole(again)
    assert [attempts for *_, attempts in states(again)] == [2, 2, 2]
    assert again.select("SELECT COUNT(*) FROM etl_generation") == [(1,)]


def test_a_retry_goes_on_with_what_the_first_try_chose(world: World) -> None:
    plan(world, last=2)
    assert send_again(mended(world), rule="key")["chosen"] == 2


def test_a_killed_redrive_that_nobody_runs_again_holds_up_no_other(wide_world: World, tmp_path: Path) -> None:
    again = mended(wide_world)
    assert victim.start(again, "after_the_first_sink", tmp_path).wait(PATIENCE) == -9
    assert send_again(again, "dua")["chosen"] == 3
    whole(again)


def test_two_copies_of_a_redrive_choose_once(world: World) -> None:
    with ThreadPoolExecutor() as pool:
        first, second = pool.map(lambda _: plan(world), range(2))
    assert first == second
    assert world.select("SELECT message_offset FROM etl_redrive ORDER BY 1") == [(1,), (2,), (4,)]


def test_two_redrives_of_the_same_messages_at_once_bring_each_in_once(wide_world: World) -> None:
    again = mended(wide_world)
    works = {name: plan(again, name) for name in ("satu", "dua")}
    with ThreadPoolExecutor() as pool:
        results = list(pool.map(lambda name: load(again, works[name], name), works))
    assert results == [{"chosen": 3, "warehouse": TOOK, "lakehouse": TOOK, "olap": TOOK}] * 2
    whole(again)
