"""DuckDB over the lakehouse reads the same rows and numbers as the warehouse has of the same batches."""

from __future__ import annotations

import random
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest

from include.contract.model import Mode
from include.database import connect
from include.settings import DatabaseSettings
from include.sinks.lakehouse.query import current_state_sql
from tests.contract.sinks.builders import Refused, Row, row
from tests.contract.sinks.kit import RUN, Table
from tests.contract.sinks.lakehouse_kit import LakehouseKit
from tests.contract.sinks.warehouse_kit import WarehouseKit
from tests.integration.lakehouse.builders import iceberg

LOADED = ("_batch_id", "_loaded_at")


def campus_events(dice: random.Random, number: int) -> list[Row | Refused]:
    """Edits of 40 keys: some come late, some twice, some delete, some are refused."""
    edits: list[Row | Refused] = []
    for _ in range(number):
        key, version = f"k{dice.randrange(40):02d}", dice.randrange(12)
        if dice.random() < 0.1:
            edits.append(Refused("rusak"))
        elif version % 5 == 4:
            edits.append(row(key, version, deleted=True))
        else:
            edits.append(row(key, version, nama=f"nama {version}", nilai=Decimal(version) / 4, jumlah=version))
    return edits


@pytest.fixture
def both(
    kit: LakehouseKit, trail: DatabaseSettings, tmp_path: Path, request: pytest.FixtureRequest
) -> tuple[Table, Table]:
    """One dataset in the warehouse and in the lakehouse, after the same twelve batches from three partitions."""
    lake = kit.table(request.param)
    spec = replace(lake.contract.sinks[0], sink="warehouse")
    lake.contract = replace(lake.contract, sinks=(*lake.contract.sinks, spec))
    warehouse = replace(lake, kit=WarehouseKit(trail, kit.staging), sink=WarehouseKit(trail, kit.staging).sink())
    warehouse.sink.prepare(lake.contract)
    dice = random.Random(20260803)
    for step in range(12):
        messages = campus_events(dice, 50)
        batch = lake.plan(len(messages), partition=step % 3)
        staged = lake.stage(batch, *messages)
        for table in (warehouse, lake):
            table.sink.load(batch, table.contract, staged, RUN)
    return warehouse, lake


def rows(table: Table) -> list[dict[str, Any]]:
    kept = [
        {name: value for name, value in each.items() if name not in LOADED} for each in table.kit.rows(table.contract)
    ]
    return sorted(kept, key=lambda each: (each["kode"], each["_partition"], each["_offset"]))


@pytest.mark.parametrize("both", Mode, ids=str, indirect=True)
def test_the_rows_are_the_same(both: tuple[Table, Table]) -> None:
    warehouse, lake = both
    assert rows(lake) == rows(warehouse)
    assert len(rows(lake)) > 30


@pytest.mark.parametrize("both", [Mode.HISTORY], ids=str, indirect=True)
def test_the_present_state_is_that_of_the_warehouses_view(both: tuple[Table, Table]) -> None:
    warehouse, lake = both
    numbers = "SELECT COUNT(*), SUM(nilai), SUM(jumlah), MIN(_offset), MAX(_valid_from) FROM"
    with connect(warehouse.kit.warehouse) as connection, connection.cursor() as cursor:
        cursor.execute(f"{numbers} `{warehouse.contract.dataset}_kini`")
        expected = cursor.fetchone()
    (found,) = duck(lake).sql(f"{numbers} ({current_state_sql(lake.contract, 'tabel')})").fetchall()
    assert found[:4] == expected[:4]
    assert found[4].replace(tzinfo=None) == expected[4]
    assert 0 < expected[0] < 40


@pytest.mark.parametrize("both", [Mode.UPSERT], ids=str, indirect=True)
def test_every_message_has_one_outcome_in_both(both: tuple[Table, Table]) -> None:
    warehouse, lake = both
    for table in both:
        assert sum(audit["read_count"] for audit in table.audit()) == 600
    assert [audit["rejected"] for audit in lake.audit()] == [audit["rejected"] for audit in warehouse.audit()]
    assert {(audit["superseded"], audit["skipped"]) for audit in lake.audit()} == {(0, 0)}
    assert iceberg(lake).scan().to_arrow().num_rows == sum(audit["loaded"] for audit in lake.audit())


def duck(table: Table) -> duckdb.DuckDBPyConnection:
    connection = iceberg(table).scan().to_duckdb("tabel")
    connection.execute("SET TimeZone = 'UTC'")
    return connection
