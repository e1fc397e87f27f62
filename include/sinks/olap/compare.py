"""Staged rows beside the table, without loading them: what the table lacks of them, and has twice."""

from __future__ import annotations

import pyarrow as pa
from duckdb import DuckDBPyConnection

from include.contract.model import Contract, Mode, SinkSpec
from include.sinks.base import Difference
from include.sinks.olap.ddl import distinguishing
from include.sinks.olap.write import AGAIN_BY_A_NEWER_CONTRACT, NEWER, accept, listed


def difference(store: DuckDBPyConnection, rows: pa.Table, contract: Contract, sink: SinkSpec) -> Difference:
    if rows.num_rows == 0:
        return Difference()
    accept(store, rows, contract, batch_id="")
    distinct = listed(distinguishing(contract, sink))
    older = NEWER if sink.mode is Mode.UPSERT else AGAIN_BY_A_NEWER_CONTRACT
    joined = f'_accepted i LEFT JOIN "{sink.table}" t USING ({distinct})'
    return Difference(
        lacking=_offsets(store, f"SELECT DISTINCT i._offset FROM {joined} WHERE t._offset IS NULL OR ({older})"),
        twice=_offsets(store, f"SELECT i._offset FROM {joined} GROUP BY ALL HAVING count(*) > 1"),
    )


def _offsets(store: DuckDBPyConnection, query: str) -> tuple[int, ...]:
    return tuple(sorted(offset for (offset,) in store.execute(query).fetchall()))
