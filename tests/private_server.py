"""A database server of one test session alone, for tests that set it up, break it and kill it."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from include.audit.schema import ensure_schema
from include.database import connect
from include.settings import DatabaseSettings
from stack.database import ADMIN, DatabaseServer, Flavour

DATABASE = "uji_gudang"


class PrivateServer(DatabaseServer):
    @property
    def settings(self) -> DatabaseSettings:
        return DatabaseSettings("127.0.0.1", self.port, ADMIN, self.password, DATABASE, self.name)

    def prepared(self) -> DatabaseSettings:
        """Its database with the tables of the trail."""
        with connect(self.settings) as connection:
            ensure_schema(connection)
        return self.settings

    def set_global(self, **variables: Any) -> None:
        with connect(self.settings, autocommit=True) as connection, connection.cursor() as cursor:
            for name, value in variables.items():
                cursor.execute(f"SET GLOBAL {name} = %s", (value,))


def private_server(flavour: Flavour, home: Path) -> Iterator[PrivateServer]:
    server = PrivateServer(f"own-{flavour.name.lower()}", home, _free_port(), flavour)
    server.start()
    try:
        no_database = DatabaseSettings("127.0.0.1", server.port, ADMIN, server.password, "", server.name)
        with connect(no_database, autocommit=True) as connection, connection.cursor() as cursor:
            cursor.execute(f"CREATE DATABASE {DATABASE} CHARACTER SET utf8mb4")
        yield server
    finally:
        server.kill()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
