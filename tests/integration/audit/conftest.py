"""A fresh database with the tables of the trail, on MySQL and on MariaDB."""

from __future__ import annotations

import pytest

from include.audit.schema import ensure_schema
from include.database import connect
from include.settings import DatabaseSettings


@pytest.fixture(params=["warehouse", "campus"], ids=["mysql", "mariadb"])
def empty_database(request: pytest.FixtureRequest) -> DatabaseSettings:
    settings: DatabaseSettings = request.getfixturevalue(request.param)
    return settings


@pytest.fixture
def database(empty_database: DatabaseSettings) -> DatabaseSettings:
    with connect(empty_database) as connection:
        ensure_schema(connection)
    return empty_database
