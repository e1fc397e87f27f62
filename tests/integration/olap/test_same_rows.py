"""The OLAP store and the warehouse hold the same rows of the same batches, and count them alike."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from include.contract.model import Mode
from include.database import connect
from include.sinks.olap.copies import open_newest
from tests.contract.sinks.builders import MORNING, Refused, Row, row
from tests.contract.sinks.kit import RUN, Table
from tests.contract.sinks.olap_kit import OlapKit
from tests.contract.sinks.warehouse_kit import WarehouseKit
from tests.integration.olap.builders import Batch, batch

COUNTS = ("read_count", "loaded", "rejected", "superseded", "skipped")


def edits(dice: random.Random, number: int) -> list[Row | Refused]:
    """Edits of 30 keys: some come late, some twice, some under another event id, some delete, some are refused."""
    made: list[Row | Refused] = []
    for _ in range(number):
        key, version = f"k{dice.randrange(30):02d}", dice.randrange(12)
        event = f"{key}-{version}-{dice.randrange(2)}"
        if dice.random() < 0.1:
            made.append(Refused("rusak"))
        elif version % 5 == 4:
            made.append(row(key, version, event=event, deleted=True))
        else:
            values = {"nama": f"nama {version}", "uraian": dice.choice(("", "\\N", "é🎓", None)), "waktu": MORNING}
            made.append(row(key, version, event=event, nilai=Decimal(version) / 4, aktif=version % 2 == 0, **values))
    return made


def both_of(kit: OlapKit, mode: Mode) -> tuple[Table, Table]:
    """One dataset in the warehouse and in the OLAP store."""
    olap = kit.table(mode)
    spec = replace(olap.contract.sinks[0], sink="warehouse")
    olap.contract = replace(olap.contract, sinks=(*olap.contract.sinks, spec))
    warehouse_kit = WarehouseKit(kit.warehouse, kit.staging)
    warehouse = replace(olap, kit=warehouse_kit, sink=warehouse_kit.sink())
    warehouse.sink.prepare(olap.contract)
    return warehouse, olap


def batches_of(table: Table) -> list[Batch]:
    dice = random.Random(20260803)
    return [batch(table, *edits(dice, 40), partition=step % 3) for step in range(12)]


def load(table: Table, batches: list[Batch]) -> None:
    for planned, staged in batches:
        table.sink.load(planned, table.contract, staged, RUN)


def multiset(table: Table) -> Counter[tuple[tuple[str, Any], ...]]:
    rows = [{**each, "_loaded_at": None} for each in table.kit.rows(table.contract)]
    return Counter(tuple(sorted(each.items(), key=lambda item: item[0])) for each in rows)


@pytest.mark.parametrize("mode", Mode)
def test_the_rows_and_the_counts_are_the_same(kit: OlapKit, mode: Mode) -> None:
    warehouse, olap = both_of(kit, mode)
    batches = batches_of(olap)
    load(warehouse, batches)
    load(olap, batches)
    assert multiset(olap) == multiset(warehouse)
    assert olap.ledger() == warehouse.ledger() == {0: 160, 1: 160, 2: 160}
    assert [[each[name] for name in COUNTS] for each in olap.audit()] == [
        [each[name] for name in COUNTS] for each in warehouse.audit()
    ]


def test_the_rows_are_the_same_when_one_sink_was_away_and_its_partitions_came_in_another_order(kit: OlapKit) -> None:
    warehouse, olap = both_of(kit, Mode.UPSERT)
    batches = batches_of(olap)
    load(warehouse, batches)
    load(olap, sorted(batches, key=lambda one: (-one[0].range.partition, one[0].range.start)))
    assert multiset(olap) == multiset(warehouse)


def test_a_reject_of_one_batch_in_two_sinks_is_one_attempt(kit: OlapKit) -> None:
    warehouse, olap = both_of(kit, Mode.UPSERT)
    one = [batch(olap, row("a"), Refused("rusak"))]
    load(warehouse, one)
    load(olap, one)
    assert [reject["attempts"] for reject in olap.rejects()] == [1]
    assert [each["rejected"] for each in (*olap.audit(), *warehouse.audit())] == [1, 1]


def test_the_present_state_is_that_of_the_warehouses_view(kit: OlapKit) -> None:
    warehouse, olap = both_of(kit, Mode.HISTORY)
    batches = batches_of(olap)
    load(warehouse, batches)
    load(olap, batches)
    olap.sink.publish()
    present = (
        f"SELECT kode, nama, uraian, nilai, aktif, _partition, _offset FROM {olap.contract.dataset}_kini ORDER BY kode"
    )
    with open_newest(kit.settings) as copy, connect(kit.warehouse) as connection, connection.cursor() as cursor:
        cursor.execute(present)
        expected = [
            (*values[:4], None if values[4] is None else bool(values[4]), *values[5:]) for values in cursor.fetchall()
        ]
        assert copy.sql(present).fetchall() == expected
    assert len(expected) > 10
