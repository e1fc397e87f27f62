from __future__ import annotations

import uuid
from collections.abc import Iterator
from dataclasses import replace

import pytest

from include.database import connect
from tests.integration.iku.history import History


@pytest.fixture(scope="session", params=["warehouse_server", "campus_server"], ids=["MySQL", "MariaDB"])
def history_of_server(request: pytest.FixtureRequest) -> Iterator[History]:
    """One database per server: making the tables for each test would take most of its time."""
    server = request.getfixturevalue(request.param)
    name = f"uji_iku_{uuid.uuid4().hex[:12]}"
    with connect(server, autocommit=True) as connection, connection.cursor() as cursor:
        cursor.execute(f"CREATE DATABASE {name} CHARACTER SET utf8mb4")
        yield History(replace(server, database=name))
        cursor.execute(f"DROP DATABASE {name}")


@pytest.fixture
def history(history_of_server: History) -> History:
    """An empty warehouse, once on MySQL and once on MariaDB."""
    history_of_server.clear()
    return history_of_server
