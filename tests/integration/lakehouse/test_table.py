"""The table follows its contract: columns are added and widened, never dropped, narrowed or filled with something else."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from include.contract.model import Contract, Field, LogicalType, Mode
from include.errors import FinalError, TransientError
from include.sinks.lakehouse import load, snapshot
from tests.contract.sinks.builders import ADDED, KEY, contract, row, with_field
from tests.contract.sinks.kit import RUN, Kit, Table
from tests.contract.sinks.suite.promise import counts
from tests.integration.lakehouse.builders import iceberg


def amount(precision: int, scale: int) -> Field:
    type_ = f"decimal({precision},{scale})"
    return Field("nilai", "Nilai", LogicalType.DECIMAL, type_, "nilai", precision=precision, scale=scale)


def of_fields(kit: Kit, *fields: Field) -> Table:
    sink = kit.sink()
    made = contract("lakehouse", Mode.UPSERT, fields=(KEY, *fields))
    sink.prepare(made)
    return Table(kit, sink, made)


def changed(before: Contract, *fields: Field) -> Contract:
    return replace(before, fields=(KEY, *fields), version="1.1.0")


def test_a_decimal_is_widened_and_older_contracts_still_load(kit: Kit) -> None:
    table = of_fields(kit, amount(5, 2))
    table.load(row("a", nilai=Decimal("999.99")))
    wider = table.with_contract(changed(table.contract, amount(20, 2)))
    wider.load(row("b", nilai=Decimal("123456789012345678.01")))
    assert table.load(row("c", nilai=Decimal("-1.00")), start=2) == counts(loaded=1)
    assert wider.read("nilai") == [(Decimal("999.99"),), (Decimal("123456789012345678.01"),), (Decimal("-1.00"),)]


@pytest.mark.parametrize(
    ("field", "found"),
    [
        (amount(9, 4), r"`nilai` is decimal128\(5, 2\), expected decimal128\(9, 4\)"),
        (Field("nilai", "Nilai", LogicalType.STRING, "varchar(9)", "nilai"), r"`nilai` is decimal128\(5, 2\), expected string"),
        (Field("nilai", "Nilai", LogicalType.INTEGER, "int", "nilai"), r"`nilai` is decimal128\(5, 2\), expected int64"),
    ],
    ids=["another_scale", "text", "integer"],
)  # fmt: skip
def test_a_type_that_iceberg_cannot_make_of_the_old_one_is_refused(kit: Kit, field: Field, found: str) -> None:
    table = of_fields(kit, amount(5, 2))
    table.load(row("a", nilai=Decimal("1.25")))
    with pytest.raises(FinalError, match=found + ".*or a field of a new name"):
        table.sink.prepare(changed(table.contract, field))
    assert table.read("nilai") == [(Decimal("1.25"),)]


def test_a_field_that_the_contract_has_no_more_keeps_its_old_values(kit: Kit) -> None:
    table = of_fields(kit, amount(5, 2))
    table.load(row("a", nilai=Decimal("1.25")))
    without = table.with_contract(changed(table.contract))
    without.load(row("b"))
    assert without.read("kode", "nilai") == [("a", Decimal("1.25")), ("b", None)]


def test_a_plan_of_an_older_contract_brings_the_field_that_todays_has_no_more(kit: Kit) -> None:
    table = of_fields(kit)
    older = replace(table, contract=with_field(table.contract, ADDED, version="0.9.0"))
    assert older.load(row("a", warna="biru")) == counts(loaded=1)
    assert older.read("kode", "warna") == [("a", "biru")]


def test_a_column_keeps_its_id_when_the_contract_orders_its_fields_anew(kit: Kit) -> None:
    table = of_fields(kit, amount(5, 2), ADDED)
    table.load(row("a", nilai=Decimal("1.25"), warna="biru"))
    ids = {field.name: field.field_id for field in iceberg(table).schema().fields}
    other = table.with_contract(changed(table.contract, ADDED, amount(5, 2)))
    other.load(row("b", nilai=Decimal("2.50"), warna="hijau"))
    assert {field.name: field.field_id for field in iceberg(table).schema().fields} == ids
    assert other.read("nilai", "warna") == [(Decimal("1.25"), "biru"), (Decimal("2.50"), "hijau")]


def test_files_lie_in_the_month_in_which_the_broker_took_their_messages(table: Table) -> None:
    august = datetime(2026, 8, 31, 23, 59, 59, 999999, tzinfo=UTC)
    table.load(
        row("a", _broker_at=august), row("b", _broker_at=datetime(2026, 9, 1, tzinfo=UTC)), row("c", _broker_at=august)
    )
    months = iceberg(table).inspect.partitions().to_pylist()
    assert sorted((month["partition"]["bulan"], month["record_count"]) for month in months) == [
        (months_since_1970(2026, 8), 2),
        (months_since_1970(2026, 9), 1),
    ]


def months_since_1970(year: int, month: int) -> int:
    return (year - 1970) * 12 + month - 1


DAY, COLOUR = Field("hari", "Hari", LogicalType.DATE, "date", "hari"), replace(ADDED, partition_position=1)


def partitions(table: Table) -> list[tuple[dict[str, object], int]]:
    found = [(each["partition"], each["record_count"]) for each in iceberg(table).inspect.partitions().to_pylist()]
    return sorted(found, key=str)


def test_files_are_sorted_by_the_fields_that_the_contract_names(kit: Kit) -> None:
    table = of_fields(kit, replace(DAY, partition_position=2), COLOUR)
    table.load(
        row("a", hari=date(2026, 8, 1), warna="biru"),
        row("b", hari=date(2026, 8, 31), warna="biru"),
        row("c", hari=date(2026, 9, 1), warna="hijau"),
        row("d"),
    )
    assert partitions(table) == [
        ({"warna": "biru", "hari_bulan": months_since_1970(2026, 8)}, 2),
        ({"warna": "hijau", "hari_bulan": months_since_1970(2026, 9)}, 1),
        ({"warna": None, "hari_bulan": None}, 1),
    ]


def test_a_contract_that_sorts_otherwise_sorts_what_comes_from_then_on(kit: Kit) -> None:
    table = of_fields(kit, ADDED)
    table.load(row("a", warna="biru"))
    other = table.with_contract(changed(table.contract, COLOUR))
    other.load(row("b", warna="biru"), row("c", warna="hijau"))
    assert [(each["warna"], count) for each, count in partitions(other)] == [(None, 1), ("biru", 1), ("hijau", 1)]
    assert other.read("kode", "warna") == [("a", "biru"), ("b", "biru"), ("c", "hijau")]


def test_files_that_were_sorted_before_the_contract_changed_are_not_committed(
    kit: Kit, monkeypatch: pytest.MonkeyPatch
) -> None:
    table = of_fields(kit, ADDED)
    written = snapshot.write_files

    def meanwhile(*arguments: Any) -> Any:
        files = written(*arguments)
        table.sink.prepare(changed(table.contract, COLOUR))
        return files

    monkeypatch.setattr(load, "write_files", meanwhile)
    batch = table.plan(offsets=1)
    staged = table.stage(batch, row("a", warna="biru"))
    with pytest.raises(TransientError, match="sorted in another way since ours were written"):
        table.sink.load(batch, table.contract, staged, RUN)
    monkeypatch.undo()
    assert table.sink.load(batch, table.contract, staged, RUN) == counts(loaded=1)
    assert partitions(table) == [({"warna": "biru"}, 1)]


def test_pyiceberg_never_tries_a_commit_again_by_itself(table: Table) -> None:
    with iceberg(table).transaction() as transaction:
        transaction.set_properties({"commit.retry.num-retries": "4"})
    table.load(row("a"))
    assert iceberg(table).properties["commit.retry.num-retries"] == "0"
