"""Connecting to MySQL and MariaDB."""

from __future__ import annotations

from typing import Any

import pymysql
from pymysql.connections import Connection
from pymysql.constants import CLIENT

from include.errors import ServiceUnavailable
from include.settings import DatabaseSettings

AWAY = frozenset({1040, 1053, 1205, 1213, 2002, 2003, 2006, 2013})
"""Server error codes that pass: too many connections, shutdown, lock timeout, deadlock, connection lost."""


def connect(
    settings: DatabaseSettings, *, autocommit: bool = False, local_infile: bool = False, cursor: Any = None
) -> Connection[Any]:
    """A connection that speaks UTC and utf8mb4 and counts matched rows, not changed ones.

    Raises ServiceUnavailable when the server does not answer or refuses the login.
    """
    try:
        return pymysql.connect(
            host=settings.host,
            port=settings.port,
            user=settings.user,
            password=settings.password,
            database=settings.database or None,
            charset="utf8mb4",
            autocommit=autocommit,
            local_infile=local_infile,
            client_flag=CLIENT.FOUND_ROWS,
            init_command="SET time_zone = '+00:00'",
            cursorclass=cursor or pymysql.cursors.Cursor,
            connect_timeout=10,
            ssl=settings.ssl,
        )
    except pymysql.err.OperationalError as error:
        raise unavailable(settings, error) from error


def is_transient(error: pymysql.err.MySQLError) -> bool:
    """Whether the same statement may succeed later on a new connection."""
    return isinstance(error, (pymysql.err.OperationalError, pymysql.err.InterfaceError)) and (
        not error.args or error.args[0] in AWAY or error.args[0] == 0
    )


def unavailable(settings: DatabaseSettings, error: Exception) -> ServiceUnavailable:
    code = error.args[0] if error.args else "?"
    return ServiceUnavailable(
        f"database {settings.name!r} at {settings.host}:{settings.port} does not serve user {settings.user!r} "
        f"(error {code}). Check that the server runs, that the address and the login of the Airflow connection "
        f"{settings.name!r} are right, and that the database {settings.database!r} exists."
    )
