from __future__ import annotations

from dataclasses import replace
from typing import Any

import pymysql
import pytest
from pymysql.connections import Connection

from include.database import alone, connect
from include.errors import FinalError, ServiceUnavailable
from include.settings import DatabaseSettings
from tests.integration.audit.builders import execute


def test_a_session_speaks_utc_and_every_letter(empty_database: DatabaseSettings) -> None:
    with connect(empty_database) as connection, connection.cursor() as cursor:
        cursor.execute(
            "SELECT @@session.time_zone, TIMESTAMPDIFF(MINUTE, UTC_TIMESTAMP(), NOW()), CONCAT('🎓', %s)", ("é",)
        )
        assert cursor.fetchone() == ("+00:00", 0, "🎓é")


def test_an_update_that_changes_nothing_still_counts_as_matched(empty_database: DatabaseSettings) -> None:
    execute(empty_database, "CREATE TABLE t (n INT)")
    execute(empty_database, "INSERT INTO t VALUES (1)")
    with connect(empty_database) as connection, connection.cursor() as cursor:
        assert cursor.execute("UPDATE t SET n = 1") == 1


def test_a_passing_error_leaves_the_block_as_a_transient_one_and_nothing_is_committed(
    empty_database: DatabaseSettings,
) -> None:
    execute(empty_database, "CREATE TABLE t (n INT PRIMARY KEY)")
    execute(empty_database, "INSERT INTO t VALUES (1)")
    with connect(empty_database) as holder, holder.cursor() as held:
        held.execute("SELECT * FROM t WHERE n = 1 FOR UPDATE")
        with pytest.raises(ServiceUnavailable, match=r":\d+: another transaction was in the way \(error 1205\)"):
            _insert_then_update_what_is_locked(empty_database)
    assert execute(empty_database, "SELECT n FROM t") == [(1,)]


def test_a_missing_right_is_final(empty_database: DatabaseSettings) -> None:
    execute(empty_database, "CREATE TABLE t (n INT)")
    account = f"u{empty_database.database[-12:]}"
    execute(empty_database, f"CREATE USER {account}@'127.0.0.1' IDENTIFIED BY 'kata-sandi-1'")
    execute(empty_database, f"GRANT SELECT ON {empty_database.database}.* TO {account}@'127.0.0.1'")
    reader = replace(empty_database, user=account, password="kata-sandi-1")
    try:
        with (
            pytest.raises(FinalError, match=f"refuses user '{account}' .error 1142.*what the account is granted"),
            connect(reader) as connection,
            connection.cursor() as cursor,
        ):
            cursor.execute("DELETE FROM t")
    finally:
        execute(empty_database, f"DROP USER {account}@'127.0.0.1'")


def test_any_other_error_goes_on_as_it_is(empty_database: DatabaseSettings) -> None:
    with (
        pytest.raises(pymysql.err.ProgrammingError),
        connect(empty_database) as connection,
        connection.cursor() as cursor,
    ):
        cursor.execute("SELEKT 1")


def test_one_connection_at_a_time_works_alone(empty_database: DatabaseSettings) -> None:
    with connect(empty_database) as first, connect(empty_database) as second:
        with alone(first, "kerja"):
            assert _may_work(second, "kerja lain")
            assert not _may_work(second, "kerja")
        assert _may_work(second, "kerja")


def test_work_that_fails_alone_lets_the_next_one_in(empty_database: DatabaseSettings) -> None:
    with connect(empty_database) as first, connect(empty_database) as second:
        with pytest.raises(ZeroDivisionError), alone(first, "kerja"):
            raise ZeroDivisionError
        assert _may_work(second, "kerja")


def _insert_then_update_what_is_locked(settings: DatabaseSettings) -> None:
    with connect(settings) as connection, connection.cursor() as cursor:
        cursor.execute("SET SESSION innodb_lock_wait_timeout = 1")
        cursor.execute("INSERT INTO t VALUES (7)")
        cursor.execute("UPDATE t SET n = 2 WHERE n = 1")


def _may_work(connection: Connection[Any], work: str) -> bool:
    try:
        with alone(connection, work, seconds=0):
            return True
    except ServiceUnavailable:
        return False
