"""The sinks that the suite runs over, and servers of our own that may be set up, broken and killed."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from include.audit.schema import ensure_schema
from include.database import connect
from include.settings import DatabaseSettings, LakehouseSettings
from stack.database import mariadb, mysql
from tests.contract.sinks.kit import Kit
from tests.contract.sinks.lakehouse_kit import LakehouseKit
from tests.contract.sinks.olap_kit import OlapKit
from tests.contract.sinks.warehouse_kit import WarehouseKit
from tests.private_server import PrivateServer, private_server

WAREHOUSES = ["mysql_warehouse", "mariadb_warehouse", "warehouse_without_local"]


@pytest.fixture(scope="session")
def private_mysql(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PrivateServer]:
    yield from private_server(mysql(), tmp_path_factory.mktemp("mysql"))


@pytest.fixture(scope="session")
def private_mariadb(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PrivateServer]:
    yield from private_server(mariadb(), tmp_path_factory.mktemp("mariadb"))


@pytest.fixture(scope="session")
def mysql_warehouse(warehouse_server: DatabaseSettings) -> Iterator[DatabaseSettings]:
    yield from _warehouse(warehouse_server)


@pytest.fixture(scope="session")
def mariadb_warehouse(campus_server: DatabaseSettings) -> Iterator[DatabaseSettings]:
    yield from _warehouse(campus_server)


@pytest.fixture
def warehouse_without_local(private_mysql: PrivateServer) -> Iterator[DatabaseSettings]:
    private_mysql.set_global(local_infile=0)
    yield private_mysql.prepared()
    private_mysql.set_global(local_infile=1)


@pytest.fixture
def lakehouse_kit(mysql_warehouse: DatabaseSettings, tmp_path: Path) -> LakehouseKit:
    return LakehouseKit(mysql_warehouse, tmp_path, LakehouseSettings.local(str(tmp_path)))


@pytest.fixture
def olap_kit(mysql_warehouse: DatabaseSettings, tmp_path: Path) -> OlapKit:
    return OlapKit(mysql_warehouse, tmp_path)


@pytest.fixture(params=[*WAREHOUSES, "lakehouse_kit", "olap_kit"])
def kit(request: pytest.FixtureRequest, tmp_path: Path) -> Kit:
    """Every sink that there is. A new kind of sink adds itself here."""
    found: DatabaseSettings | Kit = request.getfixturevalue(request.param)
    return WarehouseKit(found, tmp_path) if isinstance(found, DatabaseSettings) else found


@pytest.fixture(params=WAREHOUSES)
def every_warehouse_kit(request: pytest.FixtureRequest, tmp_path: Path) -> WarehouseKit:
    return WarehouseKit(request.getfixturevalue(request.param), tmp_path)


@pytest.fixture(params=["mysql_warehouse", "mariadb_warehouse"])
def warehouse_kit(request: pytest.FixtureRequest, tmp_path: Path) -> WarehouseKit:
    return WarehouseKit(request.getfixturevalue(request.param), tmp_path)


def _warehouse(server: DatabaseSettings) -> Iterator[DatabaseSettings]:
    """A database with the tables of the trail. Every case has a dataset of its own in it."""
    database = replace(server, database=f"uji_{uuid.uuid4().hex[:12]}")
    with connect(server, autocommit=True) as admin, admin.cursor() as cursor:
        cursor.execute(f"CREATE DATABASE {database.database} CHARACTER SET utf8mb4")
        with connect(database) as connection:
            ensure_schema(connection)
        yield database
        cursor.execute(f"DROP DATABASE {database.database}")
