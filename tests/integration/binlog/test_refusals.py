"""What stops change data capture, and what it says to do. On servers of its own: they are set up wrongly and purged."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from threading import Thread

import pytest

from include.contract.model import LogicalType
from include.database import connect
from include.errors import FinalError, ServiceUnavailable
from include.records import Op
from include.settings import DatabaseSettings
from stack.database import Flavour, mariadb, mysql
from tests.contract.sources.builders import column, read
from tests.integration.binlog.builders import NAMA, Table, folded, read_on, told
from tests.private_server import PrivateServer, private_server

FLAVOURS = {"MySQL": mysql, "MariaDB": mariadb}


@pytest.fixture(scope="module", params=FLAVOURS)
def server(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[PrivateServer]:
    flavour: Flavour = FLAVOURS[request.param]()
    yield from private_server(flavour, tmp_path_factory.mktemp("sumber"))


@pytest.fixture
def table(server: PrivateServer, tmp_path: Path) -> Iterator[Table]:
    table = Table(server.settings, tmp_path)
    yield table
    table.run("DROP TABLE IF EXISTS dosens")


@pytest.fixture
def reader(server: PrivateServer) -> Iterator[DatabaseSettings]:
    """An account without any right yet, as a campus would give one."""
    admin = server.settings
    run(admin, "CREATE USER pembaca@'127.0.0.1' IDENTIFIED BY 'rahasia'")
    yield replace(admin, user="pembaca", password="rahasia", name="siakad")
    run(admin, "DROP USER pembaca@'127.0.0.1'")


def run(server: DatabaseSettings, *statements: str) -> None:
    with connect(server, autocommit=True) as connection, connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def purge(server: DatabaseSettings) -> None:
    """Remove all of the binlog but what begins now. MariaDB keeps a file until what it holds is on disk elsewhere."""
    with connect(server, autocommit=True) as connection, connection.cursor() as cursor:
        cursor.execute("FLUSH BINARY LOGS")
        for _ in range(100):
            cursor.execute("SHOW BINARY LOGS")
            files = cursor.fetchall()
            if len(files) == 1:
                return
            cursor.execute("PURGE BINARY LOGS TO %s", (files[-1][0],))
            time.sleep(0.1)
    pytest.fail("the server keeps its binlog")


def test_an_account_that_may_only_read_and_replicate_is_enough(table: Table, reader: DatabaseSettings) -> None:
    table.named((1, "Ani"))
    run(
        table.database,
        f"GRANT SELECT ON {reader.database}.dosens TO pembaca@'127.0.0.1'",
        "GRANT REPLICATION SLAVE, REPLICATION CLIENT ON *.* TO pembaca@'127.0.0.1'",
    )
    source = table.source(settings=reader)
    first, reading = read_on(source)
    table.run("UPDATE dosens SET nama = 'Ani Lestari'")

    assert told(first) == [("1", Op.UPSERT, "Ani")]
    assert told(read(source, reading.position)[0]) == [("1", Op.UPSERT, "Ani Lestari")]


@pytest.mark.parametrize("given", ["REPLICATION SLAVE", "REPLICATION CLIENT"])
def test_an_account_that_lacks_a_right_is_told_which(table: Table, reader: DatabaseSettings, given: str) -> None:
    table.named((1, "Ani"))
    run(
        table.database,
        f"GRANT SELECT ON {reader.database}.dosens TO pembaca@'127.0.0.1'",
        f"GRANT {given} ON *.* TO pembaca@'127.0.0.1'",
    )

    with pytest.raises(FinalError, match=r"does not let user 'pembaca' .*GRANT REPLICATION SLAVE, REPLICATION CLIENT"):
        read(table.source(settings=reader))


def test_an_account_that_may_not_read_the_table_is_refused_by_name(table: Table, reader: DatabaseSettings) -> None:
    table.named((1, "Ani"))

    with pytest.raises(FinalError, match=r"'siakad' .* refuses user 'pembaca'"):
        read(table.source(settings=reader))


@pytest.mark.parametrize(
    ("setting", "wrong", "right"),
    [("binlog_row_image", "MINIMAL", "FULL"), ("binlog_row_metadata", "MINIMAL", "FULL")],
)
def test_a_server_that_is_set_up_wrongly_is_told_so_at_once(
    server: PrivateServer, table: Table, setting: str, wrong: str, right: str
) -> None:
    table.named((1, "Ani"))
    server.set_global(**{setting: wrong})
    try:
        with pytest.raises(FinalError, match=rf"{setting}={wrong} \(expected {right}\)"):
            read(table.source())
    finally:
        server.set_global(**{setting: right})


def test_a_purged_log_stops_with_what_to_do_and_a_new_snapshot_finds_what_was_deleted(
    server: PrivateServer, table: Table
) -> None:
    table.named((1, "Ani"), (2, "Budi"), (3, "Citra"))
    source = table.source()
    first, reading = read_on(source)
    table.run("DELETE FROM dosens WHERE id = 1", "UPDATE dosens SET nama = 'Budi Santoso' WHERE id = 2")
    purge(server.settings)

    with pytest.raises(
        FinalError, match=r"cannot be read on .*purged .*Ask for a new snapshot \(parameter potret_ulang"
    ):
        read(source, reading.position)

    records, reading = read_on(replace(source, asked="manual__2026-08-03"), reading.position)
    assert folded(first + records) == {"2": "Budi Santoso", "3": "Citra"}
    assert [record.key for record in records if record.op is Op.DELETE] == ["1"]
    assert min(record.version for record in records) > max(record.version for record in first)
    again, _ = read_on(replace(source, asked="manual__2026-08-03"), reading.position)
    assert again == []


def test_a_log_that_goes_on_in_other_files_is_read_on(server: PrivateServer, table: Table) -> None:
    table.named((1, "Ani"))
    source = table.source()
    _, reading = read_on(source)
    table.run("INSERT INTO dosens VALUES (2, 'Budi')", "FLUSH BINARY LOGS", "INSERT INTO dosens VALUES (3, 'Citra')")

    records, _ = read(source, reading.position)

    assert told(records) == [("2", Op.UPSERT, "Budi"), ("3", Op.UPSERT, "Citra")]


def test_a_server_that_lacks_what_was_read_is_waited_for(table: Table, server: PrivateServer) -> None:
    table.named((1, "Ani"))
    _, reading = read_on(table.source())
    ahead = {**reading.position, "gtid": later(str(reading.position["gtid"]))}

    with pytest.raises(ServiceUnavailable, match=r"does not have the transactions that were read before .*replicates"):
        read(table.source(), ahead)


def later(gtids: str) -> str:
    """The same servers, a thousand transactions further."""
    start, number = gtids.rpartition("-")[::2]
    return f"{start}-{int(number) + 1_000}"


def test_a_connection_that_the_server_ends_is_a_transient_error(server: PrivateServer, table: Table) -> None:
    table.named((1, "Ani"))
    _, reading = read_on(table.source())
    table.run(
        "INSERT INTO dosens WITH RECURSIVE n AS (SELECT 1 AS i UNION ALL SELECT i + 1 FROM n WHERE i < 900) "
        "SELECT a.i * 1000 + b.i, REPEAT('x', 150) FROM n AS a JOIN n AS b WHERE a.i < 100"
    )

    def end_dumps() -> None:
        with connect(server.settings, autocommit=True) as connection, connection.cursor() as cursor:
            cursor.execute("SELECT id FROM information_schema.processlist WHERE command LIKE 'Binlog Dump%'")
            for (number,) in cursor.fetchall():
                cursor.execute(f"KILL {number}")

    with table.source().read(reading.position) as stream:
        next(stream.records)
        killer = Thread(target=end_dumps)
        killer.start()
        killer.join()
        with pytest.raises(ServiceUnavailable, match="siakad"):
            list(stream.records)
    assert stream.position == {}


def test_what_a_foreign_key_changes_is_read_where_it_is_logged_and_refused_elsewhere(
    table: Table, server: PrivateServer
) -> None:
    table.run(
        "CREATE TABLE prodi (id INT PRIMARY KEY)",
        "INSERT INTO prodi VALUES (7)",
        "CREATE TABLE dosens (id BIGINT PRIMARY KEY, nama VARCHAR(20), prodi INT, "
        "FOREIGN KEY (prodi) REFERENCES prodi (id) ON DELETE CASCADE)",
        "INSERT INTO dosens VALUES (1, 'Ani', 7)",
    )
    try:
        if server.flavour.name == "MariaDB":
            with pytest.raises(FinalError, match=r"foreign key with ON DELETE CASCADE.*Poll the table"):
                read(table.source())
            return
        _, reading = read(table.source())
        table.run("DELETE FROM prodi")
        assert told(read(table.source(), reading.position)[0]) == [("1", Op.DELETE, None)]
    finally:
        table.run("DROP TABLE dosens, prodi")


def test_a_key_that_no_index_holds_is_refused(table: Table) -> None:
    table.run("CREATE TABLE dosens (id BIGINT, nama VARCHAR(20))")

    with pytest.raises(FinalError, match=r"siakad\.dosens has no unique index on \(id\), the key in the contract"):
        read(table.source())


def test_a_key_without_an_order_is_refused(table: Table) -> None:
    table.run("CREATE TABLE dosens (id ENUM('a', 'b') PRIMARY KEY, nama VARCHAR(20))")

    with pytest.raises(FinalError, match=r"siakad\.dosens\.id is part of the key and of type enum"):
        read(table.source(column("id", key=1, type_=LogicalType.STRING), NAMA))


def test_a_table_that_is_not_there_is_named(table: Table) -> None:
    with pytest.raises(FinalError, match=r"siakad\.dosens is not there, or the account may not read it"):
        read(table.source())
