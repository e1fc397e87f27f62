"""The ledger and the outcomes of the store, which move in the transaction of the rows."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import astuple

from duckdb import DuckDBPyConnection

from include.audit.ledger import require_inside
from include.audit.outside import Standing
from include.audit.trail import AUDIT_COLUMNS, AuditRow
from include.errors import LedgerGap
from include.records import PlannedBatch
from include.sinks.base import LoadOutcome

SINK = "olap"
STANDING = "dataset, sink, generation, partition_id, topic, topic_id, next_offset, last_batch_id"
LANE = "dataset = ? AND generation = ? AND partition_id = ?"
INCARNATION = f"{LANE} AND topic_id = ?"


def standings(store: DuckDBPyConnection, dataset: str) -> list[Standing]:
    rows = store.execute(f"SELECT {STANDING} FROM etl_ledger WHERE dataset = ? ORDER BY ALL", [dataset]).fetchall()
    return [Standing(*row) for row in rows]


def standing(store: DuckDBPyConnection, batch: PlannedBatch) -> Standing | None:
    """Where the partition of the batch stands, of whatever incarnation of the topic."""
    row = store.execute(f"SELECT {STANDING} FROM etl_ledger WHERE {LANE}", _lane(batch)).fetchone()
    return Standing(*row) if row else None


def has_passed(store: DuckDBPyConnection, batch: PlannedBatch) -> bool:
    """Whether the store has the whole range of the batch, of this very incarnation of the topic."""
    found = standing(store, batch)
    return found is not None and found.topic_id == batch.range.topic_id and found.next_offset >= batch.range.end


def open_ledger(store: DuckDBPyConnection, batch: PlannedBatch, first_planned: int | None) -> None:
    """Let a partition that was never loaded stand where its plans start."""
    if first_planned is None or standing(store, batch):
        return
    first = Standing(
        batch.dataset, SINK, batch.generation, batch.range.partition, batch.range.topic, batch.range.topic_id,
        first_planned, None,
    )  # fmt: skip
    store.execute(f"INSERT INTO etl_ledger ({STANDING}) VALUES (?, ?, ?, ?, ?, ?, ?, ?)", astuple(first))


def position(store: DuckDBPyConnection, batch: PlannedBatch) -> int:
    """The next offset that the store needs. Raises LedgerGap as `require_inside` says."""
    found = standing(store, batch)
    return require_inside(batch, SINK, (found.next_offset, found.topic_id) if found else None)


def advance(store: DuckDBPyConnection, batch: PlannedBatch, from_: int) -> None:
    """Move the ledger to the end of the batch."""
    moved = store.execute(
        f"UPDATE etl_ledger SET next_offset = ?, last_batch_id = ? WHERE {LANE} AND next_offset = ? RETURNING 1",
        [batch.range.end, batch.batch_id, *_lane(batch), from_],
    ).fetchall()
    if len(moved) != 1:
        raise LedgerGap(f"{batch.range}: the ledger of sink {SINK!r} does not stand at {from_} ({len(moved)} rows).")


def append_audit(store: DuckDBPyConnection, row: AuditRow) -> None:
    marks = ", ".join("?" * (len(AUDIT_COLUMNS) - 1))
    store.execute(
        f"INSERT INTO etl_audit ({', '.join(AUDIT_COLUMNS)}) VALUES ({marks}, now() AT TIME ZONE 'UTC')",
        astuple(row)[:-1],
    )


def audited_end(store: DuckDBPyConnection, batch: PlannedBatch) -> int | None:
    """Where the last range of the batch's partition ended; None when none was loaded."""
    row = store.execute(
        f"SELECT max(end_offset) FROM etl_audit WHERE {INCARNATION}", [*_lane(batch), batch.range.topic_id]
    ).fetchone()
    return row[0] if row else None


def audit_from(store: DuckDBPyConnection, of: Standing, start: int) -> Iterable[AuditRow]:
    """The audit rows of a partition that begin at or after an offset, in order."""
    rows = store.execute(
        f"SELECT {', '.join(AUDIT_COLUMNS)} FROM etl_audit WHERE {INCARNATION} AND start_offset >= ? ORDER BY start_offset",
        [of.dataset, of.generation, of.partition_id, of.topic_id, start],
    ).fetchall()
    return [AuditRow(*row) for row in rows]


def committed_outcome(store: DuckDBPyConnection, batch: PlannedBatch) -> LoadOutcome:
    """What was committed of the batch's range; nothing when the store had passed it before it was planned."""
    row = store.execute(
        f"SELECT {', '.join(AUDIT_COLUMNS)} FROM etl_audit WHERE {INCARNATION} AND end_offset = ?",
        [*_lane(batch), batch.range.topic_id, batch.range.end],
    ).fetchone()
    return AuditRow(*row).outcome if row else LoadOutcome(0, 0, 0, 0, 0, already=True)


def _lane(batch: PlannedBatch) -> list[str | int]:
    return [batch.dataset, batch.generation, batch.range.partition]
