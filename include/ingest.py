"""From a topic to its sinks: plan offset ranges, consume them into staged batches, load the batches.

Each function is the body of one Airflow task and may be killed and called again at any point.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from include.audit.contracts import pinned_contract
from include.audit.plan import plan_batches
from include.audit.schema import ensure_schema
from include.broker.group import commit_group
from include.broker.offsets import topic_offsets
from include.broker.topics import ensure_topic
from include.consume import consume
from include.contract.model import Contract
from include.database import connect
from include.errors import BatchHeld
from include.records import PlannedBatch, RunContext
from include.settings import BrokerSettings, DatabaseSettings
from include.sinks.registry import sinks_of
from include.staging import StagedBatch, discard, load_staged

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Parts:
    """The running parts that an ingest needs."""

    broker: BrokerSettings
    warehouse: DatabaseSettings
    staging_url: str
    pseudonym_key: bytes = field(repr=False)


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
    """Fix what this run will consume, partition by partition. Open plans of earlier runs come first."""
    ensure_topic(parts.broker, contract.topic)
    offsets = topic_offsets(parts.broker, contract.topic.name)
    with connect(parts.warehouse) as connection:
        ensure_schema(connection)
        batches = plan_batches(contract, offsets, connection, run, max_rows=max_rows)
    for sink in sinks_of(contract, parts.warehouse):
        sink.prepare(contract)
    partitions = sorted({batch.range.partition for batch in batches})
    return [PartitionWork(p, tuple(b for b in batches if b.range.partition == p)) for p in partitions]


def stage(work: PartitionWork, parts: Parts) -> list[StagedBatch]:
    """Consume, transform and check every batch of a partition; the result waits in staging for the sinks."""
    with connect(parts.warehouse) as connection:
        contracts = {batch.batch_id: pinned_contract(connection, batch) for batch in work.batches}
    return [_staged(batch, contracts[batch.batch_id], parts) for batch in work.batches]


def load(work: PartitionWork, parts: Parts, run: RunContext) -> list[dict[str, Any]]:
    """Load the batches of a partition in order into every sink of their contract.

    Returns one summary per batch and sink. Raises BatchHeld at the first batch that the quality gate holds: the batches
    before it are loaded by then, nothing of it or after it is.
    """
    summaries = []
    for batch in work.batches:
        with connect(parts.warehouse) as connection:
            contract = pinned_contract(connection, batch)
        staged = _staged(batch, contract, parts)
        if staged.held:
            raise BatchHeld(_held_message(staged))
        for sink in sinks_of(contract, parts.warehouse):
            outcome = sink.load(batch, contract, staged, run)
            summaries.append({"sink": sink.name, **range_summary(batch), **outcome.as_dict()})
            log.info("%s: %s", sink.name, summaries[-1])
        discard(parts.staging_url, batch)
        commit_group(
            parts.broker, f"kampus-etl.{contract.dataset}", batch.range.topic, {batch.range.partition: batch.range.end}
        )
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


def _staged(batch: PlannedBatch, contract: Contract, parts: Parts) -> StagedBatch:
    found = load_staged(parts.staging_url, batch)
    return found or consume(batch, contract, parts.broker, parts.staging_url, parts.pseudonym_key)


def _held_message(staged: StagedBatch) -> str:
    where = staged.batch.range
    return (
        f"batch {staged.batch.batch_id} ({where.topic}[{where.partition}] {where.start}..{where.end}) ditahan: {staged.held} "
        f"Tidak ada yang dimuat dari batch ini. Perbaiki kontrak lalu jalankan lagi, atau putuskan lewat DAG `release`."
    )
