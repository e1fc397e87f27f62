"""From a topic to its sinks: plan offset ranges, consume them into staged batches, load the batches.

Each function is the body of one Airflow task and may be killed and called again at any point.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from include.audit.conservation import Lane, violations
from include.audit.contracts import pin, pinned_contract
from include.audit.hold import record_hold
from include.audit.ledger import LIVE, sinks_past
from include.audit.plan import plan_batches
from include.audit.redrive import chosen_messages
from include.audit.schema import ensure_schema
from include.broker.formats import format_of
from include.broker.group import commit_group
from include.broker.offsets import topic_offsets
from include.broker.topics import ensure_topic
from include.consume import consume, consume_messages
from include.contract.model import Contract
from include.database import alone, connect
from include.dead_letter import announce
from include.errors import BatchHeld, FinalError, KampusError
from include.records import Action, PlannedBatch, RunContext
from include.settings import BrokerSettings, DatabaseSettings, LakehouseSettings, OlapSettings
from include.sinks.base import LoadOutcome, Sink
from include.sinks.registry import WAREHOUSE, sink_of
from include.staging import StagedBatch, discard, load_staged

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Parts:
    """The running parts that an ingest needs."""

    broker: BrokerSettings
    warehouse: DatabaseSettings
    staging_url: str
    pseudonym_key: bytes = field(repr=False)
    lakehouse: LakehouseSettings | None = None
    olap: OlapSettings | None = None

    def sink(self, contract: Contract, name: str) -> Sink:
        """Raises FinalError when the contract's sink is not set up."""
        return sink_of(contract, name, self.warehouse, self.lakehouse, self.olap)


@dataclass(frozen=True)
class PartitionWork:
    """The planned batches of one partition, in the order in which they must be loaded."""

    partition: int
    batches: tuple[PlannedBatch, ...]

    def as_dict(self) -> dict[str, Any]:
        return {"partition": self.partition, "batches": [batch.as_dict() for batch in self.batches]}

    @classmethod
    def from_dict(cls, value: dict[str, Any]) -> PartitionWork:
        return cls(value["partition"], tuple(PlannedBatch.from_dict(batch) for batch in value["batches"]))


def plan(contract: Contract, parts: Parts, run: RunContext, max_rows: int) -> list[PartitionWork]:
    """Fix what this run will consume, partition by partition. Open plans of earlier runs come first.

    An outside sink that cannot be prepared now holds up no other: its own load says why, and with nothing to load for
    anybody this does.
    """
    ensure_topic(parts.broker, contract.topic)
    with connect(parts.warehouse) as connection:
        ensure_schema(connection)
        # A contract that cannot be used must neither change a table nor stand in a plan: its text is committed with the plan.
        pin(connection, contract)
        unprepared = prepare(contract, parts)
        # To one who looked at the topic before another planned further, it would seem to have lost its end.
        with alone(connection, f"plan {contract.dataset}"):
            offsets = topic_offsets(parts.broker, contract.topic.name)
            batches = plan_batches(contract, offsets, connection, run, max_rows=max_rows)
    if unprepared and not batches:
        raise unprepared[0]
    return by_partition(batches)


def by_partition(batches: Sequence[PlannedBatch]) -> list[PartitionWork]:
    partitions = sorted({batch.range.partition for batch in batches})
    return [PartitionWork(p, tuple(b for b in batches if b.range.partition == p)) for p in partitions]


def stage(contract: Contract, work: PartitionWork, parts: Parts) -> list[StagedBatch]:
    """Consume, transform and check every batch that a sink still needs; the result waits in staging for the sinks."""
    needed = [batch for batch in work.batches if not _is_everywhere(batch, contract, parts)]
    return [_staged(batch, _pinned(batch, contract, parts), parts) for batch in needed]


def load(
    contract: Contract, work: PartitionWork, sink_name: str, parts: Parts, run: RunContext
) -> list[dict[str, Any]]:
    """Load the batches of a partition in order into one sink of their dataset. Returns one summary per batch.

    Raises BatchHeld at the first batch that the quality gate holds: the batches before it are loaded by then, nothing of
    it or after it is. Raises FinalError when the audit breaks the conservation law.
    """
    sink = parts.sink(contract, sink_name)
    summaries = []
    for batch in work.batches:
        outcome = _load_batch(batch, contract, sink, parts, run)
        summaries.append({"sink": sink.name, **range_summary(batch), **outcome.as_dict()})
        if sink.name == WAREHOUSE and outcome.rejected:
            announce(batch, contract, parts.broker, parts.warehouse)
        if _is_everywhere(batch, contract, parts):
            discard(parts.staging_url, batch)
            _show_lag(batch, parts)
    _require_conservation(contract, work, sink, parts)
    return summaries


def range_summary(batch: PlannedBatch) -> dict[str, Any]:
    return {
        "batch_id": batch.batch_id,
        "topic": batch.range.topic,
        "partition": batch.range.partition,
        "start": batch.range.start,
        "end": batch.range.end,
    }


def stage_summary(staged: Iterable[StagedBatch]) -> list[dict[str, Any]]:
    """What a person sees of staged batches in the Airflow UI."""
    return [
        {
            **range_summary(one.batch),
            "read": one.read,
            "accepted": one.accepted,
            "rejected": one.rejected,
            "warnings": one.warnings,
            "held": one.held,
        }
        for one in staged
    ]


def prepare(contract: Contract, parts: Parts) -> list[KampusError]:
    """Prepare every sink of the dataset. Returns why outside sinks could not be; the warehouse's errors are raised."""
    errors = []
    for spec in contract.sinks:
        sink = parts.sink(contract, spec.sink)
        try:
            sink.prepare(contract)
        except KampusError as error:
            if spec.sink == WAREHOUSE:
                raise
            log.warning("%s is not prepared for %s: %s", spec.sink, contract.dataset, error)
            errors.append(error)
    return errors


def _load_batch(batch: PlannedBatch, contract: Contract, sink: Sink, parts: Parts, run: RunContext) -> LoadOutcome:
    """What the sink took of the batch, now or in an earlier try. Only what it still needs is read from Kafka."""
    outcome = sink.committed(batch)
    if outcome is None:
        pinned = _pinned(batch, contract, parts)
        staged = _staged(batch, pinned, parts)
        if staged.held:
            with connect(parts.warehouse) as connection:
                record_hold(connection, batch, staged.held, run)
            raise BatchHeld(_held_message(staged))
        outcome = sink.load(batch, pinned, staged, run)
    log.info("%s: %s into %s", batch.range, outcome, sink.name)
    return outcome


def _show_lag(batch: PlannedBatch, parts: Parts) -> None:
    """Only of the live pipeline: what is loaded again lies behind it."""
    if batch.generation == LIVE:
        positions = {batch.range.partition: batch.range.end}
        commit_group(parts.broker, f"kampus-etl.{batch.dataset}", batch.range.topic, positions)


def _is_everywhere(batch: PlannedBatch, contract: Contract, parts: Parts) -> bool:
    """Whether every sink of the dataset has the whole batch, as far as the warehouse knows: no other sink is asked."""
    with connect(parts.warehouse) as connection:
        return {spec.sink for spec in contract.sinks} <= sinks_past(connection, batch)


def _pinned(batch: PlannedBatch, contract: Contract, parts: Parts) -> Contract:
    """The contract that the batch was planned with, loaded where the dataset is loaded today."""
    with connect(parts.warehouse) as connection:
        return replace(pinned_contract(connection, batch), sinks=contract.sinks)


def _staged(batch: PlannedBatch, contract: Contract, parts: Parts) -> StagedBatch:
    found = load_staged(parts.staging_url, batch)
    if found is not None:
        return found
    if batch.action is Action.REDRIVE:
        with connect(parts.warehouse) as connection:
            messages = chosen_messages(connection, batch)
        format_ = format_of(contract, parts.broker.registry)
        return consume_messages(batch, contract, messages, parts.staging_url, parts.pseudonym_key, format_)
    return consume(batch, contract, parts.broker, parts.staging_url, parts.pseudonym_key)


def _require_conservation(contract: Contract, work: PartitionWork, sink: Sink, parts: Parts) -> None:
    first = work.batches[0]
    lane = Lane(sink.name, first.generation, work.partition)
    with connect(parts.warehouse) as connection:
        broken = violations(connection, contract.dataset, lane, since=first.range.start)
    if broken:
        raise FinalError(
            f"the audit of {contract.dataset} breaks the conservation law {len(broken)} times: {'; '.join(broken[:3])}. What was "
            f"loaded is committed. Compare etl_audit, etl_ledger and etl_quarantine before anything is reported from it."
        )


def _held_message(staged: StagedBatch) -> str:
    batch = staged.batch
    again = f"jalankan ingest__{batch.dataset} lagi" if batch.generation == LIVE else "bersihkan semua tugas run ini"
    return (
        f"batch {batch.batch_id} ({batch.range}) ditahan: {staged.held} Tidak ada yang dimuat dari batch ini. "
        f"Putuskan lewat DAG `release`: `load` sesudah kontrak diperbaiki dengan versi baru, `waive` bila yang ditolak "
        f"memang salah, `quarantine` bila seluruh batch tidak layak; lalu {again}."
    )
