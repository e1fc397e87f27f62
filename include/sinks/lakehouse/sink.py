"""The Iceberg lakehouse as a sink: rows, audit row and ledger in one snapshot; rejects before it, in the warehouse.

A table keeps every accepted message, deletes and repeated ones too, and rows are only ever added: so loading costs the same
however big the table is, and what counts is a query (`include.sinks.lakehouse.query`). Every accepted message is `loaded`; one
that was loaded before by the very same contract, in another generation, is `skipped`.
"""

from __future__ import annotations

from dataclasses import dataclass

import pyarrow as pa

from include.audit import outside
from include.audit.ledger import LIVE
from include.audit.trail import committed_outcome
from include.contract.model import Contract
from include.errors import FinalError
from include.records import PlannedBatch, RunContext
from include.settings import DatabaseSettings, LakehouseSettings
from include.sinks.base import Difference, LoadOutcome
from include.sinks.lakehouse import again, trail
from include.sinks.lakehouse import table as tables
from include.sinks.lakehouse.lake import opened
from include.sinks.lakehouse.ledger import SINK, has_passed, read_ledger
from include.sinks.lakehouse.load import Load
from include.staging import StagedBatch


@dataclass(frozen=True)
class LakehouseSink:
    settings: LakehouseSettings
    warehouse: DatabaseSettings
    name: str = SINK

    def prepare(self, contract: Contract) -> None:
        self._require_named(contract)
        with opened(self.settings) as lake, outside.opened(self.warehouse, self.name) as warehouse:
            tables.prepare(lake, contract)
            tables.sort(lake, contract)
            trail.catch_up_all(warehouse, lake, contract.dataset)

    def position(self, contract: Contract, generation: int = LIVE) -> dict[int, int]:
        with opened(self.settings) as lake:
            table = tables.find(lake, contract.dataset)
        ledger = read_ledger(table) if table else ()
        return {each.partition_id: each.next_offset for each in ledger if each.generation == generation}

    def committed(self, batch: PlannedBatch) -> LoadOutcome | None:
        with opened(self.settings) as lake:
            table = tables.find(lake, batch.dataset)
            if table is None or not has_passed(read_ledger(table), batch):
                return None
            with outside.opened(self.warehouse, self.name) as warehouse:
                trail.catch_up(warehouse, lake, batch)
                return committed_outcome(warehouse, batch, self.name)

    def load(self, batch: PlannedBatch, contract: Contract, staged: StagedBatch, run: RunContext) -> LoadOutcome:
        self._require_named(contract)
        with opened(self.settings) as lake, outside.opened(self.warehouse, self.name) as warehouse:
            # The contract that the batch was planned with may have fields that today's has no more.
            table = tables.prepare(lake, contract)
            outcome = Load(lake, warehouse, batch, staged, run).into(table)
            trail.catch_up(warehouse, lake, batch)
            return outcome or committed_outcome(warehouse, batch, self.name)

    def difference(self, contract: Contract, rows: pa.Table) -> Difference:
        with opened(self.settings) as lake:
            return again.difference(lake, tables.present(lake, contract.dataset), rows)

    def _require_named(self, contract: Contract) -> None:
        if contract.sink(self.name) is None:
            raise FinalError(f"contract {contract.path} does not load into sink {self.name!r}.")
