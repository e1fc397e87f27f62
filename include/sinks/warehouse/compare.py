"""Staged rows beside the table, without loading them: what they would change, and what the table lacks of them."""

from __future__ import annotations

from typing import Any

import pyarrow as pa
from pymysql.connections import Connection

from include.contract.model import Contract, Mode, SinkSpec
from include.sinks.base import Difference, Rewriting
from include.sinks.warehouse.ddl import columns, key_columns
from include.sinks.warehouse.incoming import AGAIN_BY_A_NEWER_CONTRACT, NEWER, NOT_LOADED, incoming, joined

COORDINATES = {"_partition", "_offset", "_event_id", "_contract", "_batch_id", "_loaded_at"}
"""Columns that say where a row came from, and by what, and not what it says."""


def rewriting(connection: Connection[Any], rows: pa.Table, contract: Contract, sink: SinkSpec) -> Rewriting:
    keys = key_columns(contract, sink)
    compared = [name for name in columns(contract) if name not in {*COORDINATES, *keys}]
    if rows.num_rows == 0:
        return Rewriting(0, {})
    differing = ", ".join(f"COALESCE(SUM(NOT (t.`{name}` <=> i.`{name}`)), 0)" for name in compared)
    with incoming(connection, rows, contract, ["_offset"], NOT_LOADED) as cursor:
        cursor.execute(f"SELECT COUNT(*), {differing} FROM {joined(sink, keys)} WHERE {AGAIN_BY_A_NEWER_CONTRACT}")
        number, *changed = map(int, cursor.fetchone() or ())
    return Rewriting(number, {name: count for name, count in zip(compared, changed, strict=True) if count})


def difference(connection: Connection[Any], rows: pa.Table, contract: Contract, sink: SinkSpec) -> Difference:
    """No row can be there twice, because of the primary key."""
    if rows.num_rows == 0:
        return Difference()
    older = NEWER if sink.mode is Mode.UPSERT else AGAIN_BY_A_NEWER_CONTRACT
    table = joined(sink, key_columns(contract, sink), "LEFT JOIN")
    with incoming(connection, rows, contract, ["_offset"], NOT_LOADED) as cursor:
        cursor.execute(f"SELECT i._offset FROM {table} WHERE t._offset IS NULL OR ({older}) ORDER BY i._offset")
        return Difference(lacking=tuple(offset for (offset,) in cursor.fetchall()))
