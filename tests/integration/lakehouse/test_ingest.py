"""From a topic into the warehouse and the lakehouse."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from include.contract.read import parse_contract
from include.errors import FinalError
from include.ingest import Parts
from include.settings import BrokerSettings, DatabaseSettings, LakehouseSettings
from include.sinks.lakehouse import table as tables
from include.sinks.lakehouse.lake import opened
from tests.integration.ingest.world import World, bad, contract, good

WAREHOUSE = "{sink: warehouse, mode: history}"


@pytest.fixture
def world(broker: BrokerSettings, warehouse: DatabaseSettings, topic_name: str, tmp_path: Path) -> World:
    """A dataset that goes into both."""
    made = contract(topic_name)
    body = made.body.replace(WAREHOUSE, f"{WAREHOUSE}\n      - {{sink: lakehouse, mode: history}}")
    both = parse_contract(body.replace("version: 1.0.0", "version: 1.1.0"), made.path)
    lakehouse = LakehouseSettings.local(str(tmp_path))
    return World(both, Parts(broker, warehouse, str(tmp_path / "staging"), b"kunci uji", lakehouse=lakehouse))


def in_the_lakehouse(world: World) -> Counter[str]:
    assert world.parts.lakehouse is not None
    with opened(world.parts.lakehouse) as lake:
        rows = tables.present(lake, "fakultas").scan().to_arrow()
    return Counter(rows["id_fakultas"].to_pylist())


def loaded(world: World, max_rows: int = 100) -> list[tuple[str, int, int, bool]]:
    return [
        (summary["sink"], summary["start"], summary["loaded"], summary["already"]) for summary in world.ingest(max_rows)
    ]


def ledgers(world: World) -> list[tuple[object, ...]]:
    return world.select("SELECT sink, next_offset FROM etl_ledger ORDER BY sink")


def test_one_run_loads_both_sinks(world: World) -> None:
    world.send(good("a"), good("b"), bad("c"))
    assert loaded(world) == [("warehouse", 0, 2, False), ("lakehouse", 0, 2, False)]
    assert (world.keys(), in_the_lakehouse(world)) == (["a", "b"], {"a": 1, "b": 1})
    assert ledgers(world) == [("lakehouse", 3), ("warehouse", 3)]
    assert world.select("SELECT message_offset, attempts FROM v_karantina") == [(2, 1)]
    assert (world.violations(), world.plan()) == ([], [])


def test_a_lakehouse_that_comes_later_catches_up_alone(world: World) -> None:
    before = replace(world, contract=contract(world.contract.topic.name))
    before.send(good("a"), good("b"), bad("c"), good("d"))
    before.ingest(max_rows=2)
    world.send(good("e"))
    assert loaded(world) == [
        ("warehouse", 0, 2, True),
        ("warehouse", 2, 1, True),
        ("warehouse", 4, 1, False),
        ("lakehouse", 0, 2, False),
        ("lakehouse", 2, 1, False),
        ("lakehouse", 4, 1, False),
    ]
    assert (world.keys(), in_the_lakehouse(world)) == (["a", "b", "d", "e"], dict.fromkeys("abde", 1))
    assert (ledgers(world), world.violations()) == ([("lakehouse", 5), ("warehouse", 5)], [])


def test_a_lakehouse_that_is_not_set_up_is_final(world: World) -> None:
    without = replace(world, parts=replace(world.parts, lakehouse=None))
    without.send(good("a"))
    with pytest.raises(FinalError, match=r"loads into the lakehouse, and none is set up.*'kampus_lakehouse'"):
        without.plan()
