"""Old snapshots and files that nobody needs any more. Nothing here touches a row or the ledger of the present state."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

import pyarrow.fs as pa_fs
from pyiceberg.io.pyarrow import PyArrowFileIO
from pyiceberg.table import Table
from pyiceberg.table.update import AssertRefSnapshotId, AssertTableUUID, RemoveSnapshotsUpdate

from include.audit import outside
from include.errors import FinalError
from include.settings import DatabaseSettings, LakehouseSettings
from include.sinks.lakehouse import table as tables
from include.sinks.lakehouse import trail
from include.sinks.lakehouse.lake import Lake, in_our_words, opened, until_not_overtaken
from include.sinks.lakehouse.ledger import LEDGER, SINK, history, written


@dataclass(frozen=True)
class Orphan:
    """A file that no snapshot has; `size` is in bytes."""

    path: str
    size: int


def expire(settings: LakehouseSettings, warehouse: DatabaseSettings, dataset: str, before: datetime) -> int:
    """Forget the snapshots that were made before a moment, and return how many.

    The present one is kept, and so is the one that holds the ledger. What the warehouse lacks of their audit rows is
    written first. Keep snapshots for as long as the oldest backup that the warehouse may be restored from. The files that
    only they had are then orphans.
    """
    with opened(settings) as lake:
        with outside.opened(warehouse, SINK) as connection:
            trail.catch_up_all(connection, lake, dataset)
        return until_not_overtaken(lambda: _expire(lake, dataset, before))


@in_our_words
def _expire(lake: Lake, dataset: str, before: datetime) -> int:
    table = tables.present(lake, dataset)
    needed = _needed(table)
    expired = [
        snapshot.snapshot_id
        for snapshot in table.snapshots()
        if snapshot.timestamp_ms < before.timestamp() * 1000 and snapshot.snapshot_id not in needed
    ]
    if expired:
        unchanged = (
            AssertTableUUID(uuid=table.metadata.table_uuid),
            AssertRefSnapshotId.model_validate({"ref": "main", "snapshot-id": table.metadata.current_snapshot_id}),
        )
        lake.catalog.commit_table(table, unchanged, (RemoveSnapshotsUpdate.model_validate({"snapshot-ids": expired}),))
    return len(expired)


def _needed(table: Table) -> set[int]:
    """The snapshots from the present one back to the one that holds the ledger, and those that somebody gave a name."""
    needed = {reference.snapshot_id for reference in table.refs().values()}
    for snapshot in history(table):
        needed.add(snapshot.snapshot_id)
        if written(snapshot, LEDGER):
            break
    return needed


def remove_orphans(settings: LakehouseSettings, dataset: str, before: datetime) -> list[Orphan]:
    """Remove the files of a table that no snapshot has and that were written before a moment; return what they were.

    Crashed loads, lost races and expired snapshots leave them. A load that is still running has such files too: the moment
    must lie further back than the longest load.
    """
    with opened(settings) as lake:
        return _remove_orphans(lake, dataset, before)


@in_our_words
def _remove_orphans(lake: Lake, dataset: str, before: datetime) -> list[Orphan]:
    table = tables.present(lake, dataset)
    if not isinstance(table.io, PyArrowFileIO):
        raise FinalError(
            f"lakehouse {lake.settings.name!r}: its files are read with {type(table.io).__name__}, expected "
            f"pyiceberg.io.pyarrow.PyArrowFileIO, which can list them. Remove the property py-io-impl of the catalog, or clean "
            f"the tables with another tool."
        )
    scheme, netloc, folder = PyArrowFileIO.parse_location(table.location())
    files = table.io.fs_by_scheme(scheme, netloc)
    found = files.get_file_info(pa_fs.FileSelector(folder, recursive=True))
    # What was committed while the files were listed is seen here.
    known = {_path(location) for location in _locations(tables.present(lake, dataset))}
    orphans = [
        Orphan(info.path, info.size)
        for info in found
        if info.type is pa_fs.FileType.File and info.mtime < before and info.path not in known
    ]
    for orphan in orphans:
        files.delete_file(orphan.path)
    return orphans


def _locations(table: Table) -> Iterator[str]:
    """All that a table refers to."""
    yield table.metadata_location
    yield from (entry.metadata_file for entry in table.metadata.metadata_log)
    yield from (each.statistics_path for each in [*table.metadata.statistics, *table.metadata.partition_statistics])
    yield from (snapshot.manifest_list for snapshot in table.snapshots())
    yield from table.inspect.all_manifests()["path"].to_pylist()
    yield from table.inspect.all_files()["file_path"].to_pylist()


def _path(location: str) -> str:
    return PyArrowFileIO.parse_location(location)[2]
