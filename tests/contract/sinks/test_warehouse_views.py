"""What BI tools read of a dataset: the present state, nothing personal, under names that stay."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from include.contract.model import Field, LogicalType, Mode, Protect
from include.database import connect
from tests.contract.sinks.builders import ADDED, KEY, row, with_field
from tests.contract.sinks.warehouse_kit import WarehouseKit

NAME = Field("nama", "Nama", LogicalType.STRING, "varchar(40)", "nama")
TOTAL = Field("jumlah", "Jumlah", LogicalType.INTEGER, "bigint", "jumlah")
HIDDEN = tuple(
    Field(name, name, LogicalType.STRING, "varchar(32)", name, classification="personal", protect=protect)
    for name, protect in [("nim", Protect.PSEUDONYM), ("gaji", Protect.RESTRICT), ("telepon", Protect.DROP)]
)


def select(kit: WarehouseKit, sql: str) -> list[tuple[Any, ...]]:
    with connect(kit.warehouse, autocommit=True) as connection, connection.cursor() as cursor:
        cursor.execute(sql)
        return list(cursor.fetchall())


def columns(kit: WarehouseKit, view: str) -> list[str]:
    return [name for name, *_ in select(kit, f"SHOW COLUMNS FROM `{view}`")]


@pytest.mark.parametrize("mode", [Mode.UPSERT, Mode.HISTORY])
def test_it_is_one_row_for_every_key_that_is_there_now(warehouse_kit: WarehouseKit, mode: Mode) -> None:
    table = warehouse_kit.table(mode)
    table.load(row("a", 1, nama="satu"), row("a", 2, nama="dua"), row("b", 1), row("b", 2, deleted=True))
    assert select(warehouse_kit, f"SELECT kode, nama, _offset FROM bi_{table.contract.dataset}") == [("a", "dua", 1)]


def test_of_an_append_table_it_is_every_event(warehouse_kit: WarehouseKit) -> None:
    table = warehouse_kit.table(Mode.APPEND)
    table.load(row("a", 1), row("a", 2), row("b", 1))
    assert select(warehouse_kit, f"SELECT COUNT(*) FROM bi_{table.contract.dataset}") == [(3,)]


@pytest.mark.parametrize("mode", list(Mode))
def test_it_shows_no_personal_field_whatever_its_protection(warehouse_kit: WarehouseKit, mode: Mode) -> None:
    table = warehouse_kit.table(mode)
    table.with_contract(replace(table.contract, fields=(KEY, *HIDDEN)))
    assert columns(warehouse_kit, f"bi_{table.contract.dataset}") == [
        "kode", "_valid_from", "_event_at", "_semester", "_tahun_anggaran", "_partition", "_offset",
    ]  # fmt: skip


@pytest.mark.parametrize("mode", [Mode.UPSERT, Mode.HISTORY])
def test_a_column_that_somebody_adds_or_takes_away_does_not_touch_it(warehouse_kit: WarehouseKit, mode: Mode) -> None:
    table = warehouse_kit.table(mode)
    name = table.contract.dataset
    small = table.with_contract(replace(table.contract, fields=(KEY, NAME)))
    small.load(row("a", nama="satu"))
    before = columns(warehouse_kit, f"bi_{name}")
    select(warehouse_kit, f"ALTER TABLE `{name}` ADD COLUMN catatan TEXT, DROP COLUMN uraian")
    assert columns(warehouse_kit, f"bi_{name}") == before
    assert select(warehouse_kit, f"SELECT kode, nama FROM bi_{name}") == [("a", "satu")]
    if mode is Mode.HISTORY:
        assert select(warehouse_kit, f"SELECT kode, nama FROM {name}_kini") == [("a", "satu")]


def test_it_follows_the_contract_when_fields_come_and_go(warehouse_kit: WarehouseKit) -> None:
    table = warehouse_kit.table(Mode.UPSERT)
    name = table.contract.dataset
    table.with_contract(with_field(replace(table.contract, fields=(KEY, NAME)), ADDED))
    assert columns(warehouse_kit, f"bi_{name}")[:3] == ["kode", "nama", "warna"]
    table.with_contract(replace(table.contract, fields=(KEY, ADDED)))
    assert columns(warehouse_kit, f"bi_{name}")[:3] == ["kode", "warna", "_valid_from"]


@pytest.mark.parametrize("mode", list(Mode))
def test_a_renamed_field_shows_under_both_names_with_what_was_loaded_before(
    warehouse_kit: WarehouseKit, mode: Mode
) -> None:
    table = warehouse_kit.table(mode)
    before = table.with_contract(replace(table.contract, fields=(KEY, TOTAL)))
    before.load(row("a", jumlah=1), row("b", jumlah=2))
    renamed = replace(TOTAL, name="banyak", former_name="jumlah")
    after = table.with_contract(replace(table.contract, fields=(KEY, renamed)))
    after.load(row("c", banyak=3))
    query = f"SELECT kode, banyak, jumlah FROM bi_{table.contract.dataset} ORDER BY kode"
    assert select(warehouse_kit, query) == [("a", 1, 1), ("b", 2, 2), ("c", 3, 3)]


def test_a_former_name_that_the_table_never_had_is_a_second_name_only(warehouse_kit: WarehouseKit) -> None:
    table = warehouse_kit.table(Mode.UPSERT)
    renamed = replace(TOTAL, name="banyak", former_name="banyaknya")
    table.with_contract(replace(table.contract, fields=(KEY, renamed))).load(row("a", banyak=3))
    assert select(warehouse_kit, f"SELECT banyak, banyaknya FROM bi_{table.contract.dataset}") == [(3, 3)]
