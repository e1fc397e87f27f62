from __future__ import annotations

import pytest

from include.audit.schema import ensure_schema
from include.database import connect
from include.settings import DatabaseSettings
from tests.integration.broker.mortal import mortal_kafka, mortal_server

__all__ = ["mortal_kafka", "mortal_server"]


@pytest.fixture(params=["MySQL", "MariaDB"])
def database(request: pytest.FixtureRequest) -> DatabaseSettings:
    settings: DatabaseSettings = request.getfixturevalue("warehouse" if request.param == "MySQL" else "campus")
    return settings


@pytest.fixture
def trail(warehouse: DatabaseSettings) -> DatabaseSettings:
    """A warehouse with the tables of the trail."""
    with connect(warehouse) as connection:
        ensure_schema(connection)
    return warehouse
