"""A lakehouse table made anew in a namespace of its own. One snapshot of the live table takes its rows over.

The live table stays the same table: its earlier snapshots, and so the way back, are kept until they expire.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from pyiceberg.expressions import AlwaysTrue
from pyiceberg.io.pyarrow import ArrowScan
from pyiceberg.manifest import DataFile
from pyiceberg.table import Table

from include.audit.ledger import LIVE
from include.contract.model import Contract
from include.settings import LakehouseSettings
from include.sinks.beside import has_caught_up
from include.sinks.lakehouse import table as tables
from include.sinks.lakehouse.compaction import MAINTENANCE, TOGETHER, within
from include.sinks.lakehouse.lake import Lake, in_our_words, opened
from include.sinks.lakehouse.ledger import Ledger, moved, read_ledger
from include.sinks.lakehouse.snapshot import Change, commit, write_files


@dataclass(frozen=True)
class LakehouseBeside:
    settings: LakehouseSettings
    contract: Contract
    generation: int
    starts: Mapping[int, int]

    @property
    def new(self) -> LakehouseSettings:
        """Where the new table is built."""
        return replace(self.settings, namespace=f"{self.settings.namespace}_baru_{self.generation}")

    def prepare(self) -> bool:
        with opened(self.settings) as lake:
            if _positions(read_ledger(tables.prepare(lake, self.contract)), self.generation):
                return False
        with opened(self.new) as beside:
            tables.prepare(beside, self.contract)
        return True

    def take_place(self) -> bool:
        with opened(self.settings) as lake, opened(self.new) as beside:
            built, live = (tables.present(each, self.contract.dataset) for each in (beside, lake))
            rebuilt = [each for each in read_ledger(built) if each.generation == self.generation]
            positions = {each.partition_id: each.next_offset for each in rebuilt}
            if not self._has_caught_up(positions, live):
                return False
            files = _copied(beside, built, lake, live)

            def decide(present: Table) -> Change | None:
                if not self._has_caught_up(positions, present):
                    return None
                ledger = read_ledger(present)
                for standing in rebuilt:
                    ledger = moved(ledger, standing)
                replaced = [task.file for task in present.scan().plan_files()]
                return Change(ledger, {MAINTENANCE: "rebuild"}, added=files, removed=replaced)

            return commit(lake, self.contract.dataset, decide)

    def clean_up(self) -> None:
        with opened(self.new) as beside:
            _drop(beside, self.contract.dataset)

    def _has_caught_up(self, positions: Mapping[int, int], live: Table) -> bool:
        return has_caught_up(positions, _positions(read_ledger(live), LIVE), self.starts)


def _positions(ledger: Ledger, generation: int) -> dict[int, int]:
    return {each.partition_id: each.next_offset for each in ledger if each.generation == generation}


@in_our_words
def _copied(beside: Lake, built: Table, lake: Lake, live: Table) -> list[DataFile]:
    """The rows of the new table as files of the live one that no snapshot has yet."""
    files: list[DataFile] = []
    for group in within(TOGETHER, list(built.scan().plan_files())):
        rows = ArrowScan(built.metadata, built.io, built.schema(), AlwaysTrue()).to_table(group)
        files += write_files(lake, live, rows)
    return files


@in_our_words
def _drop(beside: Lake, dataset: str) -> None:
    namespace = beside.settings.namespace
    if beside.catalog.table_exists((namespace, dataset)):
        beside.catalog.purge_table((namespace, dataset))
    if beside.catalog.namespace_exists(namespace):
        beside.catalog.drop_namespace(namespace)
