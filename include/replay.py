"""A campus day of a topic through today's contract again, beside the live pipeline.

Each function is the body of one Airflow task and may be killed and called again at any point. A replay is a generation with
plans of its own, which `include.ingest` stages and loads like any other. What a newer contract says of a message counts from
then on, and what today's contract says alike is left alone; nothing is retracted.
"""

from __future__ import annotations

import logging
from dataclasses import replace
from datetime import date
from typing import Any

from pymysql.connections import Connection

from include import ingest
from include.audit import rewrites
from include.audit.contracts import pin, pinned_contract
from include.audit.generation import Generation, Kind, open_generation, opened_by, read_generation
from include.audit.plan import plan_batches
from include.audit.schema import ensure_schema
from include.broker.offsets import TopicOffsets
from include.broker.topics import ensure_topic
from include.contract.model import Contract
from include.database import connect
from include.days import offsets_of
from include.ingest import PartitionWork, Parts
from include.records import RunContext
from include.sinks.registry import WAREHOUSE
from include.sinks.warehouse.sink import WarehouseSink
from include.staging import StagedBatch

log = logging.getLogger(__name__)

LISTED = 100
"""Messages that a report names; it counts all of them."""


def plan(contract: Contract, parts: Parts, run: RunContext, day: date, max_rows: int) -> list[PartitionWork]:
    """Fix what this run reads again, and return what a sink still needs of it. A retry finds what the first try has fixed.

    Raises OffsetsLost when retention has deleted messages of the day.
    """
    ensure_topic(parts.broker, contract.topic)
    with connect(parts.warehouse) as connection:
        ensure_schema(connection)
        # A contract that cannot be used must neither change a table nor stand in a plan: its text is committed with the plan.
        pin(connection, contract)
        ingest.prepare(contract, parts)
        generation = _opened(connection, contract, parts, run, day)
        if generation is None:
            return []
        batches = plan_batches(
            contract,
            _ranges(contract, generation),
            connection,
            run,
            max_rows=max_rows,
            generation=generation.generation,
        )
    return ingest.by_partition(batches)


def stage(contract: Contract, work: PartitionWork, parts: Parts) -> list[StagedBatch]:
    """Stage the batches, and write down what each will change in the warehouse, before it is loaded there for the first time."""
    staged = ingest.stage(contract, work, parts)
    if contract.sink(WAREHOUSE):
        sink = WarehouseSink(parts.warehouse)
        with connect(parts.warehouse) as connection:
            for each in staged:
                pinned = replace(pinned_contract(connection, each.batch), sinks=contract.sinks)
                rewrites.append(connection, each.batch, sink.rewriting(pinned, each.rows()))
    return staged


def report(contract: Contract, parts: Parts, run: RunContext, day: date) -> dict[str, Any]:
    """What the run changed, for people: counts by sink and by column, and the messages that are judged otherwise now.

    `newly_rejected` were accepted before, and what they said then stays in the sinks.
    """
    with connect(parts.warehouse) as connection:
        found = opened_by(connection, contract.dataset, Kind.REPLAY, run)
        numbers = [each.generation for each in found]
        judged = rewrites.judged_otherwise(connection, contract, numbers)
        said = {
            "day": day.isoformat(),
            "contract": contract.version,
            "generations": numbers,
            "ranges": [range_ for each in found for range_ in _as_text(contract, each)],
            "sinks": rewrites.outcomes(connection, numbers),
            "warehouse": rewrites.total(connection, numbers),
            **{name: _listed(contract, messages) for name, messages in judged.items()},
        }
    log.info("replay of %s on %s: %s", contract.dataset, day, said)
    return said


def _opened(
    connection: Connection[Any], contract: Contract, parts: Parts, run: RunContext, day: date
) -> Generation | None:
    """The generation of this run, with the offsets of the day; None when nothing came on it."""
    offsets = offsets_of(contract, day, parts.broker, connection)
    if not offsets.partitions:
        log.info("%s: nothing came on %s", contract.topic.name, day)
        return None
    request = {"topic_id": offsets.topic_id, "day": day.isoformat(), "ranges": offsets.partitions}
    number = open_generation(connection, contract.dataset, Kind.REPLAY, request, run)
    return read_generation(connection, number)


def _ranges(contract: Contract, generation: Generation) -> TopicOffsets:
    ranges = {int(partition): (start, end) for partition, (start, end) in generation.request["ranges"].items()}
    return TopicOffsets(contract.topic.name, generation.topic_id, ranges)


def _as_text(contract: Contract, generation: Generation) -> list[str]:
    ranges = _ranges(contract, generation).partitions
    return [f"{contract.topic.name}[{partition}] {start}..{end}" for partition, (start, end) in sorted(ranges.items())]


def _listed(contract: Contract, messages: list[tuple[int, int]]) -> dict[str, Any]:
    """How many there are, and where the first ones are."""
    named = [f"{contract.topic.name}[{partition}] {offset}" for partition, offset in messages[:LISTED]]
    return {"count": len(messages), "messages": named}
