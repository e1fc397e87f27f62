"""Which of the messages that a lakehouse table keeps count."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import duckdb
import pytest

from include.contract.model import Contract, Field, LogicalType, Mode
from include.errors import FinalError
from include.sinks.lakehouse.query import current_state_sql, rows_sql
from tests.contract.sinks.builders import KEY, contract

NAME = Field("nama", "Nama", LogicalType.STRING, "varchar(40)", "nama")
COLUMNS = "kode, nama, _event_id, _version, _partition, _offset, _contract, _deleted, _loaded_at, _valid_from"
FIRST_LOAD, SECOND_LOAD = "2026-08-03 01:00:00", "2026-08-04 01:00:00"


def message(
    key: str, version: int, offset: int, *, event: str = "", name: str | None = None, partition: int = 0,
    contract: int | None = 1, deleted: bool = False, loaded: str = FIRST_LOAD,
) -> tuple[Any, ...]:  # fmt: skip
    version_ = f"{version:03d}"
    return key, name, event or f"{key}{version}", version_, partition, offset, contract, deleted, loaded, loaded


def asked(sql: str, *messages: tuple[Any, ...], columns: str = "kode, _offset") -> list[tuple[Any, ...]]:
    with duckdb.connect() as connection:
        connection.execute(
            "CREATE TABLE pesan (kode TEXT, nama TEXT, _event_id TEXT, _version TEXT, _partition INT, _offset BIGINT, "
            "_contract BIGINT, _deleted BOOLEAN, _loaded_at TIMESTAMP, _valid_from TIMESTAMP)"
        )
        connection.executemany(f"INSERT INTO pesan ({COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", messages)
        return connection.execute(f"SELECT {columns} FROM ({sql}) ORDER BY ALL").fetchall()


def rows(mode: Mode, *messages: tuple[Any, ...], keys: tuple[Field, ...] = (KEY,)) -> list[tuple[Any, ...]]:
    return asked(rows_sql(made(mode, keys), "pesan"), *messages)


def made(mode: Mode, keys: tuple[Field, ...] = (KEY,)) -> Contract:
    return contract("lakehouse", mode, fields=(*keys, NAME))


def test_an_upsert_table_has_the_newest_version_of_every_key() -> None:
    assert rows(Mode.UPSERT, message("a", 2, 0), message("a", 1, 1), message("b", 1, 2)) == [("a", 0), ("b", 2)]


def test_an_upsert_table_keeps_the_tombstone_of_a_deleted_key() -> None:
    assert rows(Mode.UPSERT, message("a", 1, 0), message("a", 2, 1, deleted=True)) == [("a", 1)]


@pytest.mark.parametrize(
    ("later", "expected"),
    [(message("a", 1, 9, event="x"), 9), (message("a", 1, 3, event="x", partition=1), 3)],
    ids=["later_offset", "higher_partition"],
)
def test_of_equal_versions_the_later_message_is_the_newer(later: tuple[Any, ...], expected: int) -> None:
    assert rows(Mode.UPSERT, message("a", 1, 5), later) == [("a", expected)]


def test_a_message_that_was_loaded_twice_counts_as_it_was_loaded_first() -> None:
    first, again = message("a", 1, 0, name="lama"), message("a", 1, 0, name="baru", loaded=SECOND_LOAD)
    for mode in Mode:
        assert asked(rows_sql(made(mode), "pesan"), again, first, columns="nama") == [("lama",)]


@pytest.mark.parametrize("mode", Mode, ids=str)
def test_of_a_message_that_was_read_by_two_contracts_the_newer_counts(mode: Mode) -> None:
    older = message("a", 1, 0, name="lama")
    newer = message("a", 1, 0, name="baru", contract=2, loaded=SECOND_LOAD)
    before_the_column = message("b", 1, 1, name="Budi", contract=None)
    again = message("b", 1, 1, name="BUDI", loaded=SECOND_LOAD)
    found = asked(
        rows_sql(made(mode), "pesan"), newer, older, before_the_column, again, columns="kode, nama, _contract"
    )
    assert found == [("a", "baru", 2), ("b", "BUDI", 1)]


@pytest.mark.parametrize("mode", [Mode.HISTORY, Mode.APPEND], ids=str)
def test_another_message_of_an_event_changes_nothing_by_whatever_contract(mode: Mode) -> None:
    first = message("a", 1, 3, name="pertama")
    other = message("a", 1, 9, name="lain", contract=2, loaded=SECOND_LOAD)
    assert asked(rows_sql(made(mode), "pesan"), first, other, columns="nama") == [("pertama",)]


def test_a_history_table_has_every_version_once_and_the_copy_that_was_loaded_first() -> None:
    messages = [message("a", 1, 0), message("a", 2, 1), message("a", 1, 7), message("b", 1, 8)]
    assert rows(Mode.HISTORY, *messages) == [("a", 0), ("a", 1), ("b", 8)]
    earlier_offset_loaded_later = message("a", 1, 0, partition=1, loaded=SECOND_LOAD)
    assert rows(Mode.HISTORY, message("a", 1, 3), earlier_offset_loaded_later) == [("a", 3)]


def test_a_history_table_tells_keys_apart_that_share_an_event() -> None:
    assert rows(Mode.HISTORY, message("a", 1, 0, event="x"), message("b", 1, 1, event="x")) == [("a", 0), ("b", 1)]


def test_an_append_table_has_every_event_once() -> None:
    messages = [message("a", 1, 0, event="x"), message("b", 1, 1, event="x"), message("a", 2, 2, event="y")]
    assert rows(Mode.APPEND, *messages) == [("a", 0), ("a", 2)]


def test_a_key_of_two_fields_is_one_key() -> None:
    second = replace(NAME, key_position=2)
    messages = [message("a", 1, 0, name="x"), message("a", 2, 1, name="y"), message("a", 3, 2, name="x")]
    assert rows(Mode.UPSERT, *messages, keys=(KEY, second)) == [("a", 1), ("a", 2)]


@pytest.mark.parametrize("mode", Mode)
def test_the_current_state_is_the_newest_version_of_the_keys_that_are_not_deleted(mode: Mode) -> None:
    messages = [
        message("a", 1, 0, name="satu"), message("a", 2, 1, name="dua"), message("b", 1, 2),
        message("b", 2, 3, deleted=True), message("c", 2, 4, deleted=True), message("c", 3, 5, name="kembali"),
    ]  # fmt: skip
    assert asked(current_state_sql(made(mode), "pesan"), *messages, columns="kode, nama, _offset") == [
        ("a", "dua", 1),
        ("c", "kembali", 5),
    ]


def test_the_current_state_has_the_fields_of_the_contract_and_where_they_came_from() -> None:
    sql = current_state_sql(made(Mode.UPSERT), "pesan")
    assert asked(sql, message("a", 1, 7, name="Ani"), columns="* EXCLUDE _valid_from") == [("a", "Ani", 0, 7)]


def test_a_dataset_that_does_not_go_to_the_lakehouse_has_nothing_to_ask() -> None:
    with pytest.raises(FinalError, match="does not load into sink 'lakehouse'"):
        rows_sql(contract("warehouse", Mode.UPSERT), "pesan")
