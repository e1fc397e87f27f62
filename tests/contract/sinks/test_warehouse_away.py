"""What passes is a transient error that says where and what to check, and the same load succeeds afterwards."""

from __future__ import annotations

import time
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from pymysql.cursors import Cursor

from include.contract.model import Mode
from include.database import connect
from include.errors import FinalError, ServiceUnavailable
from include.settings import DatabaseSettings
from include.sinks.base import LoadOutcome
from tests.contract.sinks.builders import Refused, row
from tests.contract.sinks.kit import RUN, Table
from tests.contract.sinks.suite.promise import counts
from tests.contract.sinks.warehouse_kit import WarehouseKit
from tests.private_server import PrivateServer

LEDGER = "SELECT * FROM etl_ledger WHERE dataset = %s FOR UPDATE"


@pytest.fixture(params=["private_mysql", "private_mariadb"])
def server(request: pytest.FixtureRequest) -> PrivateServer:
    found: PrivateServer = request.getfixturevalue(request.param)
    return found


@pytest.fixture
def table(server: PrivateServer, tmp_path: Path) -> Table:
    made = WarehouseKit(server.prepared(), tmp_path).table(Mode.UPSERT)
    made.load(row("a", 1))
    return made


@contextmanager
def blocker(table: Table) -> Iterator[Cursor]:
    """Another connection, in a transaction."""
    with connect(table.kit.warehouse) as connection, connection.cursor() as cursor:
        yield cursor


@contextmanager
def waiting_load(table: Table) -> Iterator[Future[LoadOutcome]]:
    """A load of a newer version of `a`, in a thread, once it waits for a lock."""
    batch = table.plan(offsets=3)
    staged = table.stage(batch, row("a", 2), row("b"), Refused("rusak"))
    with ThreadPoolExecutor() as pool:
        running = pool.submit(table.sink.load, batch, table.contract, staged, RUN)
        wait_for_a_lock_wait(table.kit.warehouse)
        yield running
        if isinstance(running.exception(), ServiceUnavailable):
            assert table.sink.load(batch, table.contract, staged, RUN) == counts(loaded=2, rejected=1)
    assert table.read("kode", "_version") == [("a", f"{2:020d}"), ("b", f"{1:020d}")]
    assert (len(table.audit()), len(table.rejects()), table.ledger()) == (2, 1, {0: 4})


def wait_for_a_lock_wait(settings: DatabaseSettings) -> None:
    deadline = time.monotonic() + 60
    with connect(settings, autocommit=True) as connection, connection.cursor() as cursor:
        while time.monotonic() < deadline:
            cursor.execute("SELECT COUNT(*) FROM information_schema.innodb_trx WHERE trx_state = 'LOCK WAIT'")
            if cursor.fetchone() != (0,):
                return
            # MariaDB shows the same picture again to whoever asks within a tenth of a second.
            time.sleep(0.2)
    raise AssertionError("the load does not wait for the lock")


def test_a_lock_timeout_is_transient(server: PrivateServer, table: Table) -> None:
    batch = table.plan(offsets=1)
    staged = table.stage(batch, row("a", 2))
    server.set_global(innodb_lock_wait_timeout=1)
    try:
        with blocker(table) as other:
            other.execute(LEDGER, (table.contract.dataset,))
            with pytest.raises(ServiceUnavailable, match=r"another transaction was in the way \(error 1205\)"):
                table.sink.load(batch, table.contract, staged, RUN)
    finally:
        server.set_global(innodb_lock_wait_timeout=50)
    assert table.sink.load(batch, table.contract, staged, RUN) == counts(loaded=1)


def test_a_deadlock_is_transient(table: Table) -> None:
    with blocker(table) as other:
        # The server gives up the transaction that has done least.
        other.execute("CREATE TABLE IF NOT EXISTS beban (n INT)")
        other.executemany("INSERT INTO beban VALUES (%s)", range(500))
        other.execute(f"SELECT * FROM `{table.contract.dataset}` WHERE kode = 'a' FOR UPDATE")
        with waiting_load(table) as running:
            other.execute(LEDGER, (table.contract.dataset,))
            assert "another transaction was in the way (error 1213)" in str(running.exception(20))
            other.connection.rollback()


def test_a_server_killed_in_the_middle_of_a_load_is_transient(server: PrivateServer, table: Table) -> None:
    with blocker(table) as other:
        other.execute(f"SELECT * FROM `{table.contract.dataset}` WHERE kode = 'a' FOR UPDATE")
        with waiting_load(table) as running:
            server.kill()
            where = f"127.0.0.1:{server.port}"
            assert f"at {where} does not answer user" in str(running.exception(20))
            with pytest.raises(ServiceUnavailable, match=f"{where}.*Check that the server runs"):
                table.sink.position(table.contract)
            server.start()


def test_a_server_that_may_only_be_read_for_now_is_transient(private_mysql: PrivateServer, tmp_path: Path) -> None:
    table = WarehouseKit(private_mysql.prepared(), tmp_path).table(Mode.UPSERT)
    batch = table.plan(offsets=1)
    staged = table.stage(batch, row("a"))
    private_mysql.set_global(super_read_only=1)
    try:
        with pytest.raises(ServiceUnavailable, match=r"error 1290.*may be written to"):
            table.sink.load(batch, table.contract, staged, RUN)
    finally:
        private_mysql.set_global(super_read_only=0, read_only=0)
    assert table.sink.load(batch, table.contract, staged, RUN) == counts(loaded=1)


@pytest.mark.parametrize(
    "wrong",
    [{"password": "salah"}, {"user": "tidak_ada"}, {"database": "tidak_ada"}],
    ids=lambda wrong: next(iter(wrong)),
)
def test_a_refused_login_is_final_and_does_not_show_the_password(
    warehouse_kit: WarehouseKit, wrong: dict[str, Any]
) -> None:
    settings = replace(warehouse_kit.warehouse, **wrong)
    with pytest.raises(FinalError, match=r"refuses user .*Check the login of the Airflow connection") as refusal:
        connect(settings)
    assert settings.password not in str(refusal.value)
