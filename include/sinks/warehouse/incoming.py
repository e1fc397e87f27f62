"""The rows of a batch in a temporary table beside their target, to be compared with it in one statement."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from typing import Any

import pyarrow as pa
from pymysql.connections import Connection
from pymysql.cursors import Cursor

from include.contract.model import Contract, SinkSpec
from include.sinks.warehouse import bulk
from include.sinks.warehouse.ddl import LETTER_BY_LETTER, columns

INCOMING = "incoming_batch"
NEWER = "(i._version, i._partition, i._offset, i._contract) > (t._version, t._partition, t._offset, t._contract)"
"""The newest message of a key is the one with the greatest version; of equal versions, the later message; of one message, what
it says by the newer contract. So the end is the same in whatever order messages are loaded."""
AGAIN = "t._partition = i._partition AND t._offset = i._offset AND t._event_id = i._event_id"
"""The row is what this very message said before."""
AGAIN_BY_A_NEWER_CONTRACT = f"{AGAIN} AND i._contract > t._contract"
NOT_LOADED: dict[str, Any] = {"_batch_id": "-", "_loaded_at": datetime(2000, 1, 1)}
"""The stamp of rows that are only looked at."""


@contextmanager
def incoming(
    connection: Connection[Any], rows: pa.Table, contract: Contract, keys: list[str], stamp: Mapping[str, Any]
) -> Iterator[Cursor]:
    """A cursor on a connection that has the rows in INCOMING, one for each value of `keys`."""
    declared = [f"`{name}` {type_}" for name, type_ in columns(contract).items()]
    quoted = ", ".join(f"`{key}`" for key in keys)
    with connection.cursor() as cursor:
        # With only a primary key, filling the table costs half of what a copy with the target's indexes would.
        cursor.execute(
            f"CREATE TEMPORARY TABLE {INCOMING} ({', '.join(declared)}, PRIMARY KEY ({quoted})) {LETTER_BY_LETTER}"
        )
        bulk.load(connection, rows, INCOMING, stamp)
        yield cursor
        cursor.execute(f"DROP TEMPORARY TABLE {INCOMING}")


def joined(sink: SinkSpec, keys: list[str], how: str = "STRAIGHT_JOIN") -> str:
    return f"{INCOMING} i {how} `{sink.table}` t ON " + " AND ".join(f"t.`{k}` = i.`{k}`" for k in keys)
