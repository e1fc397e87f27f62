"""From a topic into the warehouse and the OLAP store."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from include.contract.read import parse_contract
from include.errors import FinalError
from include.ingest import Parts
from include.settings import BrokerSettings, DatabaseSettings, OlapSettings
from include.sinks.olap.copies import open_newest
from include.sinks.olap.restore import begin_anew
from include.sinks.olap.sink import OlapSink
from tests.integration.ingest.world import World, bad, contract, good

WAREHOUSE = "{sink: warehouse, mode: history}"


@pytest.fixture
def world(broker: BrokerSettings, warehouse: DatabaseSettings, topic_name: str, tmp_path: Path) -> World:
    """A dataset that goes into both."""
    made = contract(topic_name)
    body = made.body.replace(WAREHOUSE, f"{WAREHOUSE}\n      - {{sink: olap, mode: history}}")
    both = parse_contract(body.replace("version: 1.0.0", "version: 1.1.0"), made.path)
    olap = OlapSettings.local(tmp_path)
    return World(both, Parts(broker, warehouse, str(tmp_path / "staging"), b"kunci uji", olap=olap))


def published(world: World) -> Counter[str]:
    assert world.parts.olap is not None
    with open_newest(world.parts.olap) as copy:
        return Counter(key for (key,) in copy.sql("SELECT id_fakultas FROM fakultas_kini").fetchall())


def loaded(world: World, max_rows: int = 100) -> list[tuple[str, int, int, bool]]:
    return [
        (summary["sink"], summary["start"], summary["loaded"], summary["already"]) for summary in world.ingest(max_rows)
    ]


def ledgers(world: World) -> list[tuple[object, ...]]:
    return world.select("SELECT sink, next_offset FROM etl_ledger ORDER BY sink")


def test_one_run_loads_both_sinks(world: World) -> None:
    world.send(good("a"), good("b"), bad("c"))
    assert loaded(world) == [("warehouse", 0, 2, False), ("olap", 0, 2, False)]
    assert (world.keys(), published(world)) == (["a", "b"], {"a": 1, "b": 1})
    assert ledgers(world) == [("olap", 3), ("warehouse", 3)]
    assert world.select("SELECT message_offset, attempts FROM v_karantina") == [(2, 1)]
    assert (world.violations(), world.plan()) == ([], [])


def test_a_store_that_comes_later_catches_up_alone(world: World) -> None:
    before = replace(world, contract=contract(world.contract.topic.name))
    before.send(good("a"), good("b"), bad("c"), good("d"))
    before.ingest(max_rows=2)
    world.send(good("e"))
    assert loaded(world) == [
        ("warehouse", 0, 2, True),
        ("warehouse", 2, 1, True),
        ("warehouse", 4, 1, False),
        ("olap", 0, 2, False),
        ("olap", 2, 1, False),
        ("olap", 4, 1, False),
    ]
    assert (ledgers(world), world.violations()) == ([("olap", 5), ("warehouse", 5)], [])


def test_a_store_that_is_gone_is_loaded_again_by_the_next_run(world: World) -> None:
    world.send(good("a"), good("b"), bad("c"), good("d"))
    world.ingest(max_rows=2)
    assert world.parts.olap is not None
    begin_anew(world.parts.olap)
    assert loaded(world) == [
        ("warehouse", 0, 2, True),
        ("warehouse", 2, 1, True),
        ("olap", 0, 2, False),
        ("olap", 2, 1, False),
    ]
    OlapSink(world.parts.olap, world.parts.warehouse).publish()
    assert (published(world), ledgers(world)) == (dict.fromkeys("abd", 1), [("olap", 4), ("warehouse", 4)])
    assert (world.violations(), world.plan()) == ([], [])


def test_a_store_that_is_not_set_up_is_final(world: World) -> None:
    without = replace(world, parts=replace(world.parts, olap=None))
    without.send(good("a"))
    with pytest.raises(FinalError, match=r"loads into the OLAP store, and none is set up.*'kampus_olap'"):
        without.plan()
