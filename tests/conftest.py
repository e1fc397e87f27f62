"""Real servers for the tests: one Kafka, one MySQL, one MariaDB, shared by all, with a fresh database for each test."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from dataclasses import replace

import pytest

from include.database import connect
from include.settings import BrokerSettings, DatabaseSettings
from stack.database import ADMIN, DatabaseServer
from stack.servers import Servers, test_stack


@pytest.fixture(scope="session")
def servers() -> Iterator[Servers]:
    with test_stack() as running:
        yield running


@pytest.fixture(scope="session")
def broker(servers: Servers) -> BrokerSettings:
    return BrokerSettings({"bootstrap.servers": servers.kafka.bootstrap})


@pytest.fixture(scope="session")
def warehouse_server(servers: Servers) -> DatabaseSettings:
    return _admin("gudang", servers.warehouse)


@pytest.fixture(scope="session")
def campus_server(servers: Servers) -> DatabaseSettings:
    return _admin("siakad", servers.campus)


@pytest.fixture
def warehouse(warehouse_server: DatabaseSettings) -> Iterator[DatabaseSettings]:
    yield from _fresh_database(warehouse_server)


@pytest.fixture
def campus(campus_server: DatabaseSettings) -> Iterator[DatabaseSettings]:
    yield from _fresh_database(campus_server)


@pytest.fixture
def topic_name() -> str:
    return f"uji.{uuid.uuid4().hex[:12]}"


def _admin(name: str, server: DatabaseServer) -> DatabaseSettings:
    return DatabaseSettings(
        host="127.0.0.1", port=server.port, user=ADMIN, password=server.password, database="", name=name
    )


def _fresh_database(server: DatabaseSettings) -> Iterator[DatabaseSettings]:
    name = f"uji_{uuid.uuid4().hex[:12]}"
    with connect(server, autocommit=True) as connection, connection.cursor() as cursor:
        cursor.execute(f"CREATE DATABASE {name} CHARACTER SET utf8mb4")
        yield replace(server, database=name)
        cursor.execute(f"DROP DATABASE {name}")
