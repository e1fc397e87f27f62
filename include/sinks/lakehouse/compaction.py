"""Small files made into larger ones. The rows, the ledger and every running load stay as they are."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

from pyiceberg.expressions import AlwaysTrue
from pyiceberg.io.pyarrow import ArrowScan
from pyiceberg.manifest import DataFile
from pyiceberg.table import FileScanTask, Table

from include.settings import LakehouseSettings
from include.sinks.lakehouse import table as tables
from include.sinks.lakehouse.lake import Lake, in_our_words, opened
from include.sinks.lakehouse.ledger import read_ledger
from include.sinks.lakehouse.snapshot import Change, commit, write_files

MAINTENANCE = "kampus.maintenance"
SMALL = 16 * 2**20
"""Bytes below which a file is worth to be joined with others."""
TOGETHER = 64 * 2**20
"""Bytes that are read and written at a time; in memory they are several times as many."""


@dataclass(frozen=True)
class Compaction:
    """How many files were replaced, by how many."""

    files: int
    by: int


def compact(settings: LakehouseSettings, dataset: str) -> Compaction:
    """Join the small files of each partition, one snapshot for each group of files.

    A group whose files somebody else has replaced meanwhile is left to the next time.
    """
    files = by = 0
    with opened(settings) as lake:
        table = tables.present(lake, dataset)
        for group in _groups(lake, table):
            made = _rewritten(lake, table, group)
            if commit(lake, dataset, partial(_replace, group=group, made=made)):
                files, by = files + len(group), by + len(made)
    return Compaction(files, by)


@in_our_words
def _groups(lake: Lake, table: Table) -> list[list[FileScanTask]]:
    partitions: dict[str, list[FileScanTask]] = defaultdict(list)
    for task in table.scan().plan_files():
        if task.file.file_size_in_bytes < SMALL and task.file.spec_id == table.spec().spec_id:
            partitions[repr(task.file.partition)].append(task)
    return [group for tasks in partitions.values() for group in within(TOGETHER, tasks) if len(group) > 1]


def within(limit: int, tasks: list[FileScanTask]) -> Iterator[list[FileScanTask]]:
    group: list[FileScanTask] = []
    size = 0
    for task in sorted(tasks, key=lambda task: task.file.file_path):
        if size + task.file.file_size_in_bytes > limit:
            yield group
            group, size = [], 0
        group.append(task)
        size += task.file.file_size_in_bytes
    yield group


@in_our_words
def _rewritten(lake: Lake, table: Table, group: list[FileScanTask]) -> list[DataFile]:
    rows = ArrowScan(table.metadata, table.io, table.schema(), AlwaysTrue()).to_table(group)
    return write_files(lake, table, rows)


def _replace(present: Table, group: list[FileScanTask], made: list[DataFile]) -> Change | None:
    live = {task.file.file_path for task in present.scan().plan_files()}
    old = [task.file for task in group]
    if not live.issuperset(file.file_path for file in old):
        return None
    return Change(read_ledger(present), {MAINTENANCE: "compaction"}, added=made, removed=old)
