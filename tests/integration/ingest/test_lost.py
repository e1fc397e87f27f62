"""Messages that retention deleted before they were loaded stop the work until somebody accepts the loss."""

from __future__ import annotations

import pytest

from include.errors import OffsetsLost
from include.records import Action
from tests.integration.ingest.world import World, counts, decide, good


def test_planned_messages_that_are_gone_stop_the_work(world: World) -> None:
    world.send(good("a"), good("b"))
    (work,) = world.plan()
    world.forget(partition=0, before=1)
    with pytest.raises(OffsetsLost, match="retention has deleted the offsets before 1"):
        world.load(work)
    assert (world.select("SELECT COUNT(*) FROM fakultas"), world.ledger()) == ([(0,)], {})


def test_what_is_left_of_planned_messages_goes_to_quarantine_when_the_loss_is_accepted(world: World) -> None:
    world.send(good("a"), good("b"))
    world.plan()
    world.forget(partition=0, before=1)
    decide(world, Action.QUARANTINE)
    assert counts(world.ingest()) == [(0, 2, 0, 1, 0)]
    assert world.select("SELECT message_offset, rule FROM v_karantina") == [(1, "released")]
    assert world.violations() == []


def test_messages_that_were_never_planned_are_missed_and_the_rest_goes_on_when_the_loss_is_accepted(
    world: World,
) -> None:
    world.send(good("a"))
    world.ingest()
    world.send(good("b"), good("c"), good("d"))
    world.forget(partition=0, before=3)
    for _ in range(2):
        with pytest.raises(OffsetsLost, match="retention has deleted"):
            world.ingest()
    assert world.ledger() == {0: 1}
    decide(world, Action.QUARANTINE)
    assert counts(world.ingest()) == [(1, 3, 0, 0, 0), (3, 4, 1, 0, 0)]
    assert (world.keys(), world.violations()) == (["a", "d"], [])
