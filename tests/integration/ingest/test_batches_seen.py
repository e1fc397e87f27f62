"""What a person sees of every batch: planned, committed, at which try, held, waiting."""

from __future__ import annotations

from dataclasses import replace

import pytest

from include import ingest
from include.database import connect
from include.errors import BatchHeld
from include.records import Action
from stack.batches import batch_lines
from tests.integration.ingest.conftest import MakeWorld
from tests.integration.ingest.world import RUN, World, bad, decide, good

SEEN = "SELECT start_offset, end_offset, sink, status, tries, revision, action FROM v_batch ORDER BY start_offset"


def status(world: World) -> list[str]:
    with connect(world.parts.warehouse) as connection:
        return list(batch_lines(connection))


def test_a_batch_that_was_loaded_at_the_third_try(world: World) -> None:
    world.send(good("a"), good("b"))
    (work,) = world.plan()
    assert world.select(SEEN) == [(0, 2, None, "menunggu", None, 0, "load")]
    ingest.stage(world.contract, work, world.parts)
    ingest.load(world.contract, work, "warehouse", world.parts, replace(RUN, try_number=3))
    assert world.select(SEEN) == [(0, 2, "warehouse", "dimuat", 3, 0, "load")]
    (row,) = world.select("SELECT loaded, planned_at <= committed_at, seconds < 60, run_id FROM v_batch")
    assert row == (2, 1, 1, "manual__2026-08-03")
    assert status(world)[0].startswith("Batches of the last 24 hours: 1 loaded, ")
    assert status(world)[0].endswith("1 retried (up to 3 tries)")


def test_a_batch_that_is_held_waits_again_after_the_decision(make_world: MakeWorld) -> None:
    world = make_world(min_rows=2)
    world.send(good("a"), bad("b"), good("c"))
    for _ in range(2):
        with pytest.raises(BatchHeld):
            world.ingest(max_rows=2)
    assert world.select(SEEN) == [
        (0, 2, None, "ditahan", None, 0, "load"), (2, 3, None, "menunggu", None, 0, "load"),
    ]  # fmt: skip
    held, waits = status(world)[1:]
    assert held.startswith("  fakultas[0] 0-2")
    assert "ditahan" in held
    assert "1 dari 2 pesan ditolak" in held
    assert waits.startswith("  fakultas[0] 2-3")
    decide(world, Action.WAIVE)
    assert world.select(SEEN)[0] == (0, 2, None, "menunggu", None, 1, "waive")
    world.ingest(max_rows=2)
    assert [row[3] for row in world.select(SEEN)] == ["dimuat", "dimuat"]
