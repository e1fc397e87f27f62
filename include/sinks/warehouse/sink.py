"""The MySQL warehouse as a sink: rows, rejects, audit row and ledger in one transaction."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pyarrow as pa
import pymysql
from pymysql.connections import Connection

from include.audit import ledger, quarantine, trail
from include.contract.model import Contract, SinkSpec
from include.database import REFUSED, code, connect, is_transient
from include.errors import FinalError, LoadMismatch
from include.records import PlannedBatch, RunContext
from include.settings import DatabaseSettings
from include.sinks.base import Difference, LoadOutcome, Rewriting
from include.sinks.warehouse import compare, ddl
from include.sinks.warehouse.bulk import column_of
from include.sinks.warehouse.write import write
from include.staging import StagedBatch


@dataclass(frozen=True)
class WarehouseSink:
    settings: DatabaseSettings
    name: str = "warehouse"

    def prepare(self, contract: Contract) -> None:
        with self._connection(self.settings.migration or self.settings) as connection:
            ddl.prepare(connection, contract, self._spec(contract))

    def position(self, contract: Contract, generation: int = ledger.LIVE) -> dict[int, int]:
        with self._connection() as connection:
            return ledger.positions(connection, contract.dataset, self.name, generation)

    def committed(self, batch: PlannedBatch) -> LoadOutcome | None:
        with self._connection() as connection:
            if not ledger.has_passed(connection, batch, self.name):
                return None
            return trail.committed_outcome(connection, batch, self.name)

    def load(self, batch: PlannedBatch, contract: Contract, staged: StagedBatch, run: RunContext) -> LoadOutcome:
        with self._connection() as connection:
            ledger.open_ledger(connection, batch, self.name)
            try:
                return self._transaction(connection, batch, contract, staged, run)
            except pymysql.err.MySQLError as error:
                if is_transient(error) or code(error) in REFUSED:
                    raise
                raise self._refusal(batch, contract, error) from error

    def difference(self, contract: Contract, rows: pa.Table) -> Difference:
        with self._connection() as connection:
            return compare.difference(connection, rows, contract, self._spec(contract))

    def rewriting(self, contract: Contract, rows: pa.Table) -> Rewriting:
        """What a load of the rows would change of what the table has of these very messages. Changes nothing."""
        with self._connection() as connection:
            return compare.rewriting(connection, rows, contract, self._spec(contract))

    def _transaction(
        self, connection: Connection[Any], batch: PlannedBatch, contract: Contract, staged: StagedBatch, run: RunContext
    ) -> LoadOutcome:
        position = ledger.lock_position(connection, batch, self.name)
        if position >= batch.range.end:
            return trail.committed_outcome(connection, batch, self.name)
        rows, rejects = staged.rows(position), staged.rejects(position)
        written = write(connection, rows, contract, self._spec(contract), batch.batch_id)
        quarantine.record(connection, batch, self.name, staged, position)
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

    def _connection(self, account: DatabaseSettings | None = None) -> Connection[Any]:
        connection = connect(account or self.settings, local_infile=True)
        with connection.cursor() as cursor:
            # A value that does not fit is an error and every doubt a warning, however the server is set up.
            cursor.execute("SET SESSION sql_mode = 'TRADITIONAL', sql_notes = 1")
            # Every statement sees what was committed before it, and no gaps are locked beside the rows of a batch.
            cursor.execute("SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED")
        return connection

    def _spec(self, contract: Contract) -> SinkSpec:
        spec = contract.sink(self.name)
        if spec is None:
            raise FinalError(f"contract {contract.path} does not load into sink {self.name!r}.")
        return spec

    def _refusal(self, batch: PlannedBatch, contract: Contract, error: pymysql.err.MySQLError) -> FinalError:
        table, column = self._spec(contract).table, column_of(str(error.args[-1]))
        kind = FinalError if column == "?" else LoadMismatch
        return kind(
            f"{batch.range}: the warehouse refused the batch (error {code(error)}, column {column}). Nothing was loaded; compare "
            f"table {table!r} with the contract."
        )
