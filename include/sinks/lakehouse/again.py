"""Messages that are loaded again: a table has one row of a message for each contract that it was read by.

Only another generation can have loaded offsets that a batch still has to load. Where none has, nothing is looked for, so that
the live pipeline costs the same however big the table is.
"""

from __future__ import annotations

from collections import Counter
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
from pyiceberg.table import Table

from include.records import PlannedBatch
from include.sinks.base import Difference
from include.sinks.lakehouse.lake import Lake, in_our_words
from include.sinks.lakehouse.ledger import Ledger

Beside = frozenset[tuple[int, int]]
"""Other generations that may have loaded offsets of a batch, and how far into its range each has come."""


def beside(ledger: Ledger, batch: PlannedBatch) -> Beside:
    start, end = batch.range.start, batch.range.end
    return frozenset(
        (each.generation, min(each.next_offset, end))
        for each in ledger
        if each.partition_id == batch.range.partition
        and each.generation != batch.generation
        and each.next_offset > start
    )


@in_our_words
def lacking(lake: Lake, table: Table, rows: pa.Table) -> pa.Table:
    """The rows of a batch that the table does not have by this very contract."""
    if rows.num_rows == 0:
        return rows
    found = _found(table, rows, where=f" AND _contract = {rows['_contract'][0]}")
    # An offset of a topic that was made again is another message, which has another event.
    there = set(_messages(found))
    return rows.filter(pa.array([message not in there for message in _messages(rows)], pa.bool_()))


@in_our_words
def difference(lake: Lake, table: Table, rows: pa.Table) -> Difference:
    """A row that does not say its contract, because it is older than that column, counts for every contract."""
    if rows.num_rows == 0:
        return Difference()
    there = Counter(_messages(_found(table, rows, "_contract"), "_contract"))
    contract = rows["_contract"][0].as_py()
    newest: dict[tuple[int, str], int] = {}
    for offset, event, by in there:
        newest[offset, event] = max(newest.get((offset, event), 0), contract if by is None else by)
    return Difference(
        lacking=tuple(offset for offset, event in _messages(rows) if newest.get((offset, event), 0) < contract),
        twice=tuple(sorted({offset for (offset, *_), times in there.items() if times > 1})),
    )


def _found(table: Table, rows: pa.Table, *more: str, where: str = "") -> pa.Table:
    """What the table has at the offsets of the rows. Files of other offsets are not read."""
    first, last = pc.min(rows["_offset"]).as_py(), pc.max(rows["_offset"]).as_py()
    stretch = f"_partition = {rows['_partition'][0]} AND _offset >= {first} AND _offset <= {last}{where}"
    return table.scan(row_filter=stretch, selected_fields=("_offset", "_event_id", *more)).to_arrow()


def _messages(rows: pa.Table, *more: str) -> list[tuple[Any, ...]]:
    return list(zip(*(rows[name].to_pylist() for name in ("_offset", "_event_id", *more)), strict=True))
