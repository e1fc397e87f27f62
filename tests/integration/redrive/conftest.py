from __future__ import annotations

from pathlib import Path

import pytest

from include.ingest import Parts
from include.settings import BrokerSettings, DatabaseSettings, LakehouseSettings, OlapSettings
from tests.integration.ingest.world import World, bad, contract, good
from tests.integration.redrive.builders import in_every_sink


@pytest.fixture
def parts(broker: BrokerSettings, warehouse: DatabaseSettings, tmp_path: Path) -> Parts:
    for folder in ("lake", "olap"):
        (tmp_path / folder).mkdir()
    return Parts(
        broker, warehouse, str(tmp_path / "staging"), b"kunci uji", LakehouseSettings.local(str(tmp_path / "lake")),
        OlapSettings.local(tmp_path / "olap"),
    )  # fmt: skip


@pytest.fixture
def world(parts: Parts, topic_name: str) -> World:
    """Five messages, of which three were rejected, at the offsets 1, 2 and 4."""
    made = World(contract(topic_name), parts)
    made.send(good("a"), bad("b"), bad("c"), good("d"), {"kode_fakultas": "tanpa kunci"})
    made.ingest()
    return made


@pytest.fixture
def wide_world(parts: Parts, topic_name: str) -> World:
    """The same, in all three sinks."""
    made = World(in_every_sink(contract(topic_name)), parts)
    made.send(good("a"), bad("b"), bad("c"), good("d"), {"kode_fakultas": "tanpa kunci"})
    made.ingest()
    return made
