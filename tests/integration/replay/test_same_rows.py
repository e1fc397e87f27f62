"""However replays by older and newer contracts come, every sink ends with the same rows: what the newest contract says."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from include.audit.conservation import violations
from include.audit.schema import ensure_schema
from include.contract.model import Mode
from include.database import connect
from include.settings import DatabaseSettings, LakehouseSettings
from tests.contract.sinks.builders import Refused, Row, row
from tests.contract.sinks.kit import RUN, Kit, Table
from tests.contract.sinks.lakehouse_kit import LakehouseKit
from tests.contract.sinks.olap_kit import OlapKit
from tests.contract.sinks.warehouse_kit import WarehouseKit

VERSIONS = ("1.0.0", "1.0.1", "1.2.0", "1.10.0")
Messages = Sequence[Row | Refused]


def edits(dice: random.Random, number: int) -> list[Row | Refused]:
    """Edits of 15 keys: some come late, some twice, some delete, some are refused."""
    made: list[Row | Refused] = []
    for _ in range(number):
        key, version = f"k{dice.randrange(15):02d}", dice.randrange(8)
        if dice.random() < 0.1:
            made.append(Refused("rusak"))
        else:
            made.append(row(key, version, nama=f"nama {version}", deleted=version == 5))
    return made


def by(version: str, message: Row | Refused) -> Row | Refused:
    """What a contract makes of a message."""
    return replace(message, values={"nama": f"menurut {version}"}) if isinstance(message, Row) else message


def in_three_sinks(warehouse: DatabaseSettings, folder: Path, mode: Mode) -> list[Table]:
    with connect(warehouse) as connection:
        ensure_schema(connection)
    kits: list[Kit] = [
        WarehouseKit(warehouse, folder),
        OlapKit(warehouse, folder),
        LakehouseKit(warehouse, folder, LakehouseSettings.local(str(folder))),
    ]
    first = kits[0].table(mode)
    specs = tuple(replace(first.contract.sinks[0], sink=kit.sink().name) for kit in kits)
    shared = replace(first.contract, sinks=specs)
    tables = [Table(kit, kit.sink(), shared, first.ends) for kit in kits]
    for table in tables:
        table.sink.prepare(shared)
    return tables


def rows(table: Table) -> list[dict[str, Any]]:
    found = [
        {name: value for name, value in each.items() if name not in {"_batch_id", "_loaded_at"}}
        for each in table.kit.rows(table.contract)
    ]
    return sorted(found, key=lambda each: (each["kode"], each["_partition"], each["_offset"]))


@pytest.mark.parametrize("mode", Mode)
@pytest.mark.parametrize("seed", [1, 2])
def test_every_sink_ends_with_what_the_newest_contract_says(
    warehouse: DatabaseSettings, tmp_path: Path, mode: Mode, seed: int
) -> None:
    dice = random.Random(seed)
    tables = in_three_sinks(warehouse, tmp_path, mode)
    log: list[tuple[int, int, Messages]] = []
    for step in range(4):
        messages = edits(dice, 20)
        batch = tables[0].plan(len(messages), partition=step % 2)
        log.append((step % 2, batch.range.start, messages))
        for table in tables:
            table.sink.load(batch, table.contract, table.stage(batch, *messages), RUN)
    replays = [(generation, *dice.choice(log), dice.choice(VERSIONS)) for generation in range(1, 9)]
    planned = {}
    for generation, partition, start, messages, version in replays:
        made = replace(tables[0], contract=replace(tables[0].contract, version=version))
        batch = made.plan(len(messages), partition, start, generation=generation)
        planned[generation] = (made.contract, batch, made.stage(batch, *(by(version, each) for each in messages)))
    for table in tables:
        for generation in dice.sample(list(planned), len(planned)):
            contract, batch, staged = planned[generation]
            table.sink.load(batch, contract, staged, RUN)
    in_warehouse, in_olap, in_lakehouse = map(rows, tables)
    assert in_olap == in_warehouse
    assert in_lakehouse == in_warehouse
    assert any(str(each["nama"]).startswith("menurut") for each in in_warehouse)
    with connect(warehouse) as connection:
        assert violations(connection, tables[0].contract.dataset) == []
