"""The parts of the demo, put together: where they live, who may log in, and how Airflow reaches them."""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass, replace
from pathlib import Path

from include.audit.schema import ensure_schema
from include.database import connect
from include.settings import DatabaseSettings
from stack.airflow import Airflow
from stack.campus.write import BUSINESS, SIAKAD
from stack.database import ADMIN, DatabaseServer
from stack.paths import DEMO
from stack.ports import demo_port, require_free
from stack.servers import Servers, demo_servers, require_demo_ports

WAREHOUSE = "gudang"
LOADER, READER = "etl", "pembaca"


@dataclass(frozen=True)
class DemoStack:
    servers: Servers
    airflow: Airflow

    @property
    def campus_home(self) -> Path:
        return DEMO / "sample"

    @property
    def reports(self) -> Path:
        return DEMO / "laporan"

    @property
    def warehouse(self) -> DatabaseSettings:
        return replace(admin_of(self.servers.warehouse, "gudang"), database=WAREHOUSE)

    @property
    def campus(self) -> DatabaseSettings:
        return admin_of(self.servers.campus, "siakad")

    def require_ports(self) -> None:
        require_demo_ports(self.servers)
        if self.airflow.daemon.pid is None:
            require_free(self.airflow.port, "Airflow", "KAMPUS_AIRFLOW_PORT")
            require_free(self.airflow.log_port, "Airflow's task logs", "KAMPUS_AIRFLOW_LOG_PORT")
            require_free(self.airflow.trigger_log_port, "Airflow's trigger logs", "KAMPUS_AIRFLOW_TRIGGER_LOG_PORT")

    def prepare_databases(self) -> None:
        """The warehouse's schema, and accounts that may do no more than their work."""
        passwords = demo_passwords()
        with (
            connect(replace(self.warehouse, database=""), autocommit=True) as connection,
            connection.cursor() as cursor,
        ):
            cursor.execute(f"CREATE DATABASE IF NOT EXISTS {WAREHOUSE} CHARACTER SET utf8mb4")
            cursor.execute(f"CREATE USER IF NOT EXISTS '{LOADER}'@'127.0.0.1' IDENTIFIED BY '{passwords['warehouse']}'")
            rights = "SELECT, INSERT, UPDATE, DELETE, CREATE, ALTER, INDEX, CREATE VIEW, SHOW VIEW, DROP, CREATE TEMPORARY TABLES"
            cursor.execute(f"GRANT {rights} ON {WAREHOUSE}.* TO '{LOADER}'@'127.0.0.1'")
        with connect(self.warehouse) as connection:
            ensure_schema(connection)
        with connect(self.campus, autocommit=True) as connection, connection.cursor() as cursor:
            cursor.execute(f"CREATE USER IF NOT EXISTS '{READER}'@'127.0.0.1' IDENTIFIED BY '{passwords['campus']}'")
            for database in (SIAKAD, BUSINESS):
                cursor.execute(f"GRANT SELECT ON {database}.* TO '{READER}'@'127.0.0.1'")


def demo_stack() -> DemoStack:
    servers = demo_servers()
    airflow = Airflow(
        home=DEMO / "airflow",
        port=demo_port("KAMPUS_AIRFLOW_PORT"),
        log_port=demo_port("KAMPUS_AIRFLOW_LOG_PORT"),
        trigger_log_port=demo_port("KAMPUS_AIRFLOW_TRIGGER_LOG_PORT"),
        connections=_connections(servers),
    )
    return DemoStack(servers, airflow)


def admin_of(server: DatabaseServer, name: str) -> DatabaseSettings:
    return DatabaseSettings("127.0.0.1", server.port, ADMIN, server.password, "", name)


def demo_passwords() -> dict[str, str]:
    """Drawn once for the accounts of the demo and the key of its pseudonyms."""
    file = DEMO / "passwords.json"
    if not file.exists():
        DEMO.mkdir(parents=True, exist_ok=True)
        file.touch(mode=0o600)
        file.write_text(json.dumps({name: secrets.token_urlsafe(18) for name in ("warehouse", "campus", "pseudonym")}))
    return dict(json.loads(file.read_text()))


def _connections(servers: Servers) -> dict[str, dict[str, object]]:
    passwords = demo_passwords()
    sample = DEMO / "sample" / "drop"

    def mysql(port: int, user: str, password: str, database: str) -> dict[str, object]:
        return {
            "conn_type": "mysql", "host": "127.0.0.1", "port": port, "login": user, "password": password, "schema": database,
        }  # fmt: skip

    def folder(path: Path) -> dict[str, object]:
        return {"conn_type": "fs", "extra": {"path": str(path)}}

    return {
        "kampus_kafka": {"conn_type": "kafka", "extra": {"bootstrap.servers": servers.kafka.bootstrap}},
        "kampus_gudang": mysql(servers.warehouse.port, LOADER, passwords["warehouse"], WAREHOUSE),
        "siakad": mysql(servers.campus.port, READER, passwords["campus"], SIAKAD),
        "unit_bisnis": mysql(servers.campus.port, READER, passwords["campus"], BUSINESS),
        "tracer_drop": folder(sample / "tracer"),
        "referensi_drop": folder(sample / "referensi"),
        "kampus_staging": folder(DEMO / "staging"),
        "kampus_state": folder(DEMO / "state"),
        "kampus_laporan": folder(DEMO / "laporan"),
        "kampus_pseudonym": {"conn_type": "generic", "password": passwords["pseudonym"]},
    }
