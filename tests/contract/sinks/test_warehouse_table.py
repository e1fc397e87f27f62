"""The table that a contract makes in the warehouse, and its views."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from include.contract.catalog import load_catalog
from include.contract.model import Contract, Mode
from include.database import connect
from include.errors import FinalError
from include.sinks.warehouse import views
from tests.contract.sinks.builders import ADDED, KEY, contract, row, with_field
from tests.contract.sinks.kit import Table
from tests.contract.sinks.warehouse_kit import WarehouseKit


def execute(kit: WarehouseKit, statement: str, *values: Any) -> list[tuple[Any, ...]]:
    with connect(kit.warehouse, autocommit=True) as connection, connection.cursor() as cursor:
        cursor.execute(statement, values)
        return list(cursor.fetchall())


def test_a_second_unique_index_is_refused(warehouse_kit: WarehouseKit) -> None:
    table = warehouse_kit.table(Mode.UPSERT)
    execute(warehouse_kit, f"ALTER TABLE `{table.contract.dataset}` ADD UNIQUE KEY satu_nama (nama)")
    with pytest.raises(FinalError, match=r"second UNIQUE index \(satu_nama\).*Drop the index"):
        table.sink.prepare(table.contract)


def test_another_mode_is_refused_because_the_key_would_be_another(warehouse_kit: WarehouseKit) -> None:
    table = warehouse_kit.table(Mode.UPSERT)
    history = replace(table.contract, sinks=(replace(table.contract.sinks[0], mode=Mode.HISTORY),))
    with pytest.raises(FinalError, match=r"primary key \(kode\), expected \(kode, _event_id\)"):
        table.sink.prepare(history)


def with_type(before: Contract, name: str, column_type: str) -> Contract:
    fields = tuple(replace(f, column_type=column_type) if f.name == name else f for f in before.fields)
    return replace(before, fields=fields)


def types(kit: WarehouseKit, table: str) -> dict[str, str]:
    return {name: type_ for name, type_, *_ in execute(kit, f"SHOW COLUMNS FROM `{table}`")}


@pytest.mark.parametrize(
    ("name", "column_type"),
    [
        ("nama", "varchar(80)"),
        ("nama", "text"),
        ("nama", "longtext"),
        ("nilai", "decimal(22,4)"),
        ("kode", "varchar(50)"),
    ],
)
def test_a_type_that_holds_more_widens_the_column(warehouse_kit: WarehouseKit, name: str, column_type: str) -> None:
    table = warehouse_kit.table(Mode.UPSERT)
    table.load(row("a", nama="satu", nilai=Decimal("1.25")))
    wider = table.with_contract(with_type(table.contract, name, column_type))
    assert types(warehouse_kit, table.contract.dataset)[name] == column_type
    wider.load(row("b", nama="dua", nilai=Decimal("2.5")))
    assert wider.read("kode", "nama", "nilai") == [("a", "satu", Decimal("1.25")), ("b", "dua", Decimal("2.5"))]


def test_an_integer_grows_into_a_bigint(warehouse_kit: WarehouseKit) -> None:
    small = with_type(contract("warehouse", Mode.UPSERT), "jumlah", "int")
    warehouse_kit.sink().prepare(small)
    table = Table(warehouse_kit, warehouse_kit.sink(), small).with_contract(with_type(small, "jumlah", "bigint"))
    assert table.load(row("a", jumlah=2**40)).loaded == 1


def test_a_type_that_holds_less_leaves_the_column_as_wide_as_it_is(warehouse_kit: WarehouseKit) -> None:
    table = warehouse_kit.table(Mode.UPSERT)
    before = types(warehouse_kit, table.contract.dataset)
    table.with_contract(with_type(with_type(table.contract, "nama", "varchar(10)"), "jumlah", "int"))
    assert types(warehouse_kit, table.contract.dataset) == before


def test_another_type_is_left_to_a_person_who_is_told_the_statement(warehouse_kit: WarehouseKit) -> None:
    table = warehouse_kit.table(Mode.UPSERT)
    name = table.contract.dataset
    changed = with_type(table.contract, "nilai", "decimal(18,4)")
    with pytest.raises(
        FinalError,
        match=rf"`nilai` is decimal\(18,2\), expected decimal\(18,4\).*ALTER TABLE `{name}` MODIFY `nilai` decimal\(18,4\)",
    ):
        table.sink.prepare(changed)
    execute(warehouse_kit, f"ALTER TABLE `{name}` MODIFY `nilai` decimal(18,4)")
    assert table.with_contract(changed).load(row("a", nilai=Decimal("1.25"))).loaded == 1


def test_a_row_that_changes_has_no_value_in_a_field_that_was_left_out(warehouse_kit: WarehouseKit) -> None:
    table = warehouse_kit.table(Mode.UPSERT)
    table.load(row("a", 1, nama="lama"), row("b", 1, nama="tetap"))
    table.with_contract(replace(table.contract, fields=(KEY,))).load(row("a", 2))
    assert table.read("kode", "nama") == [("a", None), ("b", "tetap")]


def test_many_may_prepare_the_same_table_at_once(warehouse_kit: WarehouseKit) -> None:
    made = contract("warehouse", Mode.HISTORY)
    grown = with_field(made, ADDED)
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: warehouse_kit.sink().prepare(made), range(8)))
        list(pool.map(lambda _: warehouse_kit.sink().prepare(grown), range(8)))
    assert ("warna", "varchar(20)") in [
        line[:2] for line in execute(warehouse_kit, f"SHOW COLUMNS FROM `{made.dataset}`")
    ]


def test_a_history_table_has_a_view_of_its_present_state(warehouse_kit: WarehouseKit) -> None:
    table = warehouse_kit.table(Mode.HISTORY)
    table.load(row("a", 1, nama="satu"), row("a", 2, nama="dua"), row("b", 1), row("b", 2, deleted=True))
    table.load(row("a", 2, event="lain", nama="dua juga"))
    view = f"SELECT kode, nama, _offset FROM `{table.contract.dataset}_kini`"
    assert execute(warehouse_kit, view) == [("a", "dua juga", 4)]
    table.with_contract(with_field(table.contract, ADDED)).load(row("c", warna="biru"))
    grown = f"SELECT kode, warna FROM `{table.contract.dataset}_kini` ORDER BY kode"
    assert execute(warehouse_kit, grown) == [("a", None), ("c", "biru")]


def test_the_views_of_a_dataset_are_the_files_in_its_folder(
    warehouse_kit: WarehouseKit, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(views, "FOLDER", tmp_path)
    table = warehouse_kit.table(Mode.UPSERT)
    name = f"v_{table.contract.dataset}"
    file = tmp_path / table.contract.dataset / f"{name}.sql"
    file.parent.mkdir()
    table.load(row("a", jumlah=2), row("b", jumlah=3))

    file.write_text(f"-- How many.\nSELECT COUNT(*) AS n FROM `{table.contract.dataset}`\n")
    table.sink.prepare(table.contract)
    assert execute(warehouse_kit, f"SELECT * FROM `{name}`") == [(2,)]
    first = execute(warehouse_kit, "SELECT made_at FROM etl_view WHERE view_name = %s", name)
    table.sink.prepare(table.contract)
    assert execute(warehouse_kit, "SELECT made_at FROM etl_view WHERE view_name = %s", name) == first

    file.write_text(f"SELECT SUM(jumlah) AS n FROM `{table.contract.dataset}`")
    table.sink.prepare(table.contract)
    assert execute(warehouse_kit, f"SELECT * FROM `{name}`") == [(5,)]

    execute(warehouse_kit, f"DROP VIEW `{name}`")
    table.sink.prepare(table.contract)
    assert execute(warehouse_kit, f"SELECT * FROM `{name}`") == [(5,)]


def test_every_contract_of_the_house_has_its_table(warehouse_kit: WarehouseKit) -> None:
    contracts = load_catalog().contracts
    for each in contracts:
        warehouse_kit.sink().prepare(each)
        warehouse_kit.sink().prepare(each)
    assert len(contracts) >= 15


def test_orders_are_summed_per_campus_day(warehouse_kit: WarehouseKit) -> None:
    orders = load_catalog().get("pesanan")
    warehouse_kit.sink().prepare(orders)
    midnight = datetime(2026, 8, 2, 17, 0)
    _order(warehouse_kit, orders, 1, midnight, "selesai", "100.50")
    _order(warehouse_kit, orders, 2, midnight.replace(hour=16, minute=59), "selesai", "7.00")
    _order(warehouse_kit, orders, 3, midnight, "batal", "1000.00")
    _order(warehouse_kit, orders, 4, midnight, "baru", "0.50")
    assert execute(warehouse_kit, "SELECT * FROM v_pesanan_harian ORDER BY tanggal") == [
        (date(2026, 8, 2), 1, Decimal("7.00")),
        (date(2026, 8, 3), 2, Decimal("101.00")),
    ]


def _order(kit: WarehouseKit, orders: Contract, number: int, at: datetime, status: str, value: str) -> None:
    columns = {
        "id": number, "status": status, "total_value": value, "_partition": 0, "_offset": number, "_event_id": str(number),
        "_version": "1", "_deleted": 0, "_valid_from": at, "_event_at": at, "_broker_at": at, "_batch_id": "x", "_loaded_at": at,
    }  # fmt: skip
    marks = ", ".join(["%s"] * len(columns))
    execute(kit, f"INSERT INTO pesanan ({', '.join(columns)}) VALUES ({marks})", *columns.values())
