"""Every sink has a lane of its own: one that is away holds up no other, and catches up alone."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from include import ingest
from include.contract.read import parse_contract
from include.errors import FinalError, ServiceUnavailable
from include.ingest import Parts
from include.settings import BrokerSettings, DatabaseSettings, LakehouseSettings, OlapSettings
from tests.integration.ingest.world import World, contract, counts, good

WAREHOUSE = "{sink: warehouse, mode: history}"
OUTSIDE = "\n      - {sink: lakehouse, mode: history}\n      - {sink: olap, mode: history}"


@pytest.fixture
def world(broker: BrokerSettings, warehouse: DatabaseSettings, topic_name: str, tmp_path: Path) -> World:
    """A dataset that goes into all three."""
    made = contract(topic_name)
    body = made.body.replace(WAREHOUSE, WAREHOUSE + OUTSIDE).replace("version: 1.0.0", "version: 1.1.0")
    parts = Parts(
        broker,
        warehouse,
        str(tmp_path / "staging"),
        b"kunci uji",
        lakehouse=LakehouseSettings.local(str(tmp_path)),
        olap=OlapSettings.local(tmp_path),
    )
    return World(parse_contract(body, made.path), parts)


@pytest.fixture
def lakeless(world: World) -> World:
    """The same, while the lakehouse is away."""
    return replace(world, parts=replace(world.parts, lakehouse=LakehouseSettings.local("/tidak/ada")))


def stands(world: World) -> dict[object, object]:
    return dict(world.select("SELECT sink, next_offset FROM etl_ledger WHERE next_offset > 0"))  # type: ignore[arg-type]


def staged(world: World) -> list[Path]:
    return list(Path(world.parts.staging_url).rglob("*.parquet"))


def test_a_sink_that_is_away_holds_up_no_other_and_catches_up_alone(world: World, lakeless: World) -> None:
    lakeless.send(good("a"), good("b"))
    (work,) = lakeless.plan()
    ingest.stage(lakeless.contract, work, lakeless.parts)
    with pytest.raises(ServiceUnavailable, match="lakehouse 'kampus_lakehouse'"):
        lakeless.load_into("lakehouse", work)
    assert counts(lakeless.load_into("warehouse", work)) == [(0, 2, 2, 0, 0)]
    assert counts(lakeless.load_into("olap", work)) == [(0, 2, 2, 0, 0)]
    lakeless.send(good("c"))
    (later,) = lakeless.plan()
    assert counts(lakeless.load_into("warehouse", later)) == [(0, 2, 2, 0, 0), (2, 3, 1, 0, 0)]
    assert stands(world) == {"warehouse": 3, "olap": 2}

    assert [(said["sink"], said["start"], said["already"]) for said in world.ingest()] == [
        ("warehouse", 0, True),
        ("warehouse", 2, True),
        ("lakehouse", 0, False),
        ("lakehouse", 2, False),
        ("olap", 0, True),
        ("olap", 2, False),
    ]
    assert (stands(world), world.violations()) == ({"warehouse": 3, "olap": 3, "lakehouse": 3}, [])


def test_staging_waits_for_the_last_sink(world: World) -> None:
    world.send(good("a"))
    (work,) = world.plan()
    ingest.stage(world.contract, work, world.parts)
    for sink, left in {"olap": 2, "warehouse": 2, "lakehouse": 0}.items():
        world.load_into(sink, work)
        assert len(staged(world)) == left


def test_a_sink_that_cannot_be_prepared_is_said_when_nobody_has_anything_to_load(world: World, lakeless: World) -> None:
    world.send(good("a"))
    world.ingest()
    with pytest.raises(ServiceUnavailable, match="lakehouse 'kampus_lakehouse'"):
        lakeless.plan()


def test_a_table_that_another_contract_made_in_the_warehouse_stops_the_plan(world: World) -> None:
    world.send(good("a"))
    world.ingest()
    world.select("ALTER TABLE fakultas MODIFY nama_fakultas VARBINARY(255)")
    with pytest.raises(FinalError, match="'fakultas' is not what its contract declares"):
        world.plan()
