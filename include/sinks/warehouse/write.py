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
from include.sinks.warehouse.ddl import columns, key_columns, undeclared
from include.sinks.warehouse.incoming import AGAIN, AGAIN_BY_A_NEWER_CONTRACT, INCOMING, NEWER, incoming, joined


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
    _rewrite(connection, rows, contract, sink, stamp)
    loaded = _stamped(connection, sink.table, rows, stamp)
    return Written(loaded, superseded=0, skipped=rows.num_rows - loaded)


def _rewrite(
    connection: Connection[Any], rows: pa.Table, contract: Contract, sink: SinkSpec, stamp: Mapping[str, Any]
) -> None:
    """Rows that these very messages made by an older contract become what the messages say by this one."""
    older = _of_older_contracts(connection, sink.table, rows)
    if not older:
        return
    again = rows.filter(pc.is_in(rows["_offset"], pa.array(older, pa.int64())))
    keys = key_columns(contract, sink)
    with incoming(connection, again, contract, keys, stamp) as cursor:
        assignments = _assignments(connection, contract, sink, keys)
        cursor.execute(f"UPDATE {joined(sink, keys)} SET {assignments} WHERE {AGAIN_BY_A_NEWER_CONTRACT}")
        bulk.require_exact(sink.table, cursor.warning_count)


def _upsert(
    connection: Connection[Any], rows: pa.Table, contract: Contract, sink: SinkSpec, stamp: Mapping[str, Any]
) -> Written:
    """Rows of new keys are added; then, with every row of the batch locked, older rows give way to newer ones."""
    keys = [field.name for field in contract.key_fields]
    newest, older, repeated = _newest(rows, keys)
    listed = ", ".join(f"`{name}`" for name in columns(contract))
    both = joined(sink, keys)
    with incoming(connection, newest, contract, keys, stamp) as cursor:
        cursor.execute(f"SELECT COUNT(*) FROM {INCOMING}")
        if cursor.fetchone() != (newest.num_rows,):
            raise LoadMismatch(f"table {sink.table!r}: the server takes two keys of the batch for one. Rolled back.")
        cursor.execute(
            f"INSERT INTO `{sink.table}` ({listed}) SELECT {listed} FROM {INCOMING} "
            f"ON DUPLICATE KEY UPDATE `{keys[0]}` = `{sink.table}`.`{keys[0]}`"
        )
        bulk.require_exact(sink.table, cursor.warning_count)
        added, skipped, newer, superseded = _compared(connection, both)
        if newer or skipped:
            assignments = _assignments(connection, contract, sink, keys)
            cursor.execute(f"UPDATE {both} SET {assignments} WHERE {NEWER}")
            bulk.require_exact(sink.table, cursor.warning_count)
    return Written(added + newer, superseded + older, skipped + repeated)


def _assignments(connection: Connection[Any], contract: Contract, sink: SinkSpec, keys: list[str]) -> str:
    """A row becomes the incoming one, and loses what the contract no longer has."""
    taken = [f"t.`{name}` = i.`{name}`" for name in columns(contract) if name not in keys]
    return ", ".join([*taken, *(f"t.`{name}` = NULL" for name in undeclared(connection, contract, sink))])


def _of_older_contracts(connection: Connection[Any], table: str, rows: pa.Table) -> list[int]:
    """The offsets at which the table has what messages of the batch said by an older contract."""
    first, last = _stretch(rows)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT _offset FROM `{table}` WHERE _partition = %s AND _offset BETWEEN %s AND %s AND _contract < %s",
            (rows["_partition"][0].as_py(), first, last, rows["_contract"][0].as_py()),
        )
        return [offset for (offset,) in cursor.fetchall()]


def _compared(connection: Connection[Any], both: str) -> tuple[int, int, int, int]:
    """How many incoming rows were just added, are there already, are newer than what is there, and are older."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT COALESCE(SUM(mine), 0), COALESCE(SUM(NOT mine AND same), 0), COALESCE(SUM(NOT mine AND NOT same AND "
            "newer), 0), COALESCE(SUM(NOT mine AND NOT same AND NOT newer), 0) FROM (SELECT "
            "t._batch_id = i._batch_id AND t._loaded_at = i._loaded_at AS mine, "
            f"t._event_id = i._event_id AND NOT ({AGAIN} AND {NEWER}) AS same, "
            f"{NEWER} AS newer FROM {both}) AS compared"
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
    """How many of the rows the table has by this load."""
    first, last = _stretch(rows)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT COUNT(*) FROM `{table}` WHERE _partition = %s AND _offset BETWEEN %s AND %s AND _batch_id = %s "
            f"AND _loaded_at = %s",
            (rows["_partition"][0].as_py(), first, last, *stamp.values()),
        )
        return int(cursor.fetchone()[0])


def _stretch(rows: pa.Table) -> tuple[int, int]:
    """The first and the last offset of a batch, whose rows lie in one stretch of a partition."""
    return pc.min(rows["_offset"]).as_py(), pc.max(rows["_offset"]).as_py()
