"""A broker and a database server of our own, which are there to be killed."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from include.audit.schema import ensure_schema
from include.database import connect
from include.settings import BrokerSettings, DatabaseSettings
from stack.database import ADMIN, DatabaseServer, mysql
from stack.kafka import Kafka
from stack.ports import remembered_ports

DATABASE = "gudang"


@dataclass(frozen=True)
class Servers:
    kafka: Kafka
    database: DatabaseServer

    @property
    def broker(self) -> BrokerSettings:
        return BrokerSettings({"bootstrap.servers": self.kafka.bootstrap})

    @property
    def warehouse(self) -> DatabaseSettings:
        return DatabaseSettings("127.0.0.1", self.database.port, ADMIN, self.database.password, DATABASE, "gudang")

    def start(self) -> None:
        self.kafka.start()
        self.database.start()
        server = DatabaseSettings("127.0.0.1", self.database.port, ADMIN, self.database.password, "", "gudang")
        with connect(server, autocommit=True) as connection, connection.cursor() as cursor:
            cursor.execute(f"CREATE DATABASE IF NOT EXISTS {DATABASE} CHARACTER SET utf8mb4")
        with connect(self.warehouse) as connection:
            ensure_schema(connection)

    def kill(self) -> None:
        self.kafka.kill()
        self.database.kill()


def servers_at(home: Path) -> Servers:
    ports = remembered_ports(home / "ports.json")
    return Servers(
        Kafka(home / "kafka", ports["KAMPUS_KAFKA_PORT"], ports["KAMPUS_KAFKA_CONTROLLER_PORT"]),
        DatabaseServer("warehouse", home / "warehouse", ports["KAMPUS_WAREHOUSE_PORT"], mysql()),
    )
