"""The ledger of a lakehouse table: it stands, whole, in the summary of every snapshot that this project makes."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict

from pyiceberg.table import Table
from pyiceberg.table.snapshots import Snapshot, ancestors_of

from include.audit.ledger import require_inside
from include.audit.outside import Standing
from include.errors import FinalError
from include.records import PlannedBatch

SINK = "lakehouse"
LEDGER = "kampus.ledger"

Ledger = tuple[Standing, ...]
"""At most one standing for each partition of a generation."""


def history(table: Table) -> Iterator[Snapshot]:
    """The snapshots that the present state is made of, the newest first, as far back as they are kept."""
    return iter(ancestors_of(table.current_snapshot(), table.metadata))


def written(snapshot: Snapshot, name: str) -> str | None:
    """A property of ours in the summary of a snapshot."""
    return snapshot.summary.additional_properties.get(name) if snapshot.summary else None


def read_ledger(table: Table) -> Ledger:
    """The ledger of the present state.

    A snapshot without one was made by another program, which rewrote files and moved no ledger: the one before it counts.
    Raises FinalError when there are snapshots and none of them has a ledger.
    """
    for snapshot in history(table):
        if text := written(snapshot, LEDGER):
            dataset = table.name()[-1]
            return tuple(Standing(dataset, SINK, **values) for values in json.loads(text))
    if table.current_snapshot() is None:
        return ()
    raise FinalError(
        f"lakehouse table {'.'.join(table.name())} has rows but no ledger: another program made its snapshots and expired ours. "
        f"Roll the table back to a snapshot with {LEDGER!r} in its summary, or drop it and load it again from Kafka."
    )


def as_text(ledger: Ledger) -> str:
    """What `read_ledger` reads. Of which table and sink it is need not be said in every snapshot."""
    values = [asdict(standing) for standing in ledger]
    for each in values:
        del each["dataset"], each["sink"]
    return json.dumps(values, separators=(",", ":"))


def next_offset(ledger: Ledger, batch: PlannedBatch, first_planned: int | None) -> int:
    """The next offset of the batch's partition that the table needs. One that it never loaded starts where its plans do.

    Raises LedgerGap as `require_inside` says.
    """
    standing = standing_of(ledger, batch)
    if standing is None:
        return require_inside(batch, SINK, None if first_planned is None else (first_planned, batch.range.topic_id))
    return require_inside(batch, SINK, (standing.next_offset, standing.topic_id))


def has_passed(ledger: Ledger, batch: PlannedBatch) -> bool:
    """Whether the table has the whole range of the batch, of this very incarnation of the topic."""
    standing = standing_of(ledger, batch)
    if standing is None or standing.topic_id != batch.range.topic_id:
        return False
    return standing.next_offset >= batch.range.end


def standing_of(ledger: Ledger, batch: PlannedBatch) -> Standing | None:
    """Where the partition of the batch stands in its generation, of whatever incarnation of the topic."""
    lane = (batch.generation, batch.range.partition)
    return next((standing for standing in ledger if (standing.generation, standing.partition_id) == lane), None)


def moved(ledger: Ledger, standing: Standing) -> Ledger:
    """The ledger with this standing instead of the one that the partition had."""
    lane = (standing.generation, standing.partition_id)
    others = [each for each in ledger if (each.generation, each.partition_id) != lane]
    return tuple(sorted([*others, standing], key=lambda each: (each.generation, each.partition_id)))


def after(batch: PlannedBatch) -> Standing:
    """Where the partition stands once the batch is loaded."""
    range_ = batch.range
    return Standing(
        batch.dataset,
        SINK,
        batch.generation,
        range_.partition,
        range_.topic,
        range_.topic_id,
        range_.end,
        batch.batch_id,
    )
