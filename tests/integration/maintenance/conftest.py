"""A table of the warehouse whose batches are staged in a folder of the test."""

from __future__ import annotations

from pathlib import Path

import pytest

from include.audit.schema import ensure_schema
from include.contract.model import Mode
from include.database import connect
from include.settings import DatabaseSettings
from tests.contract.sinks.kit import Table
from tests.contract.sinks.warehouse_kit import WarehouseKit


@pytest.fixture
def trail(warehouse: DatabaseSettings) -> DatabaseSettings:
    with connect(warehouse) as connection:
        ensure_schema(connection)
    return warehouse


@pytest.fixture
def table(trail: DatabaseSettings, tmp_path: Path) -> Table:
    return WarehouseKit(trail, tmp_path / "staging").table(Mode.UPSERT)
