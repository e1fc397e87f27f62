"""Writing the rows of a batch, by the mode of the sink. Returns how many were loaded, superseded and skipped."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pyarrow as pa
from pymysql.connections import Connection

from include.contract.model import Contract, Mode, SinkSpec
from include.sinks.warehouse import bulk
from include.sinks.warehouse.ddl import columns

INCOMING = "incoming_batch"


@dataclass(frozen=True)
class Written:
    loaded: int
    superseded: int
    skipped: int


def write(connection: Connection[Any], rows: pa.Table, contract: Contract, sink: SinkSpec, batch_id: str) -> Written:
    constants = {"_batch_id": f"'{batch_id}'", "_loaded_at": "NOW(6)"}
    if sink.mode is Mode.UPSERT:
        return _upsert(connection, rows, contract, sink, constants)
    loaded = bulk.load(connection, rows, sink.table, constants)
    return Written(loaded, superseded=0, skipped=rows.num_rows - loaded)


def _upsert(
    connection: Connection[Any], rows: pa.Table, contract: Contract, sink: SinkSpec, constants: dict[str, str]
) -> Written:
    """One guarded statement: an older version never overwrites a newer one, whatever order the batches come in."""
    keys = [field.name for field in contract.key_fields]
    newest, repeated = _newest(rows, keys)
    names = list(columns(contract))
    join = " AND ".join(f"t.`{key}` = i.`{key}`" for key in keys)
    with connection.cursor() as cursor:
        # With only a primary key, filling the table costs half of what a copy with the target's indexes would.
        body = ", ".join(f"`{name}` {type_}" for name, type_ in columns(contract).items())
        cursor.execute(f"DROP TEMPORARY TABLE IF EXISTS {INCOMING}")
        cursor.execute(f"CREATE TEMPORARY TABLE {INCOMING} ({body}, PRIMARY KEY ({', '.join(f'`{k}`' for k in keys)}))")
        bulk.load(connection, newest, INCOMING, constants)
        cursor.execute(
            f"SELECT COUNT(*) FROM {INCOMING} i JOIN `{sink.table}` t ON {join} WHERE t._event_id = i._event_id"
        )
        present = cursor.fetchone()[0]
        others = [name for name in names if name not in keys and name != "_version"]
        # `_version` comes last: assignments run from left to right and the guard must see the stored version.
        updates = ", ".join(
            f"`{name}` = IF(VALUES(_version) > `{sink.table}`._version AND VALUES(_event_id) <> `{sink.table}`._event_id, "
            f"VALUES(`{name}`), `{sink.table}`.`{name}`)"
            for name in [*[n for n in others if n != "_event_id"], "_event_id", "_version"]
        )
        listed = ", ".join(f"`{name}`" for name in names)
        cursor.execute(
            f"INSERT INTO `{sink.table}` ({listed}) SELECT {listed} FROM {INCOMING} ON DUPLICATE KEY UPDATE {updates}"
        )
        cursor.execute(
            f"SELECT COUNT(*) FROM {INCOMING} i JOIN `{sink.table}` t ON {join} WHERE t._event_id = i._event_id"
        )
        loaded = cursor.fetchone()[0] - present
        cursor.execute(f"DROP TEMPORARY TABLE {INCOMING}")
    return Written(loaded, superseded=repeated + newest.num_rows - loaded - present, skipped=present)


def _newest(rows: pa.Table, keys: list[str]) -> tuple[pa.Table, int]:
    """The newest version of each key, and how many older ones there were."""
    frame = rows.select([*keys, "_version", "_offset"]).to_pandas()
    ordered = frame.sort_values(["_version", "_offset"], kind="stable")
    kept = ordered.drop_duplicates(subset=keys, keep="last").index.sort_values()
    return rows.take(pa.array(kept)), rows.num_rows - len(kept)
