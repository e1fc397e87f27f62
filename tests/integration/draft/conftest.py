from __future__ import annotations

import json
import uuid
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from include.database import connect
from include.settings import BrokerSettings, DatabaseSettings
from tests.integration.draft.desk import Desk


@pytest.fixture
def desk(broker: BrokerSettings, warehouse: DatabaseSettings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    name = f"uji_{uuid.uuid4().hex[:8]}"
    state = {"conn_type": "fs", "extra": {"path": f"file://{tmp_path / 'state'}"}}
    monkeypatch.setenv("AIRFLOW_CONN_KAMPUS_STATE", json.dumps(state))
    # The tool makes the connection in the environment of its process.
    for connection in (name, "kampus_kafka"):
        monkeypatch.setenv(f"AIRFLOW_CONN_{connection.upper()}", "")
    (tmp_path / "contracts").mkdir()
    return Desk(name, tmp_path, broker, warehouse)


@pytest.fixture(params=["MySQL", "MariaDB"])
def database(request: pytest.FixtureRequest) -> DatabaseSettings:
    settings: DatabaseSettings = request.getfixturevalue("campus" if request.param == "MariaDB" else "source_mysql")
    return settings


@pytest.fixture
def source_mysql(warehouse_server: DatabaseSettings) -> Iterator[DatabaseSettings]:
    """A database of its own on the server that has the warehouse, too."""
    name = f"uji_{uuid.uuid4().hex[:12]}"
    with connect(warehouse_server, autocommit=True) as connection, connection.cursor() as cursor:
        cursor.execute(f"CREATE DATABASE {name} CHARACTER SET utf8mb4")
        yield replace(warehouse_server, database=name)
        cursor.execute(f"DROP DATABASE {name}")
