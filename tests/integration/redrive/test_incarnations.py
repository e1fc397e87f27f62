"""A topic that was deleted and made again has the same offsets for other messages; the quarantine tells them apart."""

from __future__ import annotations

import time

from include.broker.client import admin
from include.database import connect
from tests.integration.ingest.world import World, bad
from tests.integration.redrive.builders import mended, plan, send_again, states


def make_again(world: World) -> None:
    """Delete the topic, and retire what was planned of it, as the runbook says."""
    client = admin(world.parts.broker)
    client.delete_topics([world.contract.topic.name])[world.contract.topic.name].result(20)
    deadline = time.monotonic() + 20
    while world.contract.topic.name in client.list_topics(timeout=10).topics:
        assert time.monotonic() < deadline, "the topic is still there"
        time.sleep(0.1)
    with connect(world.parts.warehouse, autocommit=True) as connection, connection.cursor() as cursor:
        for table in ("etl_plan", "etl_ledger"):
            cursor.execute(f"DELETE FROM {table}")


def test_messages_of_both_incarnations_are_sent_again_each_as_a_generation(world: World) -> None:
    make_again(world)
    world.sent = 10
    world.send(bad("e"), bad("f"))
    world.ingest()
    again = mended(world)
    works = plan(again)
    assert [(work.partition, [(b.range.start, b.range.end) for b in work.batches]) for work in works] == [
        (0, [(1, 5)]), (0, [(0, 2)])
    ]  # fmt: skip
    assert len({batch.range.topic_id for work in works for batch in work.batches}) == 2
    assert send_again(again) == {"chosen": 5, "warehouse": {"accepted": 4, "rejected": {"id_fakultas.key": 1}}}
    assert sorted(again.keys()) == ["a", "b", "c", "d", "e", "f"]
    assert sorted(state for _, state, _ in states(again)) == ["diterima"] * 4 + ["menunggu"]
