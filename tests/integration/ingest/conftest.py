from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from include.ingest import Parts
from include.settings import BrokerSettings, DatabaseSettings
from tests.integration.ingest.world import World, contract

MakeWorld = Callable[..., World]


@pytest.fixture
def make_world(broker: BrokerSettings, warehouse: DatabaseSettings, topic_name: str, tmp_path: Path) -> MakeWorld:
    """A world whose contract has the given settings."""
    parts = Parts(broker, warehouse, str(tmp_path / "staging"), b"kunci uji")
    return lambda **settings: World(contract(topic_name, **settings), parts)


@pytest.fixture
def world(make_world: MakeWorld) -> World:
    return make_world()
