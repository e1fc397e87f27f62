"""A contract's table in the warehouse: made, given new columns and wider ones, before any load. DDL commits by itself in MySQL."""

from __future__ import annotations

import re
from typing import Any

from pymysql.connections import Connection

from include.contract.model import Contract, Field, Mode, Protect, SinkSpec
from include.database import alone
from include.errors import FinalError
from include.sinks.warehouse import views
from include.sinks.warehouse.types import holds
from include.transform.schema import kept_fields

META_COLUMNS = {
    "_partition": "INT NOT NULL",
    "_offset": "BIGINT NOT NULL",
    "_event_id": "VARCHAR(64) NOT NULL",
    "_version": "VARCHAR(64) NOT NULL",
    # Rows that are older than the column were loaded by a contract that is older than any.
    "_contract": "BIGINT NOT NULL DEFAULT 0",
    "_deleted": "TINYINT NOT NULL",
    "_valid_from": "DATETIME(6) NOT NULL",
    "_created_at": "DATETIME(6) NULL",
    "_event_at": "DATETIME(6) NULL",
    "_extracted_at": "DATETIME(6) NULL",
    "_broker_at": "DATETIME(6) NOT NULL",
    "_semester": "CHAR(5) NULL",
    "_tahun_anggaran": "INT NULL",
    "_batch_id": "CHAR(32) NOT NULL",
    "_loaded_at": "DATETIME(6) NOT NULL",
}
LETTER_BY_LETTER = "CHARACTER SET utf8mb4 COLLATE utf8mb4_bin"
"""Two keys that differ in case or accent are two keys, here as in every other place a batch passes."""


def key_columns(contract: Contract, sink: SinkSpec) -> list[str]:
    """The primary key: one row per key, per version of a key, or per event."""
    keys = [field.name for field in contract.key_fields]
    match sink.mode:
        case Mode.UPSERT:
            return keys
        case Mode.HISTORY:
            # A row in one state has one event id however often it is sent, so a republished version adds nothing.
            return [*keys, "_event_id"]
        case Mode.APPEND:
            return ["_event_id"]


def columns(contract: Contract) -> dict[str, str]:
    """Name and type of every column, in the order of the staged frame, then what the load adds."""
    return {**{field.name: _column(field) for field in kept_fields(contract)}, **META_COLUMNS}


def body(contract: Contract, sink: SinkSpec, *indexes: str) -> str:
    """What stands after the name in a CREATE TABLE."""
    declared = [f"`{name}` {type_}" for name, type_ in columns(contract).items()]
    keys = ", ".join(f"`{name}`" for name in key_columns(contract, sink))
    return f"({', '.join([*declared, f'PRIMARY KEY ({keys})', *indexes])}) {LETTER_BY_LETTER}"


def prepare(connection: Connection[Any], contract: Contract, sink: SinkSpec) -> None:
    """Make the table, add the columns it lacks, widen those that are too narrow, and renew its views.

    Nothing is ever dropped or narrowed. Raises FinalError for a table that another contract made: with another primary key,
    a second UNIQUE index or a column of a type that neither holds what the contract declares nor can be widened to it.
    """
    with alone(connection, f"prepare {sink.table}"):
        with connection.cursor() as cursor:
            if cursor.execute("SHOW TABLES LIKE %s", (sink.table,)) == 0:
                indexed = body(contract, sink, "KEY trail (_partition, _offset)")
                cursor.execute(f"CREATE TABLE `{sink.table}` {indexed}")
            _require_keys(connection, contract, sink)
            existing, declared = _types(connection, sink.table), _declared_types(contract)
            _require_types(sink, existing, declared)
            changes = [
                f"{'MODIFY' if name in existing else 'ADD'} COLUMN `{name}` {type_}"
                for name, type_ in columns(contract).items()
                if name not in existing or not holds(existing[name], declared[name])
            ]
            if changes:
                cursor.execute(f"ALTER TABLE `{sink.table}` {', '.join(changes)}")
        views.renew(connection, contract, sink)


def undeclared(connection: Connection[Any], contract: Contract, sink: SinkSpec) -> list[str]:
    """The columns of fields that other versions of the contract have. This one says nothing of them."""
    declared = columns(contract)
    with connection.cursor() as cursor:
        cursor.execute(f"SHOW COLUMNS FROM `{sink.table}`")
        found = {name: (nullable, extra) for name, _, nullable, _, _, extra in cursor.fetchall()}
    return [n for n, (nullable, extra) in found.items() if n not in declared and (nullable, extra) == ("YES", "")]


def _column(field: Field) -> str:
    type_ = "VARCHAR(32)" if field.protect is Protect.PSEUDONYM else field.column_type.upper()
    return f"{type_} {'NOT NULL' if field.key_position else 'NULL'}"


def _types(connection: Connection[Any], table: str) -> dict[str, str]:
    with connection.cursor() as cursor:
        cursor.execute(f"SHOW COLUMNS FROM `{table}`")
        return {name: type_ for name, type_, *_ in cursor.fetchall()}


def _declared_types(contract: Contract) -> dict[str, str]:
    return {name: re.split(r" (?:not )?null\b", declared.lower())[0] for name, declared in columns(contract).items()}


def _require_types(sink: SinkSpec, existing: dict[str, str], declared: dict[str, str]) -> None:
    differing = {
        name: type_
        for name, type_ in declared.items()
        if name in existing and not holds(existing[name], type_) and not holds(type_, existing[name])
    }
    if differing:
        found = ", ".join(f"`{name}` is {existing[name]}, expected {type_}" for name, type_ in differing.items())
        changes = ", ".join(f"MODIFY `{name}` {type_}" for name, type_ in differing.items())
        raise FinalError(
            f"table {sink.table!r} is not what its contract declares: {found}. A column changes by itself only to a type "
            f"that holds all that it held. Give the contract the type that the table has, or the new type to a field of a new "
            f"name; or run ALTER TABLE `{sink.table}` {changes}, if the values allow it."
        )


def _require_keys(connection: Connection[Any], contract: Contract, sink: SinkSpec) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"SHOW INDEX FROM `{sink.table}` WHERE Non_unique = 0")
        indexes: dict[str, list[str]] = {}
        for _, _, name, _, column, *_ in cursor.fetchall():
            indexes.setdefault(name, []).append(column)
    primary, expected = indexes.pop("PRIMARY", []), key_columns(contract, sink)
    if primary != expected:
        raise FinalError(
            f"table {sink.table!r} has the primary key ({', '.join(primary)}), expected ({', '.join(expected)}). A table's key and "
            f"mode cannot change: rename the old table, or give the dataset another name."
        )
    if indexes:
        raise FinalError(
            f"table {sink.table!r} has a second UNIQUE index ({', '.join(sorted(indexes))}), so a load could replace another row "
            f"than it means to. Drop the index, or check uniqueness with a quality rule in the contract."
        )
