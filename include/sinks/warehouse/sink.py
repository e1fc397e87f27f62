"""The MySQL warehouse as a sink: rows, rejects, audit row and ledger in one transaction."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pyarrow.compute as pc
import pymysql
from pymysql.connections import Connection

from include.audit import ledger, trail
from include.contract.model import Contract, SinkSpec
from include.database import connect, is_transient, unavailable
from include.errors import FinalError
from include.records import PlannedBatch, RunContext
from include.settings import DatabaseSettings
from include.sinks.base import LoadOutcome
from include.sinks.warehouse import ddl
from include.sinks.warehouse.write import write
from include.staging import StagedBatch


@dataclass(frozen=True)
class WarehouseSink:
    settings: DatabaseSettings
    name: str = "warehouse"

    def prepare(self, contract: Contract) -> None:
        with self._connection() as connection:
            ddl.prepare(connection, contract, self._spec(contract))

    def position(self, contract: Contract, generation: int = ledger.LIVE) -> dict[int, int]:
        with self._connection() as connection:
            return ledger.positions(connection, contract.dataset, self.name, generation)

    def load(self, batch: PlannedBatch, contract: Contract, staged: StagedBatch, run: RunContext) -> LoadOutcome:
        try:
            with self._connection() as connection:
                ledger.open_ledger(connection, batch, self.name)
                return self._transaction(connection, batch, contract, staged, run)
        except pymysql.err.MySQLError as error:
            if is_transient(error):
                raise unavailable(self.settings, error) from error
            code = error.args[0] if error.args else "?"
            raise FinalError(
                f"{batch.range.topic}[{batch.range.partition}] {batch.range.start}..{batch.range.end}: the warehouse refused the "
                f"batch (error {code}). Nothing was loaded; compare table {self._spec(contract).table!r} with the contract."
            ) from error

    def _transaction(
        self, connection: Connection[Any], batch: PlannedBatch, contract: Contract, staged: StagedBatch, run: RunContext
    ) -> LoadOutcome:
        position = ledger.lock_position(connection, batch, self.name)
        if position >= batch.range.end:
            outcome = trail.committed_outcome(connection, batch, self.name)
            connection.rollback()
            return outcome
        rows, rejects = staged.rows(), staged.rejects()
        if position > batch.range.start:
            # The warehouse came back from a backup taken within this range: only what it lacks is taken.
            rows = rows.filter(pc.greater_equal(rows["_offset"], position))
            rejects = rejects.filter(pc.greater_equal(rejects["offset"], position))
        written = write(connection, rows, contract, self._spec(contract), batch.batch_id)
        trail.quarantine(connection, batch, rejects)
        outcome = LoadOutcome(
            read=rows.num_rows + rejects.num_rows,
            loaded=written.loaded,
            rejected=rejects.num_rows,
            superseded=written.superseded,
            skipped=written.skipped,
        )
        trail.append_audit(connection, batch, self.name, outcome, staged, run, position)
        ledger.advance(connection, batch, self.name, position)
        connection.commit()
        return outcome

    def _connection(self) -> Connection[Any]:
        return connect(self.settings, local_infile=True)

    def _spec(self, contract: Contract) -> SinkSpec:
        spec = contract.sink(self.name)
        if spec is None:
            raise FinalError(f"contract {contract.path} does not load into sink {self.name!r}.")
        return spec
