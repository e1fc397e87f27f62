"""One warehouse for all cases; each case has a dataset, a topic and outside stores of its own in it."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from crash.dataset import contract
from crash.servers import Servers, servers_at
from crash.world import World, parts
from include.audit.schema import ensure_schema
from include.database import connect
from include.settings import BrokerSettings, DatabaseSettings

MakeWorld = Callable[..., World]


@pytest.fixture(scope="package")
def shared_warehouse(warehouse_server: DatabaseSettings) -> Iterator[DatabaseSettings]:
    database = replace(warehouse_server, database=f"uji_{uuid.uuid4().hex[:12]}")
    with connect(warehouse_server, autocommit=True) as admin, admin.cursor() as cursor:
        cursor.execute(f"CREATE DATABASE {database.database} CHARACTER SET utf8mb4")
        with connect(database) as connection:
            ensure_schema(connection)
        yield database
        cursor.execute(f"DROP DATABASE {database.database}")


@pytest.fixture(scope="package")
def mortal_servers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Servers]:
    """A broker and a database server that a test may kill."""
    servers = servers_at(tmp_path_factory.mktemp("servers"))
    servers.start()
    yield servers
    servers.kill()


@pytest.fixture
def mortal(mortal_servers: Servers) -> Servers:
    """Running, also when the test before has killed them."""
    mortal_servers.start()
    return mortal_servers


@pytest.fixture
def mortal_world(mortal: Servers, tmp_path: Path) -> World:
    name = f"uji_{uuid.uuid4().hex[:12]}"
    return World(contract(name, f"uji.{name}", partitions=1), parts(mortal.broker, mortal.warehouse, tmp_path))


@pytest.fixture
def make_world(broker: BrokerSettings, shared_warehouse: DatabaseSettings, tmp_path: Path) -> MakeWorld:
    """A world whose contract has the given settings. One partition, unless they say more."""
    name = f"uji_{uuid.uuid4().hex[:12]}"

    def made(**settings: Any) -> World:
        made_contract = contract(name, f"uji.{name}", **{"partitions": 1, **settings})
        return World(made_contract, parts(broker, shared_warehouse, tmp_path))

    return made


@pytest.fixture
def world(make_world: MakeWorld) -> World:
    return make_world()
