"""The OLAP store as a sink: rows, audit row and ledger in one transaction of DuckDB; rejects before it, in the warehouse."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import timedelta

import pyarrow as pa

from include.audit import outside
from include.audit.ledger import LIVE
from include.contract.model import Contract, SinkSpec
from include.errors import FinalError, KampusError
from include.records import PlannedBatch, RunContext
from include.settings import DatabaseSettings, OlapSettings
from include.sinks.base import Difference, LoadOutcome
from include.sinks.olap import compare, copies, ddl, iku, ledger, trail
from include.sinks.olap.copies import Copy
from include.sinks.olap.load import Load
from include.sinks.olap.store import opened
from include.staging import StagedBatch

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class OlapSink:
    settings: OlapSettings
    warehouse: DatabaseSettings
    name: str = ledger.SINK

    def prepare(self, contract: Contract) -> None:
        spec = self._spec(contract)
        with (
            outside.opened(self.warehouse, self.name) as warehouse,
            opened(self.settings, f"prepare {spec.table}") as store,
        ):
            ddl.prepare(store, contract, spec)
            trail.catch_up_all(warehouse, store, contract.dataset)

    def position(self, contract: Contract, generation: int = LIVE) -> dict[int, int]:
        with opened(self.settings, f"read where {contract.dataset} stands") as store:
            standings = ledger.standings(store, contract.dataset)
        return {each.partition_id: each.next_offset for each in standings if each.generation == generation}

    def committed(self, batch: PlannedBatch) -> LoadOutcome | None:
        with opened(self.settings, f"look for {batch.range}") as store:
            if not ledger.has_passed(store, batch):
                return None
            with outside.opened(self.warehouse, self.name) as warehouse:
                trail.catch_up(warehouse, store, batch)
            return ledger.committed_outcome(store, batch)

    def load(self, batch: PlannedBatch, contract: Contract, staged: StagedBatch, run: RunContext) -> LoadOutcome:
        spec = self._spec(contract)
        with (
            outside.opened(self.warehouse, self.name) as warehouse,
            opened(self.settings, f"load {batch.range}") as store,
        ):
            outcome = Load(store, warehouse, batch, contract, spec).take(staged, run)
            trail.catch_up(warehouse, store, batch)
        self._publish_if_due()
        return outcome

    def difference(self, contract: Contract, rows: pa.Table) -> Difference:
        with opened(self.settings, f"compare {contract.dataset}") as store:
            return compare.difference(store, rows, contract, self._spec(contract))

    def publish(self) -> Copy:
        """Bring the IKU values up to the warehouse's, and publish what no copy has yet. Returns the newest copy."""
        return self._publish(self.settings.patience)

    def _publish(self, patience: timedelta) -> Copy:
        with (
            outside.opened(self.warehouse, self.name) as warehouse,
            opened(self.settings, "copy the IKU values") as store,
        ):
            iku.copy_reports(warehouse, store)
        return copies.publish(self.settings, patience)

    def _publish_if_due(self) -> None:
        """The batch is loaded, whatever becomes of the copy: the next load, or `publish`, makes up for it."""
        if copies.is_due(self.settings):
            try:
                self._publish(timedelta())
            except KampusError as error:
                log.warning("not published now: %s", error)

    def _spec(self, contract: Contract) -> SinkSpec:
        spec = contract.sink(self.name)
        if spec is None:
            raise FinalError(f"contract {contract.path} does not load into sink {self.name!r}.")
        return spec
