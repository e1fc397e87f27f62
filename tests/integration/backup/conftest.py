from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from include.database import connect
from stack.backup import link_clients
from stack.database import mysql
from stack.kafka import Kafka
from stack.ports import remembered_ports
from tests.integration.backup.site import Site
from tests.private_server import DATABASE, PrivateServer, private_server


@pytest.fixture(scope="package")
def own_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PrivateServer]:
    yield from private_server(mysql(), tmp_path_factory.mktemp("gudang"))


@pytest.fixture(scope="package")
def own_kafka(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Kafka]:
    home: Path = tmp_path_factory.mktemp("kafka")
    ports = remembered_ports(home / "ports.json")
    server = Kafka(home / "kafka", ports["KAMPUS_KAFKA_PORT"], ports["KAMPUS_KAFKA_CONTROLLER_PORT"])
    server.start()
    yield server
    server.kill()


@pytest.fixture
def site(own_server: PrivateServer, own_kafka: Kafka, tmp_path: Path) -> Site:
    with connect(own_server.settings, autocommit=True) as connection, connection.cursor() as cursor:
        cursor.execute(f"DROP DATABASE {DATABASE}")
        cursor.execute(f"CREATE DATABASE {DATABASE} CHARACTER SET utf8mb4")
    link_clients(tmp_path / "bin")
    return Site(own_kafka, own_server, tmp_path, tmp_path / "bin")
