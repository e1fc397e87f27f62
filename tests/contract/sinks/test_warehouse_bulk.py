"""Bulk loading into the warehouse: both ways give the same table, and a value that would be changed is refused."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from include.contract.model import Mode
from include.database import connect
from include.errors import LoadMismatch
from include.sinks.warehouse import bulk
from include.sinks.warehouse.ddl import body
from tests.contract.sinks.builders import KEY, MORNING, Refused, contract, row, table_of
from tests.contract.sinks.suite.promise import counts
from tests.contract.sinks.warehouse_kit import WarehouseKit
from tests.private_server import PrivateServer

DIFFICULT = [
    row("a", nama="kutip ' \" \\ ,\n\t\\N", uraian="🎓" * 1000, nilai=Decimal("-0.01"), jumlah=-1, aktif=True),
    row("b", nama="NULL", mikro=Decimal("0.0000000001"), aktif=False, tanggal=MORNING.date(), waktu=MORNING),
    row("c", nama=None, uraian=""),
]


def execute(kit: WarehouseKit, statement: str) -> list[tuple[Any, ...]]:
    with connect(kit.warehouse, autocommit=True) as connection, connection.cursor() as cursor:
        cursor.execute(statement)
        return list(cursor.fetchall())


def test_a_client_that_forbids_local_gets_the_same_table(warehouse_kit: WarehouseKit) -> None:
    made = contract("warehouse", Mode.UPSERT)
    rows = table_of(made, 0, list(enumerate(DIFFICULT)))
    tables = []
    for allowed in (True, False):
        with connect(warehouse_kit.warehouse, local_infile=allowed) as connection, connection.cursor() as cursor:
            cursor.execute(f"CREATE TEMPORARY TABLE tujuan {body(made, made.sinks[0])}")
            bulk.load(connection, rows, "tujuan", {"_batch_id": "x", "_loaded_at": MORNING.replace(tzinfo=None)})
            cursor.execute("SELECT * FROM tujuan ORDER BY kode")
            tables.append(cursor.fetchall())
    assert tables[0] == tables[1]
    assert [line[:3] for line in tables[0]] == [
        ("a", "kutip ' \" \\ ,\n\t\\N", "🎓" * 1000),
        ("b", "NULL", None),
        ("c", None, None),
    ]


NARROWED = {
    "text_too_long": ("MODIFY nama VARCHAR(3)", "nama", {"nama": "empat"}),
    "number_out_of_range": ("MODIFY jumlah TINYINT", "jumlah", {"jumlah": 128}),
    "decimals_cut_off": ("MODIFY nilai DECIMAL(18,0)", None, {"nilai": Decimal("1.25")}),
    "text_where_a_date_is": ("MODIFY nama DATE", "nama", {"nama": "2026-02-30"}),
    "letters_that_the_column_lacks": ("MODIFY nama VARCHAR(40) CHARACTER SET latin1", "nama", {"nama": "🎓"}),
    "missing_where_a_value_must_be": ("MODIFY nama VARCHAR(40) NOT NULL", "nama", {"nama": None}),
}


@pytest.mark.parametrize("mode", [Mode.UPSERT, Mode.APPEND])
@pytest.mark.parametrize("narrowed", NARROWED)
def test_a_value_that_the_table_would_change_is_refused_and_nothing_is_left(
    every_warehouse_kit: WarehouseKit, narrowed: str, mode: Mode
) -> None:
    alteration, column, values = NARROWED[narrowed]
    table = every_warehouse_kit.table(mode)
    execute(every_warehouse_kit, f"ALTER TABLE `{table.contract.dataset}` {alteration}")
    with pytest.raises(LoadMismatch, match=r"compare (the )?table") as refusal:
        table.load(row("b"), row("c", **values), Refused("rusak"))
    assert (table.read("kode"), table.audit(), table.rejects(), table.ledger()) == ([], [], [], {0: 0})
    assert column is None or column in str(refusal.value) or "warnings" in str(refusal.value)
    assert str(values.get("nama") or "128") not in str(refusal.value).replace(table.contract.dataset, "")


def test_a_table_altered_to_other_names_is_refused(warehouse_kit: WarehouseKit) -> None:
    table = warehouse_kit.table(Mode.APPEND)
    execute(warehouse_kit, f"ALTER TABLE `{table.contract.dataset}` CHANGE nama sebutan VARCHAR(40)")
    with pytest.raises(LoadMismatch, match=r"error 1054, column nama"):
        table.load(row("a"))


def test_more_duplicates_than_a_16_bit_count_holds_are_still_told_from_changes(warehouse_kit: WarehouseKit) -> None:
    made = contract("warehouse", Mode.APPEND, fields=(KEY,))
    sink = warehouse_kit.sink()
    sink.prepare(made)
    rows = table_of(made, 0, [(n, row(f"{n}")) for n in range(70_000)])
    stamp = {"_batch_id": "x", "_loaded_at": MORNING.replace(tzinfo=None)}
    with connect(warehouse_kit.warehouse, local_infile=True, autocommit=True) as connection:
        bulk.load(connection, rows, made.dataset, stamp)
        bulk.load(connection, rows, made.dataset, stamp)
    assert execute(warehouse_kit, f"SELECT COUNT(*) FROM `{made.dataset}`") == [(70_000,)]


@pytest.mark.parametrize("server", ["private_mysql", "private_mariadb"])
def test_a_server_that_forbids_local_and_coerces_by_custom_is_held_to_the_same(
    request: pytest.FixtureRequest, server: str, tmp_path: Any
) -> None:
    lax: PrivateServer = request.getfixturevalue(server)
    lax.set_global(local_infile=0, sql_mode="")
    try:
        kit = WarehouseKit(lax.prepared(), tmp_path)
        table = kit.table(Mode.APPEND)
        assert table.load(row("a", nama="Ani")) == counts(loaded=1)
        execute(kit, f"ALTER TABLE `{table.contract.dataset}` MODIFY nama VARCHAR(3)")
        with pytest.raises(LoadMismatch, match=r"column nama"):
            table.load(row("b", nama="Budi"))
    finally:
        lax.set_global(local_infile=1, sql_mode="TRADITIONAL")


def test_a_database_with_another_default_charset_keeps_every_letter(warehouse_kit: WarehouseKit) -> None:
    name = execute(warehouse_kit, "SELECT DATABASE()")[0][0]
    execute(warehouse_kit, f"ALTER DATABASE {name} CHARACTER SET latin1")
    try:
        table = warehouse_kit.table(Mode.UPSERT)
        table.load(row("é🎓", nama="🎓"))
        assert table.read("kode", "nama") == [("é🎓", "🎓")]
    finally:
        execute(warehouse_kit, f"ALTER DATABASE {name} CHARACTER SET utf8mb4")
