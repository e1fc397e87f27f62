from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from include.ingest import Parts
from include.settings import BrokerSettings, DatabaseSettings
from tests.integration.extract.builders import Hop
from tests.integration.files.journey import Journey
from tests.unit.sources.files.world import file_source

MakeJourney = Callable[..., Journey]


@pytest.fixture
def make_journey(broker: BrokerSettings, warehouse: DatabaseSettings, topic_name: str, tmp_path: Path) -> MakeJourney:
    """A journey of files of a kind; `mode` is how the warehouse keeps their rows."""

    def make(kind: str, mode: str = "upsert") -> Journey:
        source = file_source(tmp_path, kind, topic=topic_name, mode=mode)
        hop = Hop(source.contract, broker, warehouse, tmp_path / "state")
        return Journey(hop, source, Parts(broker, warehouse, str(tmp_path / "staging"), b"kunci uji"))

    return make
