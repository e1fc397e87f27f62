"""Loading one batch: its files first, then the rejects, then one snapshot with rows, audit row and ledger."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow as pa
from pyiceberg.manifest import DataFile
from pyiceberg.table import Table
from pymysql.connections import Connection

from include.audit import quarantine
from include.audit.conservation import check
from include.audit.outside import first_planned
from include.audit.trail import audit_row
from include.errors import TransientError
from include.records import PlannedBatch, RunContext
from include.sinks.base import LoadOutcome
from include.sinks.lakehouse import trail
from include.sinks.lakehouse.again import Beside, beside, lacking
from include.sinks.lakehouse.lake import Lake
from include.sinks.lakehouse.ledger import SINK, after, moved, next_offset, read_ledger
from include.sinks.lakehouse.snapshot import Change, commit, write_files
from include.staging import StagedBatch
from include.transform.schema import UTC_TIME


@dataclass(frozen=True)
class Written:
    """What is ready to be committed, on the condition that no other generation has loaded of the batch meanwhile."""

    files: Sequence[DataFile]
    outcome: LoadOutcome
    beside: Beside


@dataclass(frozen=True)
class Load:
    """A batch on its way into its table."""

    lake: Lake
    warehouse: Connection[Any]
    batch: PlannedBatch
    staged: StagedBatch
    run: RunContext

    def into(self, table: Table) -> LoadOutcome | None:
        """Commit what the table lacks of the batch. None when it lacks nothing, or another copy of the batch was faster.

        Raises LedgerGap when the table lacks something before the batch.
        """
        start = first_planned(self.warehouse, self.batch)
        position = next_offset(read_ledger(table), self.batch, start)
        if position >= self.batch.range.end:
            return None
        written = self._written(table, position)
        quarantine.record(self.warehouse, self.batch, SINK, self.staged, position)
        self.warehouse.commit()

        def decide(present: Table) -> Change | None:
            nonlocal written
            ledger = read_ledger(present)
            stands = next_offset(ledger, self.batch, start)
            if stands == position:
                if beside(ledger, self.batch) != written.beside:
                    written = self._written(present, position)
                audit = audit_row(self.batch, SINK, written.outcome, self.staged, self.run, position)
                return Change(moved(ledger, after(self.batch)), trail.as_property(audit), added=written.files)
            if stands >= self.batch.range.end:
                return None
            raise TransientError(
                f"{self.batch.range}: the ledger of sink {SINK!r} went from {position} to {stands} meanwhile. Nothing was "
                f"committed; the retry takes the rest of the batch."
            )

        return written.outcome if commit(self.lake, self.batch.dataset, decide) else None

    def _written(self, table: Table, position: int) -> Written:
        """The files of what the table lacks of the batch from an offset on. No snapshot has them yet."""
        rows, rejects = self.staged.rows(position), self.staged.rejects(position)
        others = beside(read_ledger(table), self.batch)
        added = lacking(self.lake, table, rows) if others else rows
        outcome = LoadOutcome(
            read=rows.num_rows + rejects.num_rows,
            loaded=added.num_rows,
            rejected=rejects.num_rows,
            superseded=0,
            skipped=rows.num_rows - added.num_rows,
        )
        check(self.batch, SINK, outcome, position, self.staged.read, before=position)
        return Written(write_files(self.lake, table, self._stamped(added)), outcome, others)

    def _stamped(self, rows: pa.Table) -> pa.Table:
        batch_id, moment = self.batch.batch_id, trail.now(self.warehouse)
        stamped = rows.append_column("_batch_id", pa.array([batch_id] * rows.num_rows, pa.string()))
        return stamped.append_column("_loaded_at", pa.array([moment] * rows.num_rows, UTC_TIME))
