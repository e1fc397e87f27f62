"""One snapshot: files that are added and removed, with the ledger, under the condition that nobody came between."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import pyarrow as pa
from pyiceberg.io.pyarrow import _dataframe_to_data_files
from pyiceberg.manifest import DataFile
from pyiceberg.table import Table

from include.errors import FinalError, LoadMismatch, TransientError
from include.sinks.lakehouse import table as tables
from include.sinks.lakehouse.lake import Lake, in_our_words, until_not_overtaken
from include.sinks.lakehouse.ledger import LEDGER, Ledger, as_text


@dataclass(frozen=True)
class Change:
    """What a snapshot is to hold beside what is there. There is none without the whole ledger."""

    ledger: Ledger
    properties: dict[str, str] = field(default_factory=dict)
    added: Sequence[DataFile] = ()
    removed: Sequence[DataFile] = ()


@in_our_words
def write_files(lake: Lake, table: Table, rows: pa.Table) -> list[DataFile]:
    """The rows as files of the table that no snapshot has yet.

    Raises LoadMismatch when the files hold another number of rows.
    """
    if rows.num_rows == 0:
        return []
    files = list(_dataframe_to_data_files(table.metadata, _shaped(rows, table), table.io))
    for file in files:
        file.spec_id = table.spec().spec_id
    written = sum(file.record_count for file in files)
    if written != rows.num_rows:
        raise LoadMismatch(
            f"lakehouse table {'.'.join(table.name())}: {written} rows were written of {rows.num_rows}. Nothing was committed."
        )
    return files


def commit(lake: Lake, dataset: str, decide: Callable[[Table], Change | None]) -> bool:
    """Make a snapshot of what `decide` says of the present table; False when it says that there is nothing to do.

    The snapshot is made only if the table still stands at the one that `decide` saw; else it decides again.
    """
    return until_not_overtaken(lambda: _commit(lake, dataset, decide))


@in_our_words
def _commit(lake: Lake, dataset: str, decide: Callable[[Table], Change | None]) -> bool:
    table = tables.present(lake, dataset)
    if table.properties.get("commit.retry.num-retries") != "0":
        raise FinalError(
            f"lakehouse table {'.'.join(table.name())}: commit.retry.num-retries is not 0, so a commit could land on a snapshot "
            f"that nobody has read. Run ingest__{dataset} again, which sets it."
        )
    change = decide(table)
    if change is None:
        return False
    if any(file.spec_id != table.spec().spec_id for file in change.added):
        # pyiceberg would enter the files under the new way of sorting, whose partitions they are not in.
        raise TransientError(
            f"lakehouse table {'.'.join(table.name())}: its files are sorted in another way since ours were written. Nothing was "
            f"committed; the retry writes them anew."
        )
    properties = {**change.properties, LEDGER: as_text(change.ledger)}
    transaction = _light(table).transaction()
    update = transaction.update_snapshot(snapshot_properties=properties)
    with update.overwrite() if change.removed else update.merge_append() as snapshot:
        for file in change.removed:
            snapshot.delete_data_file(file)
        for file in change.added:
            snapshot.append_data_file(file)
    transaction.commit_transaction()
    return True


def _light(table: Table) -> Table:
    """The table without its older snapshots: pyiceberg copies all that it knows a dozen times for one commit.

    The catalog adds the new snapshot to the ones that it knows.
    """
    named = {reference.snapshot_id for reference in table.refs().values()}
    kept = [snapshot for snapshot in table.snapshots() if snapshot.snapshot_id in named]
    metadata = table.metadata.model_copy(update={"snapshots": kept, "snapshot_log": []})
    return Table(table.name(), metadata, table.metadata_location, table.io, table.catalog)


def _shaped(rows: pa.Table, table: Table) -> pa.Table:
    """The rows in the columns and types of the table. A column that they lack is missing in every row."""
    shape = table.schema().as_arrow()
    columns = [
        rows[field.name].cast(field.type) if field.name in rows.schema.names else pa.nulls(rows.num_rows, field.type)
        for field in shape
    ]
    return pa.table(columns, schema=shape)
