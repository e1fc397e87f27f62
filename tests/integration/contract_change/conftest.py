from __future__ import annotations

from pathlib import Path

import pytest

from include.ingest import Parts
from include.settings import BrokerSettings, DatabaseSettings, LakehouseSettings, OlapSettings
from tests.integration.contract_change.world import World, body


@pytest.fixture
def parts(broker: BrokerSettings, warehouse: DatabaseSettings, tmp_path: Path) -> Parts:
    return Parts(
        broker,
        warehouse,
        str(tmp_path / "staging"),
        b"kunci uji",
        lakehouse=LakehouseSettings.local(str(tmp_path)),
        olap=OlapSettings.local(tmp_path),
    )


@pytest.fixture
def world(parts: Parts, topic_name: str) -> World:
    """A dataset that goes into all three sinks."""
    return World(parts, body(topic_name))
