"""Sinks that break one promise each, to see that the suite notices. They work on the warehouse, and spoil what goes in or out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from include.contract.model import Contract, Mode
from include.database import connect
from include.errors import LedgerGap
from include.records import PlannedBatch, RunContext
from include.sinks.base import Difference, LoadOutcome
from include.sinks.warehouse.sink import WarehouseSink
from include.sinks.warehouse.write import write
from include.staging import StagedBatch, stage
from tests.contract.sinks.builders import keyed


@dataclass(frozen=True)
class Wrapped(WarehouseSink):
    """Stages every batch again on its way into the warehouse. As it stands it breaks nothing."""

    def load(self, batch: PlannedBatch, contract: Contract, staged: StagedBatch, run: RunContext) -> LoadOutcome:
        url = staged.url.rsplit("/", 3)[0] + "/again"
        rows, rejects = keyed(self.rows(staged.rows(), contract)), self.rejects(staged.rejects())
        again = stage(url, batch, rows, rejects, staged.warnings, staged.held)
        return super().load(batch, contract, again, run)

    def rows(self, rows: pa.Table, contract: Contract) -> pa.Table:
        return rows

    def rejects(self, rejects: pa.Table) -> pa.Table:
        return rejects

    def sql(self, statement: str, *values: Any) -> None:
        with connect(self.settings, autocommit=True) as connection, connection.cursor() as cursor:
            cursor.execute(statement, values)


def changed(table: pa.Table, **columns: Callable[[dict[str, Any]], Any]) -> pa.Table:
    """The table with some columns computed anew from each row."""
    rows = [{**row, **{name: compute(row) for name, compute in columns.items()}} for row in table.to_pylist()]
    return pa.Table.from_pylist(rows, schema=table.schema)


class AppendsInsteadOfUpserting(Wrapped):
    def prepare(self, contract: Contract) -> None:
        super().prepare(_in_mode(contract, Mode.APPEND))

    def load(self, batch: PlannedBatch, contract: Contract, staged: StagedBatch, run: RunContext) -> LoadOutcome:
        return super().load(batch, _in_mode(contract, Mode.APPEND), staged, run)


class UpsertsInsteadOfKeepingHistory(Wrapped):
    def prepare(self, contract: Contract) -> None:
        super().prepare(_in_mode(contract, Mode.UPSERT))

    def load(self, batch: PlannedBatch, contract: Contract, staged: StagedBatch, run: RunContext) -> LoadOutcome:
        return super().load(batch, _in_mode(contract, Mode.UPSERT), staged, run)


class TakesTheOldestVersion(Wrapped):
    def rows(self, rows: pa.Table, contract: Contract) -> pa.Table:
        return changed(rows, _version=lambda row: f"{10**19 - int(row['_version']):020d}")


class TakesWhateverComesLast(Wrapped):
    def rows(self, rows: pa.Table, contract: Contract) -> pa.Table:
        return changed(rows, _version=lambda row: f"{row['_offset']:020d}")


@dataclass(frozen=True)
class BreaksTiesByArrival(Wrapped):
    arrived: list[None] = field(default_factory=list)

    def rows(self, rows: pa.Table, contract: Contract) -> pa.Table:
        self.arrived.append(None)
        return changed(rows, _version=lambda row: f"{row['_version']}-{len(self.arrived):05d}")


class TakesEveryMessageForANewEvent(Wrapped):
    def rows(self, rows: pa.Table, contract: Contract) -> pa.Table:
        return changed(rows, _event_id=lambda row: f"{row['_event_id']}-{row['_offset']}")


class ForgetsDeletes(Wrapped):
    def rows(self, rows: pa.Table, contract: Contract) -> pa.Table:
        return changed(rows, _deleted=lambda row: False)


class LetsDeletesAlwaysWin(Wrapped):
    def rows(self, rows: pa.Table, contract: Contract) -> pa.Table:
        return changed(rows, _version=lambda row: "9" * 20 if row["_deleted"] else row["_version"])


class ComparesKeysWithoutCase(Wrapped):
    def rows(self, rows: pa.Table, contract: Contract) -> pa.Table:
        return changed(rows, kode=lambda row: row["kode"].lower())


class NeverAddsColumns(Wrapped):
    def prepare(self, contract: Contract) -> None:
        if contract.version == "1.0.0":
            super().prepare(contract)


class RequiresNewColumns(Wrapped):
    def prepare(self, contract: Contract) -> None:
        super().prepare(contract)
        if contract.version != "1.0.0":
            self.sql(f"ALTER TABLE `{contract.dataset}` MODIFY warna VARCHAR(20) NOT NULL")


class EmptiesTheTableWhenPrepared(Wrapped):
    def prepare(self, contract: Contract) -> None:
        super().prepare(contract)
        self.sql(f"DELETE FROM `{contract.dataset}`")


class PassesOverEmptyBatches(Wrapped):
    def load(self, batch: PlannedBatch, contract: Contract, staged: StagedBatch, run: RunContext) -> LoadOutcome:
        return super().load(batch, contract, staged, run) if staged.read else LoadOutcome(0, 0, 0, 0, 0)


class TakesBackslashNForMissing(Wrapped):
    def rows(self, rows: pa.Table, contract: Contract) -> pa.Table:
        return changed(rows, uraian=lambda row: None if row["uraian"] == "\\N" else row["uraian"])


class CutsWideText(Wrapped):
    def rows(self, rows: pa.Table, contract: Contract) -> pa.Table:
        return changed(rows, uraian=lambda row: row["uraian"] and row["uraian"][:65_535])


class TakesDecimalsForFloats(Wrapped):
    def rows(self, rows: pa.Table, contract: Contract) -> pa.Table:
        return changed(rows, mikro=lambda row: row["mikro"] and Decimal(f"{float(row['mikro']):.10f}"))


class WritesLocalTime(Wrapped):
    def rows(self, rows: pa.Table, contract: Contract) -> pa.Table:
        seven_hours = pa.scalar(7 * 3600 * 1_000_000, pa.duration("us"))
        at = rows.schema.get_field_index("waktu")
        inside = pc.if_else(pc.less(pc.year(rows["waktu"]), 9000), pc.add(rows["waktu"], seven_hours), rows["waktu"])
        return rows.set_column(at, rows.schema.field(at), inside)


class WritesZeroForMissing(Wrapped):
    def rows(self, rows: pa.Table, contract: Contract) -> pa.Table:
        return changed(rows, jumlah=lambda row: row["jumlah"] or 0)


@dataclass(frozen=True)
class KeepsWhatANewerVersionEmptied(Wrapped):
    names: dict[str, str] = field(default_factory=dict)

    def rows(self, rows: pa.Table, contract: Contract) -> pa.Table:
        kept = changed(rows, nama=lambda row: row["nama"] or self.names.get(row["kode"]))
        self.names.update({row["kode"]: row["nama"] for row in kept.to_pylist() if row["nama"]})
        return kept


class LosesTheCoordinates(Wrapped):
    def rows(self, rows: pa.Table, contract: Contract) -> pa.Table:
        return changed(rows, _partition=lambda row: 0)


class StopsAfterTenThousandRows(Wrapped):
    def rows(self, rows: pa.Table, contract: Contract) -> pa.Table:
        return rows.slice(0, 10_000)


class HasOneLedgerForAllPartitions(Wrapped):
    def load(self, batch: PlannedBatch, contract: Contract, staged: StagedBatch, run: RunContext) -> LoadOutcome:
        return super().load(replace(batch, range=replace(batch.range, partition=0)), contract, staged, run)


class ForgetsWhatItCommitted(Wrapped):
    def load(self, batch: PlannedBatch, contract: Contract, staged: StagedBatch, run: RunContext) -> LoadOutcome:
        outcome = super().load(batch, contract, staged, run)
        return LoadOutcome(0, 0, 0, 0, 0, already=True) if outcome.already else outcome


class FailsWhenItIsLate(Wrapped):
    def load(self, batch: PlannedBatch, contract: Contract, staged: StagedBatch, run: RunContext) -> LoadOutcome:
        outcome = super().load(batch, contract, staged, run)
        if outcome.already:
            raise LedgerGap("too late")
        return outcome


class TakesTheWholeRangeAgain(Wrapped):
    def load(self, batch: PlannedBatch, contract: Contract, staged: StagedBatch, run: RunContext) -> LoadOutcome:
        back = "UPDATE etl_ledger SET next_offset = %s WHERE dataset = %s AND next_offset > %s"
        self.sql(back, batch.range.start, batch.dataset, batch.range.start)
        return super().load(batch, contract, staged, run)


class JumpsOverGaps(Wrapped):
    def load(self, batch: PlannedBatch, contract: Contract, staged: StagedBatch, run: RunContext) -> LoadOutcome:
        opened = (
            "INSERT INTO etl_ledger (dataset, sink, generation, partition_id, topic, topic_id, next_offset, updated_at) "
            "VALUES (%s, 'warehouse', 0, %s, %s, %s, %s, NOW(6)) ON DUPLICATE KEY UPDATE next_offset = next_offset"
        )
        range_ = batch.range
        self.sql(opened, batch.dataset, range_.partition, range_.topic, range_.topic_id, range_.start)
        return super().load(batch, contract, staged, run)


class IgnoresTheTopicId(Wrapped):
    def load(self, batch: PlannedBatch, contract: Contract, staged: StagedBatch, run: RunContext) -> LoadOutcome:
        renamed = "UPDATE etl_ledger SET topic_id = %s, next_offset = %s WHERE dataset = %s"
        self.sql(renamed, batch.range.topic_id, batch.range.start, batch.dataset)
        return super().load(batch, contract, staged, run)


class CommitsRowsFirst(Wrapped):
    def load(self, batch: PlannedBatch, contract: Contract, staged: StagedBatch, run: RunContext) -> LoadOutcome:
        with connect(self.settings, local_infile=True) as connection:
            write(connection, staged.rows(), contract, contract.sinks[0], batch.batch_id)
            connection.commit()
        return super().load(batch, contract, staged, run)


class CountsOldVersionsAsLoaded(Wrapped):
    def load(self, batch: PlannedBatch, contract: Contract, staged: StagedBatch, run: RunContext) -> LoadOutcome:
        outcome = super().load(batch, contract, staged, run)
        return replace(outcome, loaded=outcome.loaded + outcome.superseded, superseded=0)


class DoesNotSayWhoLoaded(Wrapped):
    def load(self, batch: PlannedBatch, contract: Contract, staged: StagedBatch, run: RunContext) -> LoadOutcome:
        return super().load(batch, contract, staged, RunContext("?", "?", "?"))


class LosesRejectedBytes(Wrapped):
    def rejects(self, rejects: pa.Table) -> pa.Table:
        return changed(rejects, value=lambda row: None)


class SaysOnlyWhatItRejected(Wrapped):
    def load(self, batch: PlannedBatch, contract: Contract, staged: StagedBatch, run: RunContext) -> LoadOutcome:
        outcome = super().load(batch, contract, staged, run)
        self.sql("DELETE FROM etl_attempt WHERE batch_id = %s AND outcome <> 'ditolak'", batch.batch_id)
        return outcome


class LetsAnyMessageReplaceAnOlderOffset(Wrapped):
    def rejects(self, rejects: pa.Table) -> pa.Table:
        return changed(rejects, version=lambda row: "")


@dataclass(frozen=True)
class TakesEveryLoadForANewerContract(Wrapped):
    arrived: list[None] = field(default_factory=list)

    def rows(self, rows: pa.Table, contract: Contract) -> pa.Table:
        self.arrived.append(None)
        return changed(rows, _contract=lambda row: row["_contract"] + len(self.arrived))


class ForgetsTheContract(Wrapped):
    def rows(self, rows: pa.Table, contract: Contract) -> pa.Table:
        return changed(rows, _contract=lambda row: 0)


class TakesEveryMessageForTheFirst(Wrapped):
    def rows(self, rows: pa.Table, contract: Contract) -> pa.Table:
        return changed(rows, _offset=lambda row: 0)


class LetsTheNewerContractAlwaysWin(Wrapped):
    def rows(self, rows: pa.Table, contract: Contract) -> pa.Table:
        return changed(rows, _version=lambda row: f"{row['_contract']:020d}-{row['_version']}")


class HasOneLedgerForAllGenerations(Wrapped):
    def load(self, batch: PlannedBatch, contract: Contract, staged: StagedBatch, run: RunContext) -> LoadOutcome:
        return super().load(replace(batch, generation=0), contract, staged, run)


class FindsRowsLackingThatWereSuperseded(Wrapped):
    def difference(self, contract: Contract, rows: pa.Table) -> Difference:
        with connect(self.settings) as connection, connection.cursor() as cursor:
            cursor.execute(f"SELECT _offset FROM `{contract.dataset}`")
            there = {offset for (offset,) in cursor.fetchall()}
        return Difference(lacking=tuple(offset for offset in rows["_offset"].to_pylist() if offset not in there))


class NeverFindsAnything(Wrapped):
    def difference(self, contract: Contract, rows: pa.Table) -> Difference:
        return Difference()


class FindsWhatAnOlderContractSaysLacking(Wrapped):
    def difference(self, contract: Contract, rows: pa.Table) -> Difference:
        return super().difference(contract, changed(rows, _contract=lambda row: 9 * 10**14))


class TakesAnyContract(Wrapped):
    def prepare(self, contract: Contract) -> None:
        if contract.sinks:
            super().prepare(contract)


def _in_mode(contract: Contract, mode: Mode) -> Contract:
    return replace(contract, sinks=tuple(replace(sink, mode=mode) for sink in contract.sinks))
