"""The server is replaced by its replica: the change log goes on there, with other files and bytes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from include.database import connect
from stack.database import mysql
from tests.contract.sources.builders import read
from tests.integration.binlog.builders import Table, folded, read_on
from tests.private_server import DATABASE, PrivateServer, private_server


@pytest.fixture(scope="module")
def servers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[PrivateServer, PrivateServer]]:
    """A MySQL server and its replica."""
    flavour = mysql()
    for first in private_server(flavour, tmp_path_factory.mktemp("utama")):
        for second in private_server(flavour, tmp_path_factory.mktemp("replika")):
            second.set_global(server_id=2)
            run(
                second,
                "SET sql_log_bin = 0",
                f"DROP DATABASE {DATABASE}",
                "RESET BINARY LOGS AND GTIDS",
                f"CHANGE REPLICATION SOURCE TO SOURCE_HOST='127.0.0.1', SOURCE_PORT={first.port}, "
                f"SOURCE_USER='{first.settings.user}', SOURCE_PASSWORD='{first.password}', SOURCE_AUTO_POSITION=1, "
                f"GET_SOURCE_PUBLIC_KEY=1",
                "START REPLICA",
                database="",
            )
            yield first, second


def run(server: PrivateServer, *statements: str, database: str = DATABASE) -> None:
    with (
        connect(replace(server.settings, database=database), autocommit=True) as connection,
        connection.cursor() as cursor,
    ):
        for statement in statements:
            cursor.execute(statement)


def wait_until_replicated(first: PrivateServer, second: PrivateServer) -> None:
    with connect(replace(first.settings, database="")) as connection, connection.cursor() as cursor:
        cursor.execute("SELECT @@GLOBAL.gtid_executed")
        ((executed,),) = cursor.fetchall()
    with connect(replace(second.settings, database="")) as connection, connection.cursor() as cursor:
        cursor.execute("SELECT WAIT_FOR_EXECUTED_GTID_SET(%s, 60)", (executed,))
        assert cursor.fetchall() == ((0,),)


def test_the_log_goes_on_at_the_replica_and_versions_go_on_growing(
    servers: tuple[PrivateServer, PrivateServer], tmp_path: Path
) -> None:
    first, second = servers
    table = Table(first.settings, tmp_path)
    table.named((1, "Ani"), (2, "Budi"))
    source = table.source()
    before, reading = read_on(source)
    table.run(
        "UPDATE dosens SET nama = 'Ani Lestari' WHERE id = 1", "FLUSH BINARY LOGS", "DELETE FROM dosens WHERE id = 2"
    )
    at_the_first, _ = read(source, reading.position)
    wait_until_replicated(first, second)
    run(second, "STOP REPLICA", database="")
    replica = Table(second.settings, tmp_path)
    replica.run("INSERT INTO dosens VALUES (3, 'Citra')")

    at_the_second, reading = read(replica.source(), reading.position)

    assert [record.event_id for record in at_the_second[:2]] == [record.event_id for record in at_the_first]
    assert [record.version for record in at_the_second[:2]] == [record.version for record in at_the_first]
    assert folded(before + at_the_second) == {"1": "Ani Lestari", "3": "Citra"}
    versions = [record.version for record in before + at_the_second]
    assert versions == sorted(set(versions))
    assert "," in str(reading.position["gtid"])
