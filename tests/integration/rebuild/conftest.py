from __future__ import annotations

from pathlib import Path

import pytest

from include.ingest import Parts
from include.settings import BrokerSettings, DatabaseSettings, LakehouseSettings, OlapSettings
from tests.integration.ingest.world import World
from tests.integration.rebuild.builders import dataset


@pytest.fixture
def world(broker: BrokerSettings, warehouse: DatabaseSettings, topic_name: str, tmp_path: Path, sink: str) -> World:
    """A dataset that goes into the warehouse, and into the sink of the test beside it."""
    parts = Parts(
        broker,
        warehouse,
        str(tmp_path / "staging"),
        b"kunci uji",
        lakehouse=LakehouseSettings.local(str(tmp_path)),
        olap=OlapSettings.local(tmp_path),
    )
    return dataset(topic_name, parts, *dict.fromkeys(("warehouse", sink)))
