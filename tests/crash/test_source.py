"""From a source table through the topic into the sinks, with the extract killed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from crash.world import World
from include.audit.positions import read_progress
from include.database import connect
from include.extract import extract
from include.records import RunContext
from include.settings import DatabaseSettings
from include.sources.mysql import MysqlSource
from tests.crash.matrix import proves
from tests.crash.victim import killed_at

RUN = RunContext("extract__uji", "scheduled__2026-08-03", "uji")


@pytest.fixture
def table(campus: DatabaseSettings) -> DatabaseSettings:
    execute(
        campus,
        "CREATE TABLE uji (kode VARCHAR(20) COLLATE utf8mb4_bin PRIMARY KEY, nama VARCHAR(40), jumlah BIGINT, nilai DECIMAL(18,2))",
        "INSERT INTO uji VALUES ('a', 'Ani', 1, 1.25), ('b', 'Budi', 2, NULL), ('c', 'Citra', 3, 3.5)",
    )
    return campus


def execute(server: DatabaseSettings, *statements: str) -> None:
    with connect(server, autocommit=True) as connection, connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def run_extract(world: World, server: DatabaseSettings, state: Path) -> None:
    source = MysqlSource(world.contract, server, str(state))
    extract(world.contract, source, world.parts.broker, world.parts.warehouse, str(state), RUN)


def saved(world: World) -> Any:
    with connect(world.parts.warehouse) as connection:
        return read_progress(connection, world.contract.source.name, world.contract.dataset).position


def right_after_another_extract(world: World, table: DatabaseSettings, state: Path) -> int:
    """Change the table, extract again, load and compare; returns how many events stand twice in the topic."""
    execute(table, "DELETE FROM uji WHERE kode = 'b'", "UPDATE uji SET nama = 'Citra Lestari' WHERE kode = 'c'")
    run_extract(world, table, state)
    world.ingest()
    oracle = world.oracle()
    assert oracle.judge().faults == ()
    events = [message.headers["event_id"] for message in oracle.log.messages.values()]
    return len(events) - len(set(events))


@proves(18)
def test_what_was_sent_but_not_saved_is_twice_in_the_topic_and_once_in_every_sink(
    world: World, table: DatabaseSettings, tmp_path: Path
) -> None:
    killed_at("source: sent, not saved", run_extract, world, table, tmp_path)
    assert saved(world) is None
    assert right_after_another_extract(world, table, tmp_path) == 3


@proves(19)
@pytest.mark.parametrize(
    "point", ["source: written down, not named", "source: named, not sent", "source: one message acknowledged"]
)
def test_no_position_is_saved_before_the_broker_has_acknowledged_everything(
    world: World, table: DatabaseSettings, tmp_path: Path, point: str
) -> None:
    killed_at(point, run_extract, world, table, tmp_path)
    assert saved(world) is None
    right_after_another_extract(world, table, tmp_path)
