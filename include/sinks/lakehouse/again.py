"""Messages that are loaded again: a table has one row of a message for each contract that it was read by.

Only another generation can have loaded offsets that a batch still has to load. Where none has, nothing is looked for, so that
the live pipeline costs the same however big the table is.
"""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc
from pyiceberg.table import Table

from include.records import PlannedBatch
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
    """The rows of a batch that the table does not have by this very contract. Files of other offsets are not read."""
    if rows.num_rows == 0:
        return rows
    first, last = pc.min(rows["_offset"]).as_py(), pc.max(rows["_offset"]).as_py()
    by = f"_partition = {rows['_partition'][0]} AND _contract = {rows['_contract'][0]}"
    where = f"{by} AND _offset >= {first} AND _offset <= {last}"
    found = table.scan(row_filter=where, selected_fields=("_offset", "_event_id")).to_arrow()
    # An offset of a topic that was made again is another message, which has another event.
    there = set(_messages(found))
    return rows.filter(pa.array([message not in there for message in _messages(rows)], pa.bool_()))


def _messages(rows: pa.Table) -> list[tuple[int, str]]:
    return list(zip(rows["_offset"].to_pylist(), rows["_event_id"].to_pylist(), strict=True))
