"""Loading one batch: rejects into the warehouse first, then rows, audit row and ledger in one transaction of the store."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from duckdb import DuckDBPyConnection
from pymysql.connections import Connection

from include.audit import quarantine
from include.audit.conservation import check
from include.audit.outside import first_planned
from include.audit.trail import audit_row
from include.contract.model import Contract, SinkSpec
from include.errors import LoadMismatch
from include.records import PlannedBatch, RunContext
from include.sinks.base import LoadOutcome
from include.sinks.olap import ddl, ledger
from include.sinks.olap.errors import REFUSED
from include.sinks.olap.store import renew_state
from include.sinks.olap.write import write
from include.staging import StagedBatch


@dataclass(frozen=True)
class Load:
    """A batch on its way into its table."""

    store: DuckDBPyConnection
    warehouse: Connection[Any]
    batch: PlannedBatch
    contract: Contract
    sink: SinkSpec

    def take(self, staged: StagedBatch, run: RunContext) -> LoadOutcome:
        """Commit what the store lacks of the batch. What it has already is not loaded again.

        Raises LedgerGap when it lacks something before the batch, LoadMismatch when DuckDB refuses the rows.
        """
        ledger.open_ledger(self.store, self.batch, first_planned(self.warehouse, self.batch))
        position = ledger.position(self.store, self.batch)
        if position >= self.batch.range.end:
            return ledger.committed_outcome(self.store, self.batch)
        # The contract that the batch was planned with may have fields that today's has no more.
        ddl.prepare(self.store, self.contract, self.sink)
        try:
            return self._transaction(position, staged, run)
        except REFUSED as error:
            raise LoadMismatch(
                f"{self.batch.range}: OLAP table {self.sink.table!r} does not take the batch ({type(error).__name__}). Nothing was "
                f"loaded; compare the table with the contract."
            ) from None

    def _transaction(self, position: int, staged: StagedBatch, run: RunContext) -> LoadOutcome:
        rows, rejects = staged.rows(position), staged.rejects(position)
        self.store.begin()
        written = write(self.store, rows, self.contract, self.sink, self.batch.batch_id)
        outcome = LoadOutcome(
            read=rows.num_rows + rejects.num_rows,
            loaded=written.loaded,
            rejected=rejects.num_rows,
            superseded=written.superseded,
            skipped=written.skipped,
        )
        before = ledger.audited_end(self.store, self.batch)
        check(self.batch, ledger.SINK, outcome, position, staged.read, before)
        ledger.append_audit(self.store, audit_row(self.batch, ledger.SINK, outcome, staged, run, position))
        ledger.advance(self.store, self.batch, position)
        renew_state(self.store)
        quarantine.record(self.warehouse, self.batch, ledger.SINK, staged, position)
        self.warehouse.commit()
        self.store.commit()
        return outcome
