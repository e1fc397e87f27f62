"""A Kafka of our own that a test may kill; the shared one has to live."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from stack.kafka import Kafka
from stack.ports import remembered_ports


@pytest.fixture(scope="package")
def mortal_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Kafka]:
    home: Path = tmp_path_factory.mktemp("kafka")
    ports = remembered_ports(home / "ports.json")
    server = Kafka(home / "kafka", ports["KAMPUS_KAFKA_PORT"], ports["KAMPUS_KAFKA_CONTROLLER_PORT"])
    yield server
    server.kill()


@pytest.fixture
def mortal_kafka(mortal_server: Kafka) -> Kafka:
    """Running, also when the test before has killed it."""
    mortal_server.start()
    return mortal_server
