"""Writing the rows of a batch, by the mode of the sink. Returns how many were loaded, superseded and skipped."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
from pymysql.connections import Connection

from include.contract.model import Contract, Mode, SinkSpec
from include.errors import LoadMismatch
from include.sinks.base import Written
from include.sinks.warehouse import bulk
from include.sinks.warehouse.ddl import body, columns, undeclared

INCOMING = "incoming_batch"
NEWER = "(i._version, i._partition, i._offset) > (t._version, t._partition, t._offset)"
"""The newest message of a key is the one with the greatest version; of equal versions, the later message. So the end is the
same in whatever order messages are loaded."""


def write(connection: Connection[Any], rows: pa.Table, contract: Contract, sink: SinkSpec, batch_id: str) -> Written:
    """Raises LoadMismatch when the database took other rows than it was given."""
    if rows.num_rows == 0:
        return Written(0, 0, 0)
    with connection.cursor() as cursor:
        cursor.execute("SELECT NOW(6)")
        (now,) = cursor.fetchone()
    stamp = {"_batch_id": batch_id, "_loaded_at": now}
    if sink.mode is Mode.UPSERT:
        return _upsert(connection, rows, contract, sink, stamp)
    bulk.load(connection, rows, sink.table, stamp)
    loaded = _stamped(connection, sink.table, rows, stamp)
    return Written(loaded, superseded=0, skipped=rows.num_rows - loaded)


def _upsert(
    connection: Connection[Any], rows: pa.Table, contract: Contract, sink: SinkSpec, stamp: Mapping[str, Any]
) -> Written:
    """Rows of new keys are added; then, with every row of the batch locked, older rows give way to newer ones."""
    keys = [field.name for field in contract.key_fields]
    newest, older, repeated = _newest(rows, keys)
    names = list(columns(contract))
    listed = ", ".join(f"`{name}`" for name in names)
    joined = f"{INCOMING} i STRAIGHT_JOIN `{sink.table}` t ON " + " AND ".join(f"t.`{k}` = i.`{k}`" for k in keys)
    with connection.cursor() as cursor:
        # With only a primary key, filling the table costs half of what a copy with the target's indexes would.
        cursor.execute(f"CREATE TEMPORARY TABLE {INCOMING} {body(contract, sink)}")
        bulk.load(connection, newest, INCOMING, stamp)
        cursor.execute(f"SELECT COUNT(*) FROM {INCOMING}")
        if cursor.fetchone() != (newest.num_rows,):
            raise LoadMismatch(f"table {sink.table!r}: the server takes two keys of the batch for one. Rolled back.")
        cursor.execute(
            f"INSERT INTO `{sink.table}` ({listed}) SELECT {listed} FROM {INCOMING} "
            f"ON DUPLICATE KEY UPDATE `{keys[0]}` = `{sink.table}`.`{keys[0]}`"
        )
        bulk.require_exact(sink.table, cursor.warning_count)
        added, skipped, newer, superseded = _compared(connection, joined)
        assignments = ", ".join(
            [f"t.`{name}` = i.`{name}`" for name in names if name not in keys]
            + [f"t.`{name}` = NULL" for name in undeclared(connection, contract, sink)]
        )
        if newer or skipped:
            cursor.execute(f"UPDATE {joined} SET {assignments} WHERE {NEWER}")
            bulk.require_exact(sink.table, cursor.warning_count)
        cursor.execute(f"DROP TEMPORARY TABLE {INCOMING}")
    return Written(added + newer, superseded + older, skipped + repeated)


def _compared(connection: Connection[Any], joined: str) -> tuple[int, int, int, int]:
    """How many incoming rows were just added, are there already, are newer than what is there, and are older."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT COALESCE(SUM(mine), 0), COALESCE(SUM(NOT mine AND same), 0), COALESCE(SUM(NOT mine AND NOT same AND "
            "newer), 0), COALESCE(SUM(NOT mine AND NOT same AND NOT newer), 0) FROM (SELECT "
            "t._batch_id = i._batch_id AND t._loaded_at = i._loaded_at AS mine, t._event_id = i._event_id AS same, "
            f"{NEWER} AS newer FROM {joined}) AS compared"
        )
        added, skipped, newer, older = (int(number) for number in cursor.fetchone())
    return added, skipped, newer, older


def _newest(rows: pa.Table, keys: list[str]) -> tuple[pa.Table, int, int]:
    """The newest version of each key, how many older ones the batch has, and how many repeated events."""
    frame = rows.select([*keys, "_event_id", "_version", "_offset"]).to_pandas()
    ordered = frame.sort_values(["_version", "_offset"], kind="stable")
    kept = ordered.drop_duplicates(subset=keys, keep="last").index.sort_values()
    events = len(frame.drop_duplicates(subset=[*keys, "_event_id"]))
    return rows.take(pa.array(kept)), events - len(kept), len(frame) - events


def _stamped(connection: Connection[Any], table: str, rows: pa.Table, stamp: Mapping[str, Any]) -> int:
    """How many of the rows the table has by this load. Rows of one batch lie in one stretch of a partition."""
    first, last = pc.min(rows["_offset"]).as_py(), pc.max(rows["_offset"]).as_py()
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT COUNT(*) FROM `{table}` WHERE _partition = %s AND _offset BETWEEN %s AND %s AND _batch_id = %s "
            f"AND _loaded_at = %s",
            (rows["_partition"][0].as_py(), first, last, *stamp.values()),
        )
        return int(cursor.fetchone()[0])
