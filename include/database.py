"""Connecting to MySQL and MariaDB, and their errors in the words of this project."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pymysql
from pymysql.connections import Connection
from pymysql.constants import CLIENT

from include.errors import FinalError, ServiceUnavailable
from include.settings import DatabaseSettings

AWAY = frozenset(
    {0, 1040, 1053, 1152, 1158, 1159, 1160, 1161, 1203, 1290, 1317, 1836, 1927, 2002, 2003, 2006, 2013, 3169, 4031}
)
"""Codes of a server that is not there, is going away, has no connection left or is read-only for now. 0 is pymysql's
own, for a connection that it has given up."""
IN_THE_WAY = frozenset({1020, 1205, 1213})
"""Another transaction changed or holds the row: record changed, lock timeout, deadlock."""
FULL = frozenset({1021, 1037, 1041, 1114})
"""The server's disk or memory is full."""
REFUSED = frozenset({1044, 1045, 1049, 1142, 1143, 1227, 1698})
"""The login, the database or a right is wrong, and stays so until somebody changes it."""

ANSWER_WITHIN = 600
"""Seconds until a server that accepted a statement and says nothing counts as away."""


class KampusConnection(Connection):
    """A connection whose `with` block rolls back what was not committed and raises errors of this project.

    A driver error that leaves the block becomes ServiceUnavailable where the same work may succeed later, FinalError
    where the login or a right is wrong; any other goes on as it is.
    """

    settings: DatabaseSettings

    def __exit__(self, *raised: object) -> None:
        self.close()
        _, error, _ = raised
        if isinstance(error, pymysql.err.MySQLError):
            _raise_known(self.settings, error)


def connect(
    settings: DatabaseSettings, *, autocommit: bool = False, local_infile: bool = False, cursor: Any = None
) -> Connection[Any]:
    """A connection that speaks UTC and utf8mb4 and counts matched rows, not changed ones.

    Raises ServiceUnavailable when the server does not answer, FinalError when it refuses the login.
    """
    try:
        connection = KampusConnection(
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
            read_timeout=ANSWER_WITHIN,
            ssl=settings.ssl,
        )
    except pymysql.err.MySQLError as error:
        _raise_known(settings, error)
        raise unavailable(settings, error) from error
    connection.settings = settings
    return connection


@contextmanager
def alone(connection: Connection[Any], work: str, seconds: int = 60) -> Iterator[None]:
    """Let one connection at a time do this work in this database. Raises ServiceUnavailable after `seconds` of waiting."""
    name = f"SHA2(CONCAT(DATABASE(), '.', {connection.escape(work)}), 224)"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT GET_LOCK({name}, {seconds})")
        if cursor.fetchone() != (1,):
            raise ServiceUnavailable(
                f"{work}: another connection was still at it after {seconds} s. The retry waits again; if it goes on, look "
                f"for the connection with SHOW PROCESSLIST."
            )
        try:
            yield
        finally:
            cursor.execute(f"SELECT RELEASE_LOCK({name})")


def is_transient(error: pymysql.err.MySQLError) -> bool:
    """Whether the same work may succeed later on a new connection."""
    return code(error) in AWAY | IN_THE_WAY | FULL


def code(error: pymysql.err.MySQLError) -> int:
    """The server's error code, or -1 where the driver gives none."""
    return error.args[0] if error.args and isinstance(error.args[0], int) else -1


def unavailable(settings: DatabaseSettings, error: pymysql.err.MySQLError) -> ServiceUnavailable:
    where = f"database {settings.name!r} at {settings.host}:{settings.port}"
    number = code(error)
    if number in IN_THE_WAY:
        return ServiceUnavailable(
            f"{where}: another transaction was in the way (error {number}). Nothing of this try was committed, and the "
            f"retry does the same work again. If it goes on, look for a long transaction with SHOW ENGINE INNODB STATUS."
        )
    if number in FULL:
        return ServiceUnavailable(f"{where} has no room left (error {number}). Make room on its disk or in its memory.")
    return ServiceUnavailable(
        f"{where} does not answer user {settings.user!r} (error {number}). Check that the server runs, takes connections and "
        f"may be written to, and that the address of the Airflow connection {settings.name!r} is right."
    )


def _raise_known(settings: DatabaseSettings, error: pymysql.err.MySQLError) -> None:
    if is_transient(error):
        raise unavailable(settings, error) from error
    if code(error) in REFUSED:
        raise FinalError(
            f"database {settings.name!r} at {settings.host}:{settings.port} refuses user {settings.user!r} (error "
            f"{code(error)}). Check the login of the Airflow connection {settings.name!r}, that the database "
            f"{settings.database!r} exists, and what the account is granted."
        ) from error
