"""A history table as it stood on a date, seen from pinned ledger positions."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from include.contract.model import Mode
from include.database import connect
from include.errors import FinalError
from include.sinks.warehouse.as_of import as_of
from tests.contract.sinks.builders import row
from tests.contract.sinks.kit import Table
from tests.contract.sinks.warehouse_kit import WarehouseKit

ALL = {0: 1000}


def day(number: int) -> datetime:
    return datetime(2026, 8, number, tzinfo=UTC)


def state(table: Table, before: datetime, positions: dict[int, int] = ALL) -> list[tuple[Any, ...]]:
    with connect(table.kit.warehouse) as connection, connection.cursor() as cursor:
        cursor.execute(f"SELECT kode, nama, _offset FROM ({as_of(table.contract, positions, before)}) s ORDER BY kode")
        return list(cursor.fetchall())


def test_the_first_known_version_counts_from_the_day_the_row_was_made(warehouse_kit: WarehouseKit) -> None:
    table = warehouse_kit.table(Mode.HISTORY)
    table.load(
        row("a", 1, nama="Ani", _created_at=day(3), _valid_from=day(20)), row("b", 1, nama="Budi", _valid_from=day(20))
    )
    assert state(table, before=day(3)) == [("b", "Budi", 1)]
    assert state(table, before=day(4)) == [("a", "Ani", 0), ("b", "Budi", 1)]


def test_later_versions_count_from_their_change(warehouse_kit: WarehouseKit) -> None:
    table = warehouse_kit.table(Mode.HISTORY)
    table.load(row("a", 1, nama="satu", _valid_from=day(5)), row("a", 2, nama="dua", _valid_from=day(10)))
    assert state(table, before=day(10)) == [("a", "satu", 0)]
    assert state(table, before=day(11)) == [("a", "dua", 1)]


def test_a_late_older_version_does_not_hide_the_newer_one(warehouse_kit: WarehouseKit) -> None:
    table = warehouse_kit.table(Mode.HISTORY)
    table.load(row("a", 2, nama="dua", _valid_from=day(10)))
    table.load(row("a", 1, nama="satu", _valid_from=day(5)))
    assert state(table, before=day(11)) == [("a", "dua", 0)]


def test_of_equal_versions_the_later_message_counts(warehouse_kit: WarehouseKit) -> None:
    table = warehouse_kit.table(Mode.HISTORY)
    table.load(
        row("a", 1, event="e1", nama="satu", _valid_from=day(5)),
        row("a", 1, event="e2", nama="dua", _valid_from=day(5)),
    )
    assert state(table, before=day(6)) == [("a", "dua", 1)]


def test_a_deleted_key_is_there_until_it_was_deleted(warehouse_kit: WarehouseKit) -> None:
    table = warehouse_kit.table(Mode.HISTORY)
    table.load(row("a", 1, nama="Ani", _valid_from=day(5)), row("a", 2, deleted=True, _valid_from=day(10)))
    assert state(table, before=day(10)) == [("a", "Ani", 0)]
    assert state(table, before=day(11)) == []


def test_what_a_newer_contract_says_of_a_message_counts_from_when_the_message_did(warehouse_kit: WarehouseKit) -> None:
    table = warehouse_kit.table(Mode.HISTORY)
    table.load(row("a", 1, nama="satu", _valid_from=day(5)), row("a", 2, nama="dua", _valid_from=day(10)))
    newer = table.by_version("1.1.0")
    newer.load(row("a", 1, nama="SATU", _valid_from=day(5)), start=0, generation=1)
    assert state(newer, before=day(10)) == [("a", "SATU", 0)]
    assert state(newer, before=day(11)) == [("a", "dua", 1)]


def test_only_messages_before_the_pinned_positions_are_seen(warehouse_kit: WarehouseKit) -> None:
    table = warehouse_kit.table(Mode.HISTORY)
    table.load(row("a", 1, nama="satu"), row("a", 2, nama="dua"))
    table.load(row("b", 1, nama="Budi"), partition=1)
    assert state(table, day(20), {0: 1}) == [("a", "satu", 0)]
    assert state(table, day(20), {0: 2, 1: 1}) == [("a", "dua", 1), ("b", "Budi", 0)]
    assert state(table, day(20), {}) == []


def test_a_table_without_history_has_no_state_as_of_a_date(warehouse_kit: WarehouseKit) -> None:
    table = warehouse_kit.table(Mode.UPSERT)
    with pytest.raises(FinalError, match="keeps no history"):
        as_of(table.contract, ALL, day(1))
