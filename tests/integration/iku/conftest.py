from __future__ import annotations

import uuid
from collections.abc import Iterator
from dataclasses import replace

import pytest

from include.database import connect
from include.settings import DatabaseSettings
from tests.integration.iku.history import History


@pytest.fixture(scope="session")
def histories(warehouse_server: DatabaseSettings, campus_server: DatabaseSettings) -> Iterator[dict[str, History]]:
    """One database per server: making the tables for each test would take most of its time."""
    name = f"uji_iku_{uuid.uuid4().hex[:12]}"
    servers = {"MySQL": warehouse_server, "MariaDB": campus_server}
    for server in servers.values():
        with connect(server, autocommit=True) as connection, connection.cursor() as cursor:
            cursor.execute(f"CREATE DATABASE {name} CHARACTER SET utf8mb4")
    yield {of: History(replace(server, database=name)) for of, server in servers.items()}
    for server in servers.values():
        with connect(server, autocommit=True) as connection, connection.cursor() as cursor:
            cursor.execute(f"DROP DATABASE {name}")


@pytest.fixture(params=["MySQL", "MariaDB"])
def history(request: pytest.FixtureRequest, histories: dict[str, History]) -> History:
    """An empty warehouse, once on MySQL and once on MariaDB."""
    found = histories[request.param]
    found.clear()
    return found
