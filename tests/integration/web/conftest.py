from __future__ import annotations

import pytest

from include.audit.schema import ensure_schema
from include.database import connect
from include.settings import DatabaseSettings
from tests.contract.sources.conftest import api

__all__ = ["api"]


@pytest.fixture
def trail(warehouse: DatabaseSettings) -> DatabaseSettings:
    """A warehouse with the tables of the trail."""
    with connect(warehouse) as connection:
        ensure_schema(connection)
    return warehouse
