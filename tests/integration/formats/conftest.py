from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from include.ingest import Parts
from include.settings import BrokerSettings, DatabaseSettings
from tests.integration.formats.stream import Stream, contract

MakeStream = Callable[..., Stream]


@pytest.fixture
def make_stream(broker: BrokerSettings, warehouse: DatabaseSettings, topic_name: str, tmp_path: Path) -> MakeStream:
    """A stream in the given format whose application has made its topic."""

    def make(format_: str, mode: str = "upsert") -> Stream:
        parts = Parts(broker, warehouse, str(tmp_path / "staging"), b"kunci uji")
        stream = Stream(contract(topic_name, format_, mode), parts)
        stream.open()
        return stream

    return make
