"""Writing the rows of a batch, by the mode of the sink. Returns how many were loaded, superseded and skipped.

Tables have no index: it would have to be read into memory for every load. A batch is compared with the table in one scan.
"""

from __future__ import annotations

import pyarrow as pa
from duckdb import DuckDBPyConnection

from include.contract.model import Contract, Mode, SinkSpec
from include.errors import LoadMismatch
from include.sinks.base import Written
from include.sinks.olap.ddl import STAMP, columns, distinguishing

NEWEST_FIRST = "_version DESC, _partition DESC, _offset DESC, _contract DESC"
"""Which version of a key is the newest: the source says it, and where it says the same twice, the later message."""
NEWER = "(i._version, i._partition, i._offset, i._contract) > (t._version, t._partition, t._offset, t._contract)"
AGAIN = "t._partition = i._partition AND t._offset = i._offset AND t._event_id = i._event_id"
"""The row is what this very message said before."""
AGAIN_BY_A_NEWER_CONTRACT = f"{AGAIN} AND i._contract > t._contract"


def write(store: DuckDBPyConnection, rows: pa.Table, contract: Contract, sink: SinkSpec, batch_id: str) -> Written:
    """Raises LoadMismatch when DuckDB took other rows than it was given."""
    if rows.num_rows == 0:
        return Written(0, 0, 0)
    accept(store, rows, contract, batch_id)
    if sink.mode is Mode.UPSERT:
        return _upsert(store, contract, sink, rows.num_rows)
    return _add(store, contract, sink, rows.num_rows)


def accept(store: DuckDBPyConnection, rows: pa.Table, contract: Contract, batch_id: str) -> None:
    """Make the temporary table `_accepted` of staged rows."""
    store.register("_staged", rows)
    store.execute(f"CREATE TEMP TABLE _accepted AS SELECT {_selected(contract)} FROM _staged", [batch_id])


def _upsert(store: DuckDBPyConnection, contract: Contract, sink: SinkSpec, given: int) -> Written:
    """Rows of new keys are added, older rows give way to newer ones."""
    keys = listed(distinguishing(contract, sink))
    events = _count(store, f"SELECT count(*) FROM (SELECT DISTINCT {keys}, _event_id FROM _accepted)")
    store.execute(f"CREATE TEMP TABLE _newest AS {_first_of_each(keys, NEWEST_FIRST)}")
    store.execute(
        f"CREATE TEMP TABLE _known AS SELECT {keys}, i._event_id = t._event_id AND NOT ({AGAIN} AND {NEWER}) AS _same, "
        f'{NEWER} AS _newer FROM _newest i JOIN "{sink.table}" t USING ({keys})'
    )
    kept, known, same, newer, replaced = _counts(
        store,
        "SELECT (SELECT count(*) FROM _newest), count(*), count(*) FILTER (_same), count(*) FILTER (_newer AND NOT _same), "
        f"count(DISTINCT ({keys})) FILTER (_newer) FROM _known",
    )
    older = f"SELECT {keys} FROM _known WHERE NOT _newer"
    removed = _count(store, f'DELETE FROM "{sink.table}" WHERE ({keys}) IN (SELECT ({keys}) FROM _known WHERE _newer)')
    added = _count(
        store, f'INSERT INTO "{sink.table}" BY NAME SELECT * FROM _newest ANTI JOIN ({older}) USING ({keys})'
    )
    if (removed, added) != (replaced, kept - known + replaced):
        raise LoadMismatch(
            f"OLAP table {sink.table!r}: {removed} rows were removed and {added} added, expected {replaced} and "
            f"{kept - known + replaced}. Rolled back; look for a key that stands twice in the table."
        )
    return Written(
        loaded=kept - known + newer, superseded=known - same - newer + events - kept, skipped=same + given - events
    )


def _add(store: DuckDBPyConnection, contract: Contract, sink: SinkSpec, given: int) -> Written:
    """The first row of each event is added, unless the table has the event. A row that one of these very messages made by an
    older contract becomes what the message says by this one."""
    distinct = listed(distinguishing(contract, sink))
    store.execute(
        f'CREATE TEMP TABLE _known AS SELECT {distinct} FROM "{sink.table}" SEMI JOIN _accepted USING ({distinct})'
    )
    store.execute(
        f'CREATE TEMP TABLE _rewritten AS SELECT i.* FROM _accepted i JOIN "{sink.table}" t USING ({distinct}) '
        f"WHERE {AGAIN_BY_A_NEWER_CONTRACT}"
    )
    removed = _count(store, f'DELETE FROM "{sink.table}" WHERE ({distinct}) IN (SELECT ({distinct}) FROM _rewritten)')
    rewritten = _count(store, f'INSERT INTO "{sink.table}" BY NAME SELECT * FROM _rewritten')
    if removed != rewritten:
        raise LoadMismatch(
            f"OLAP table {sink.table!r}: {removed} rows were removed and {rewritten} written in their places. Rolled back; look "
            f"for an event that stands twice in the table."
        )
    first = _first_of_each(distinct, "_offset")
    added = _count(
        store, f'INSERT INTO "{sink.table}" BY NAME SELECT * FROM ({first}) ANTI JOIN _known USING ({distinct})'
    )
    return Written(added + rewritten, superseded=0, skipped=given - added - rewritten)


def _selected(contract: Contract) -> str:
    """The staged columns as the table has them. Empty text is missing, as in the warehouse."""
    declared = columns(contract)
    staged = [name for name in declared if name not in STAMP]
    texts = [f'nullif("{name}", \'\') AS "{name}"' if declared[name] == "VARCHAR" else f'"{name}"' for name in staged]
    return ", ".join([*texts, "? AS _batch_id", "now() AS _loaded_at"])


def _first_of_each(columns: str, order: str) -> str:
    return f"SELECT * FROM _accepted QUALIFY row_number() OVER (PARTITION BY {columns} ORDER BY {order}) = 1"


def listed(names: list[str]) -> str:
    return ", ".join(f'"{name}"' for name in names)


def _counts(store: DuckDBPyConnection, statement: str) -> list[int]:
    row = store.execute(statement).fetchone()
    return [int(number) for number in row or ()]


def _count(store: DuckDBPyConnection, statement: str) -> int:
    (number,) = _counts(store, statement)
    return number
