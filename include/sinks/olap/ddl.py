"""A contract's table in the store: made, given new columns and wider ones, before any load."""

from __future__ import annotations

import re

import pyarrow as pa
from duckdb import DuckDBPyConnection

from include.contract.model import Contract, Mode, Protect, SinkSpec
from include.errors import FinalError
from include.sinks.olap.store import renew_state
from include.transform.schema import UTC_TIME, frame_schema

TYPES = {
    pa.string(): "VARCHAR",
    pa.int32(): "INTEGER",
    pa.int64(): "BIGINT",
    pa.bool_(): "BOOLEAN",
    pa.date32(): "DATE",
    UTC_TIME: "TIMESTAMP WITH TIME ZONE",
}
STAMP = {"_batch_id": "VARCHAR", "_loaded_at": "TIMESTAMP WITH TIME ZONE"}
"""What a load adds to the staged frame."""
REQUIRED = {"_partition", "_offset", "_event_id", "_version", "_contract", "_deleted", "_batch_id", "_loaded_at"}
OLDEST = {"_contract": 0}
"""What rows have in a column that is younger than they are: here, a contract that is older than any."""
DECIMAL = re.compile(r"DECIMAL\((\d+),(\d+)\)")


def columns(contract: Contract) -> dict[str, str]:
    """Name and type of every column. A copy has no roles that may see more than others, so restricted fields are not in it."""
    restricted = {field.name for field in contract.fields if field.protect is Protect.RESTRICT}
    declared = {field.name: _type(field.type) for field in frame_schema(contract) if field.name not in restricted}
    return {**declared, **STAMP}


def prepare(store: DuckDBPyConnection, contract: Contract, sink: SinkSpec) -> None:
    """Make the table, or add the columns it lacks and widen those that are too narrow. Nothing is ever dropped or narrowed.

    Raises FinalError for a table that another contract made: of another mode or key, or with a column of a type that
    neither holds what the contract declares nor can be widened to it.
    """
    declared = columns(contract)
    existing = _existing(store, sink.table)
    if not existing:
        _create(store, contract, sink, declared)
        return
    _require_same(store, contract, sink)
    _require_types(sink, existing, declared)
    changes = [
        f'ALTER "{name}" TYPE {type_}' if name in existing else f'ADD COLUMN "{name}" {type_}{_of_older_rows(name)}'
        for name, type_ in declared.items()
        if name not in existing or not holds(existing[name], type_)
    ]
    if changes:
        store.begin()
        for change in changes:
            store.execute(f'ALTER TABLE "{sink.table}" {change}')
        renew_state(store)
        store.commit()


def _of_older_rows(name: str) -> str:
    return f" DEFAULT {OLDEST[name]}" if name in OLDEST else ""


def distinguishing(contract: Contract, sink: SinkSpec) -> list[str]:
    """The columns of which no two rows have the same: one row per key, per version of a key, or per event."""
    keys = [field.name for field in contract.key_fields]
    match sink.mode:
        case Mode.UPSERT:
            return keys
        case Mode.HISTORY:
            return [*keys, "_event_id"]
        case Mode.APPEND:
            return ["_event_id"]


def holds(kept: str, declared: str) -> bool:
    """Whether a column of a type holds every value of the declared one as it is."""
    wide, narrow = DECIMAL.fullmatch(kept), DECIMAL.fullmatch(declared)
    if not wide or not narrow:
        return kept == declared
    (kept_precision, kept_scale), (precision, scale) = map(int, wide.groups()), map(int, narrow.groups())
    return scale <= kept_scale and precision - scale <= kept_precision - kept_scale


def _type(type_: pa.DataType) -> str:
    return f"DECIMAL({type_.precision},{type_.scale})" if pa.types.is_decimal(type_) else TYPES[type_]


def _existing(store: DuckDBPyConnection, table: str) -> dict[str, str]:
    rows = store.execute(
        "SELECT column_name, data_type FROM duckdb_columns() WHERE database_name = current_database() AND schema_name = 'main' AND "
        "table_name = ?",
        [table],
    ).fetchall()
    return dict(rows)


def _create(store: DuckDBPyConnection, contract: Contract, sink: SinkSpec, declared: dict[str, str]) -> None:
    required = {*distinguishing(contract, sink), *REQUIRED}
    body = ", ".join(f'"{name}" {t}{" NOT NULL" if name in required else ""}' for name, t in declared.items())
    store.begin()
    store.execute(f'CREATE TABLE "{sink.table}" ({body})')
    store.execute("INSERT INTO etl_table VALUES (?, ?, ?)", [sink.table, sink.mode.value, _keys(contract)])
    renew_state(store)
    store.commit()


def _require_same(store: DuckDBPyConnection, contract: Contract, sink: SinkSpec) -> None:
    row = store.execute("SELECT mode, keys FROM etl_table WHERE table_name = ?", [sink.table]).fetchone()
    expected = (sink.mode.value, _keys(contract))
    if row != expected:
        found = f"is in mode {row[0]} with the key ({', '.join(row[1])})" if row else "was not made by this sink"
        raise FinalError(
            f"OLAP table {sink.table!r} {found}, expected mode {expected[0]} with the key ({', '.join(expected[1])}). A table's "
            f"key and mode cannot change: rename the old table, or give the dataset another name."
        )


def _require_types(sink: SinkSpec, existing: dict[str, str], declared: dict[str, str]) -> None:
    differing = {
        name: type_
        for name, type_ in declared.items()
        if name in existing and not holds(existing[name], type_) and not holds(type_, existing[name])
    }
    if differing:
        found = ", ".join(f'"{name}" is {existing[name]}, expected {type_}' for name, type_ in differing.items())
        changes = "; ".join(f'ALTER TABLE "{sink.table}" ALTER "{name}" TYPE {t}' for name, t in differing.items())
        raise FinalError(
            f"OLAP table {sink.table!r} is not what its contract declares: {found}. A column changes by itself only to a "
            f"type that holds all that it held. Give the contract the type that the table has, or the new type to a "
            f"field of a new name; or run {changes}, if the values allow it."
        )


def _keys(contract: Contract) -> list[str]:
    return [field.name for field in contract.key_fields]
