"""The parts of the demo, put together: where they live, who may log in, and how Airflow reaches them."""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from include.audit.accounts import NAMES, Role, statements
from include.contract.catalog import load_catalog
from include.contract.model import Contract
from include.database import connect
from include.iku.compute import ensure_iku_schema
from include.settings import DatabaseSettings, LakehouseSettings
from include.sinks.warehouse.sink import WarehouseSink
from stack.airflow import Airflow
from stack.campus.api import HOST, SISTER
from stack.campus.api_data import Account
from stack.campus.campus import LISTS
from stack.campus.write import BUSINESS, SIAKAD
from stack.campus_api import CampusApiServer
from stack.database import ADMIN, DatabaseServer
from stack.paths import DEMO
from stack.ports import Ports, demo_ports, require_free
from stack.servers import Servers, servers_at

WAREHOUSE = "gudang"
READER = "'pembaca'@'127.0.0.1'"
"""Reads the sample campus."""
REPLICATOR = "'kampus_cdc'@'127.0.0.1'"
"""Reads the change log of its business unit."""


@dataclass(frozen=True)
class DemoStack:
    home: Path
    servers: Servers
    campus_api: CampusApiServer
    airflow: Airflow

    @property
    def campus_home(self) -> Path:
        return sample_home(self.home)

    @property
    def warehouse(self) -> DatabaseSettings:
        return replace(admin_of(self.servers.warehouse, "gudang"), database=WAREHOUSE)

    @property
    def campus(self) -> DatabaseSettings:
        return admin_of(self.servers.campus, "siakad")

    def require_ports(self) -> None:
        self.servers.require_ports()
        if self.campus_api.daemon.pid is None:
            require_free(self.campus_api.port, "the sample campus's web APIs", "KAMPUS_CAMPUS_API_PORT")
        if self.airflow.daemon.pid is None:
            require_free(self.airflow.port, "Airflow", "KAMPUS_AIRFLOW_PORT")
            require_free(self.airflow.log_port, "Airflow's task logs", "KAMPUS_AIRFLOW_LOG_PORT")
            require_free(self.airflow.trigger_log_port, "Airflow's trigger logs", "KAMPUS_AIRFLOW_TRIGGER_LOG_PORT")

    def stop(self) -> None:
        for part in (self.airflow, self.campus_api, self.servers):
            part.stop()

    def prepare(self) -> None:
        """The warehouse's schema, accounts that may do no more than their work, and the folder of the lakehouse."""
        (self.home / "lakehouse").mkdir(parents=True, exist_ok=True)
        passwords = passwords_of(self.home)
        server = replace(self.warehouse, database="")
        _execute(server, f"CREATE DATABASE IF NOT EXISTS {WAREHOUSE} CHARACTER SET utf8mb4")
        with connect(self.warehouse) as connection:
            ensure_iku_schema(connection)
        contracts = load_catalog().contracts
        for role in Role:
            account = f"'{NAMES[role]}'@'127.0.0.1'"
            if role is Role.READ:
                # A view can be granted only when it is there.
                self._make_tables(contracts)
            _execute(server, *_account(account, passwords[role]), *statements(role, WAREHOUSE, account, contracts))
        reads = [f"GRANT SELECT ON {database}.* TO {READER}" for database in (SIAKAD, BUSINESS)]
        _execute(self.campus, *_account(READER, passwords["campus"]), *reads)
        replicates = [
            f"GRANT SELECT ON {BUSINESS}.* TO {REPLICATOR}",
            f"GRANT REPLICATION SLAVE, REPLICATION CLIENT ON *.* TO {REPLICATOR}",
        ]
        _execute(self.campus, *_account(REPLICATOR, passwords["campus_cdc"]), *replicates)

    def _make_tables(self, contracts: Iterable[Contract]) -> None:
        name, password = NAMES[Role.MIGRATE], passwords_of(self.home)[Role.MIGRATE]
        sink = WarehouseSink(replace(self.warehouse, user=name, password=password))
        for contract in contracts:
            if contract.sink(sink.name):
                sink.prepare(contract)


def demo_stack(home: Path = DEMO, ports: Ports | None = None) -> DemoStack:
    """The stack in `home`: the one that people start, unless a test wants one of its own."""
    ports = ports or demo_ports()
    servers = servers_at(home, ports)
    campus_api = campus_api_at(home, ports["KAMPUS_CAMPUS_API_PORT"])
    airflow = Airflow(
        home=home / "airflow",
        port=ports["KAMPUS_AIRFLOW_PORT"],
        log_port=ports["KAMPUS_AIRFLOW_LOG_PORT"],
        trigger_log_port=ports["KAMPUS_AIRFLOW_TRIGGER_LOG_PORT"],
        connections=connections_of(home, servers, campus_api),
    )
    return DemoStack(home, servers, campus_api, airflow)


def campus_api_at(home: Path, port: int) -> CampusApiServer:
    return CampusApiServer(home / "campus_api", port, sample_home(home) / LISTS, passwords_of(home)["campus_api"])


def _execute(server: DatabaseSettings, *statements: str) -> None:
    with connect(server, autocommit=True) as connection, connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def _account(name: str, password: str) -> list[str]:
    return [f"CREATE USER IF NOT EXISTS {name}", f"ALTER USER {name} IDENTIFIED BY '{password}'"]


def admin_of(server: DatabaseServer, name: str) -> DatabaseSettings:
    return DatabaseSettings("127.0.0.1", server.port, ADMIN, server.password, "", name)


def sample_home(home: Path) -> Path:
    return home / "sample"


def passwords_of(home: Path) -> dict[str, str]:
    """Drawn once for the accounts of the stack and the key of its pseudonyms."""
    file = home / "passwords.json"
    drawn = dict(json.loads(file.read_text())) if file.exists() else {}
    missing = [name for name in (*Role, "campus", "campus_api", "campus_cdc", "pseudonym") if name not in drawn]
    if missing:
        home.mkdir(parents=True, exist_ok=True)
        file.touch(mode=0o600)
        drawn |= {name: secrets.token_urlsafe(18) for name in missing}
        file.write_text(json.dumps(drawn))
    return drawn


def connections_of(home: Path, servers: Servers, campus_api: CampusApiServer) -> dict[str, dict[str, object]]:
    """Every Airflow connection of the stack, by its id."""
    passwords = passwords_of(home)
    drop = sample_home(home) / "drop"

    def mysql(port: int, user: str, password: str, database: str) -> dict[str, object]:
        return {
            "conn_type": "mysql", "host": "127.0.0.1", "port": port, "login": user, "password": password, "schema": database,
        }  # fmt: skip

    def web(path: str = "", **extra: str) -> dict[str, object]:
        return {
            "conn_type": "http", "schema": "http", "host": f"{HOST}{path}", "port": campus_api.port, "login": Account.user,
            "password": campus_api.password, "extra": extra,
        }  # fmt: skip

    def folder(path: Path) -> dict[str, object]:
        return {"conn_type": "fs", "extra": {"path": str(path)}}

    return {
        "kampus_kafka": {"conn_type": "kafka", "extra": {"bootstrap.servers": servers.kafka.bootstrap}},
        "kampus_gudang": mysql(servers.warehouse.port, NAMES[Role.LOAD], passwords[Role.LOAD], WAREHOUSE),
        "kampus_gudang_migrasi": mysql(servers.warehouse.port, NAMES[Role.MIGRATE], passwords[Role.MIGRATE], WAREHOUSE),
        "siakad": mysql(servers.campus.port, _login(READER), passwords["campus"], SIAKAD),
        "unit_bisnis": mysql(servers.campus.port, _login(READER), passwords["campus"], BUSINESS),
        "unit_bisnis_cdc": mysql(servers.campus.port, _login(REPLICATOR), passwords["campus_cdc"], BUSINESS),
        "feeder": web(),
        "sister": web(SISTER.rstrip("/"), id_pengguna=Account.id),
        "tracer_drop": folder(drop / "tracer"),
        "referensi_drop": folder(drop / "referensi"),
        "formulir_drop": folder(drop / "formulir"),
        "kampus_staging": folder(home / "staging"),
        "kampus_state": folder(home / "state"),
        "kampus_laporan": folder(home / "laporan"),
        "kampus_lakehouse": {"conn_type": "generic", "extra": LakehouseSettings.local(str(home / "lakehouse")).catalog},
        "kampus_olap": folder(home / "olap"),
        "kampus_pseudonym": {"conn_type": "generic", "password": passwords["pseudonym"]},
    }


def _login(account: str) -> str:
    return account.split("'")[1]
