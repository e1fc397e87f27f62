"""An OLAP store in a folder of its own, beside a warehouse that has the tables of the trail."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from include.audit.schema import ensure_schema
from include.contract.model import Mode
from include.database import connect
from include.settings import DatabaseSettings
from tests.contract.sinks.kit import Table
from tests.contract.sinks.olap_kit import OlapKit


@pytest.fixture(scope="session")
def trail(warehouse_server: DatabaseSettings) -> Iterator[DatabaseSettings]:
    """Every case has a dataset of its own in it."""
    database = replace(warehouse_server, database=f"uji_{uuid.uuid4().hex[:12]}")
    with connect(warehouse_server, autocommit=True) as admin, admin.cursor() as cursor:
        cursor.execute(f"CREATE DATABASE {database.database} CHARACTER SET utf8mb4")
        with connect(database) as connection:
            ensure_schema(connection)
        yield database
        cursor.execute(f"DROP DATABASE {database.database}")


@pytest.fixture
def kit(trail: DatabaseSettings, tmp_path: Path) -> OlapKit:
    return OlapKit(trail, tmp_path)


@pytest.fixture
def table(kit: OlapKit) -> Table:
    return kit.table(Mode.UPSERT)
