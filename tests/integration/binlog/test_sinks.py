"""A contract with a change log, from the table into the warehouse: every row, and in a history every state once."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from crash.dataset import contract
from crash.world import World, parts
from include.contract.read import parse_contract
from include.database import connect
from include.extract import extract
from include.records import RunContext
from include.settings import BrokerSettings, DatabaseSettings
from include.sources.binlog import BinlogSource
from tests.integration.binlog.builders import Table

RUN = RunContext("extract__uji", "manual__2026-08-03", "uji")
Pipeline = Callable[[str, str], tuple[World, Callable[[], None]]]


@pytest.fixture
def pipeline(table: Table, broker: BrokerSettings, trail: DatabaseSettings, tmp_path: Path) -> Pipeline:
    """For a mode and a format: the way into the warehouse, and what runs all of it."""

    def made(mode: str, format_: str) -> tuple[World, Callable[[], None]]:
        name = f"uji_{uuid.uuid4().hex[:12]}"
        body = contract(name, f"uji.{name}", mode=mode, partitions=1, sinks=("warehouse",)).body
        body = body.replace("kind: mysql, ", "kind: binlog, chunkRows: 2, ")
        body = body.replace("partitions: 1}", f"partitions: 1, format: {format_}}}")
        declared = parse_contract(body, f"{name}.yaml")
        world = World(declared, parts(broker, trail, tmp_path))
        source = BinlogSource(declared, replace(table.database, name="uji"), str(tmp_path))

        def runs() -> None:
            extract(declared, source, broker, trail, str(tmp_path), RUN)
            world.ingest()

        return world, runs

    table.run(
        "CREATE TABLE uji (kode VARCHAR(20) COLLATE utf8mb4_bin PRIMARY KEY, nama VARCHAR(40), jumlah BIGINT, nilai DECIMAL(18,2))",
        "INSERT INTO uji VALUES ('a', 'Ani', 1, 1.25), ('b', 'Budi', 2, NULL), ('c', 'Citra', 3, 3.50)",
    )
    return made


def loaded(world: World, what: str) -> list[tuple[Any, ...]]:
    with connect(world.parts.warehouse) as connection, connection.cursor() as cursor:
        cursor.execute(f"SELECT {what} FROM {world.contract.dataset} ORDER BY kode, _version")
        return [tuple(None if value is None else str(value) for value in row) for row in cursor.fetchall()]


@pytest.mark.parametrize("format_", ["debezium", "plain"])
def test_the_warehouse_has_the_table(table: Table, pipeline: Pipeline, format_: str) -> None:
    world, run = pipeline("upsert", format_)
    run()
    table.run(
        "UPDATE uji SET nilai = 9.99 WHERE kode = 'b'",
        "DELETE FROM uji WHERE kode = 'a'",
        "UPDATE uji SET kode = 'd' WHERE kode = 'c'",
    )
    run()

    assert loaded(world, "kode, nama, jumlah, nilai, _deleted") == [
        ("a", None, None, None, "1"),
        ("b", "Budi", "2", "9.99", "0"),
        ("c", None, None, None, "1"),
        ("d", "Citra", "3", "3.50", "0"),
    ]


def test_a_history_has_every_state_once_through_truncate_and_all(table: Table, pipeline: Pipeline) -> None:
    world, run = pipeline("history", "debezium")
    run()
    table.run(
        "UPDATE uji SET nama = 'Ani Lestari' WHERE kode = 'a'",
        "UPDATE uji SET nama = 'Ani' WHERE kode = 'a'",
        "TRUNCATE TABLE uji",
        "INSERT INTO uji VALUES ('b', 'Budi Baru', 2, NULL)",
    )
    run()

    states = loaded(world, "kode, nama, _deleted")
    assert [state for state in states if state[0] == "a"] == [
        ("a", "Ani", "0"), ("a", "Ani Lestari", "0"), ("a", "Ani", "0"), ("a", None, "1"),
    ]  # fmt: skip
    assert [state for state in states if state[0] == "b"] == [("b", "Budi", "0"), ("b", "Budi Baru", "0")]
    assert [state for state in states if state[0] == "c"] == [("c", "Citra", "0"), ("c", None, "1")]
