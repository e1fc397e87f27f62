"""A topic that was deleted and made again: the steps of the runbook, in all three sinks."""

from __future__ import annotations

import re
import time

import pytest

from include.broker.client import admin
from include.broker.offsets import topic_offsets
from include.errors import OffsetsLost, UnknownTopic
from include.sinks.lakehouse.retire import retire_topic as retire_in_lakehouse
from include.sinks.olap.retire import retire_topic as retire_in_olap
from stack.paths import ROOT
from tests.integration.contract_change.world import World


def topic_id(world: World) -> str:
    return topic_offsets(world.parts.broker, world.contract.topic.name).topic_id


def delete_topic(world: World) -> None:
    name = world.contract.topic.name
    client = admin(world.parts.broker)
    client.delete_topics([name])[name].result(20)
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        try:
            topic_offsets(world.parts.broker, name)
        except UnknownTopic:
            return
    raise AssertionError(f"topic {name} is still there")


def statements(dataset: str, old: str) -> list[str]:
    section = (ROOT / "docs" / "runbook.md").read_text(encoding="utf-8").split("## A topic was made again")[1]
    (sql,) = re.findall(r"```sql\n(.*?)```", section, re.DOTALL)
    return [line.strip().replace("DATASET", dataset).replace("OLD", old) for line in sql.strip().splitlines()]


def test_it_is_loaded_after_the_old_one_is_retired_and_nothing_is_mistaken_for_what_was_there(world: World) -> None:
    world.live({"kode": "a", "nama": "satu"}, {"kode": "b", "nama": "tidak pernah dimuat"})
    old = topic_id(world)
    delete_topic(world)
    world.send({"kode": "c", "nama": "tiga"}, {"kode": "a", "nama": "baru"})
    with pytest.raises(OffsetsLost, match="the topic was deleted and made again"):
        world.plan()
    for statement in statements("barang", old):
        world.select(statement)
    assert world.parts.lakehouse
    assert world.parts.olap
    retire_in_lakehouse(world.parts.lakehouse, world.parts.warehouse, "barang", old)
    retire_in_olap(world.parts.olap, world.parts.warehouse, "barang", old)
    world.ingest()
    assert world.rows("kode", "nama") == [("a", "baru"), ("c", "tiga")]
