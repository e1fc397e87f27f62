"""A rejected row that was corrected at its source and sent again is missing no more."""

from __future__ import annotations

import json

from include import ingest, redrive
from include.audit.redrive import Selection
from tests.integration.ingest.world import World, bad, good
from tests.integration.redrive.builders import mended, plan, run, send_raw, states


def send(world: World, key: str, version: int, *, right: bool, op: str = "upsert") -> None:
    value = good(key) if right else bad(key)
    headers = {"source_version": f"{version:020d}".encode(), "event_id": f"{key}-{version}".encode(), "op": op.encode()}
    send_raw(world, json.dumps(value).encode(), key.encode(), headers)


def test_a_newer_message_of_the_key_takes_the_place_of_the_rejected_one(world: World) -> None:
    send(world, "x", 100, right=False)
    send(world, "y", 100, right=False)
    world.ingest()
    send(world, "x", 101, right=True)
    world.ingest()
    assert states(world)[3:] == [(5, "digantikan", 1), (6, "menunggu", 1)]
    assert world.select("SELECT outcome FROM etl_attempt WHERE message_offset = 5 ORDER BY attempt_id") == [
        ("ditolak",), ("digantikan",)
    ]  # fmt: skip


def test_an_older_message_does_not(world: World) -> None:
    send(world, "x", 100, right=False)
    send(world, "x", 99, right=True)
    world.ingest()
    assert states(world)[3:] == [(5, "menunggu", 1)]


def test_a_row_that_was_deleted_at_its_source_is_missing_no_more(world: World) -> None:
    send(world, "x", 100, right=False)
    send(world, "x", 101, right=True, op="delete")
    world.ingest()
    assert states(world)[3:] == [(5, "digantikan", 1)]


def test_it_is_not_sent_again(world: World) -> None:
    send(world, "x", 100, right=False)
    send(world, "x", 101, right=True)
    world.ingest()
    plan(mended(world))
    assert world.select("SELECT message_offset FROM etl_redrive ORDER BY 1") == [(1,), (2,), (4,)]


def test_a_message_that_came_in_after_all_stays_so(world: World) -> None:
    send(world, "x", 100, right=False)
    world.ingest()
    again = mended(world)
    for work in redrive.plan(again.contract, Selection("fakultas", first=5), again.parts, run(), "Sri", "diperbaiki"):
        ingest.load(again.contract, work, "warehouse", again.parts, run())
    send(world, "x", 101, right=True)
    world.ingest()
    assert states(world)[3:] == [(5, "diterima", 2)]


def test_messages_without_a_key_replace_none(world: World) -> None:
    """The rejected ones of the world have no key, and neither do these."""
    world.send(good("b"), good("c"))
    world.ingest()
    assert [state for _, state, _ in states(world)] == ["menunggu"] * 3
