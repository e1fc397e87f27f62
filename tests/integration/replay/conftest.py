from __future__ import annotations

from pathlib import Path

import pytest

from include.ingest import Parts
from include.settings import BrokerSettings, DatabaseSettings, LakehouseSettings, OlapSettings
from tests.integration.ingest.world import World, bad, contract, good
from tests.integration.redrive.builders import in_every_sink
from tests.integration.replay.builders import MONDAY, TUESDAY, WEDNESDAY, fill, live


@pytest.fixture
def parts(broker: BrokerSettings, warehouse: DatabaseSettings, tmp_path: Path) -> Parts:
    for folder in ("lake", "olap"):
        (tmp_path / folder).mkdir()
    return Parts(
        broker, warehouse, str(tmp_path / "staging"), b"kunci uji", LakehouseSettings.local(str(tmp_path / "lake")),
        OlapSettings.local(tmp_path / "olap"),
    )  # fmt: skip


@pytest.fixture
def empty_world(parts: Parts, topic_name: str) -> World:
    return World(contract(topic_name), parts)


@pytest.fixture
def world(empty_world: World) -> World:
    """Offsets 0 and 1 came on Monday, 2 to 4 on Tuesday, of which 3 was rejected, and 5 on Wednesday."""
    fill(empty_world, {MONDAY: [good("a"), good("b")]})
    fill(empty_world, {TUESDAY: [good("c"), bad("d"), good("e", "Teknik")], WEDNESDAY: [good("f")]})
    return live(empty_world)


@pytest.fixture
def wide_world(parts: Parts, topic_name: str) -> World:
    """The same, in all three sinks."""
    made = World(in_every_sink(contract(topic_name)), parts)
    fill(made, {MONDAY: [good("a"), good("b")]})
    fill(made, {TUESDAY: [good("c"), bad("d"), good("e", "Teknik")], WEDNESDAY: [good("f")]})
    return live(made)
