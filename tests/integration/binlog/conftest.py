from __future__ import annotations

from pathlib import Path

import pytest

from include.audit.schema import ensure_schema
from include.database import connect
from include.settings import DatabaseSettings
from tests.integration.binlog.builders import Table


@pytest.fixture(params=["MySQL", "MariaDB"])
def database(request: pytest.FixtureRequest) -> DatabaseSettings:
    settings: DatabaseSettings = request.getfixturevalue("warehouse" if request.param == "MySQL" else "campus")
    return settings


@pytest.fixture
def table(database: DatabaseSettings, tmp_path: Path) -> Table:
    return Table(database, tmp_path)


@pytest.fixture
def trail(warehouse: DatabaseSettings) -> DatabaseSettings:
    """A warehouse with the tables of the trail."""
    with connect(warehouse) as connection:
        ensure_schema(connection)
    return warehouse


@pytest.fixture
def mysql_table(warehouse: DatabaseSettings, tmp_path: Path) -> Table:
    return Table(warehouse, tmp_path)


@pytest.fixture
def campus_table(campus: DatabaseSettings, tmp_path: Path) -> Table:
    """A table in MariaDB."""
    return Table(campus, tmp_path)
