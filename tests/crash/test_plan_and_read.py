"""A run killed before its sinks are reached is simply run again."""

from __future__ import annotations

import pytest

from crash.messages import bad, delete, edit
from crash.world import World
from tests.crash.matrix import proves
from tests.crash.victim import killed_at


def some() -> list[object]:
    """Two partitions, a key that changes and comes late and twice, a delete, a reject."""
    return [
        edit("a", 1), edit("b", 2), edit("a", 3), edit("a", 2, event="a-2-terlambat"), edit("a", 3), delete("b", 4),
        edit("c", 5), bad("d", 6, "no name"),
    ]  # fmt: skip


def right_after_a_retry(world: World, point: str) -> None:
    world.send(*some())
    killed_at(point, World.ingest, world)
    world.ingest()
    assert world.judge().faults == ()


@proves(1)
def test_killed_before_the_plan_commits(world: World) -> None:
    right_after_a_retry(world, "plans written, not committed")


@proves(2)
@pytest.mark.parametrize("point", ["plans committed", "before reading"])
def test_killed_after_the_plan_before_reading(world: World, point: str) -> None:
    right_after_a_retry(world, point)


@proves(3)
def test_killed_while_reading(world: World) -> None:
    right_after_a_retry(world, "a message read")


@proves(8)
@pytest.mark.parametrize("point", ["transformed", "checked", "half staged", "staged"])
def test_killed_during_transform_quality_or_staging(world: World, point: str) -> None:
    right_after_a_retry(world, point)
