"""Messages in quarantine are sent again: by today's contract, into every sink of their dataset.

Each function is the body of one Airflow task and may be killed and called again at any point. What is chosen is a generation
with plans of its own, which `include.ingest` stages and loads like any other; its messages come out of the quarantine, not
out of Kafka, which may have them no more.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

import pymysql
from pymysql.connections import Connection

from include import CODE_VERSION, ingest
from include.audit import redrive
from include.audit.contracts import pin
from include.audit.generation import Kind, open_generation
from include.audit.identity import batch_id
from include.audit.plan import append, open_batches
from include.audit.redrive import Chosen, Selection
from include.audit.release import accountable
from include.audit.schema import ensure_schema
from include.contract.model import Contract
from include.database import connect
from include.ingest import PartitionWork, Parts
from include.records import Action, OffsetRange, PlannedBatch, RunContext


def plan(
    contract: Contract, selection: Selection, parts: Parts, run: RunContext, who: str, why: str
) -> list[PartitionWork]:
    """Fix which messages this run sends again, and return what a sink still needs of them.

    A retry finds what the first try has fixed, whatever waits in quarantine by then. Raises FinalError when who or why is
    missing.
    """
    who, why = accountable("a redrive", who, why)
    with connect(parts.warehouse) as connection:
        ensure_schema(connection)
    ingest.prepare(contract, parts)
    with connect(parts.warehouse) as connection:
        if not redrive.fixed_generations(connection, contract.dataset, run):
            _fix(connection, contract, selection, run, who, why)
        generations = redrive.fixed_generations(connection, contract.dataset, run)
        batches = [batch for each in generations for batch in open_batches(connection, contract, each)]
    return [PartitionWork(batch.range.partition, (batch,)) for batch in batches]


def result(contract: Contract, parts: Parts, run: RunContext) -> dict[str, Any]:
    """What became of the messages that this run has chosen: numbers by sink, and the batches that took them in.

    A sink that has not loaded its batch yet has no numbers.
    """
    with connect(parts.warehouse) as connection:
        generations = redrive.fixed_generations(connection, contract.dataset, run)
        return redrive.tally(connection, generations) if generations else {"chosen": 0, "batches": [], "sinks": {}}


def _fix(
    connection: Connection[Any], contract: Contract, selection: Selection, run: RunContext, who: str, why: str
) -> None:
    """Choose, and plan one batch for each partition of each incarnation of the topic: all of it in one transaction."""
    topics: dict[str, list[Chosen]] = defaultdict(list)
    for each in redrive.choose(connection, selection):
        topics[each.topic_id].append(each)
    request = {name: value for name, value in asdict(selection).items() if value is not None}
    request |= {name: value.isoformat() for name, value in request.items() if isinstance(value, datetime)}
    generations = {
        topic_id: open_generation(
            connection, contract.dataset, Kind.REDRIVE, {"topic_id": topic_id, **request}, run, who, why
        )
        for topic_id in topics
    }
    connection.begin()
    try:
        pin(connection, contract)
        for topic_id, chosen in topics.items():
            redrive.keep(connection, generations[topic_id], chosen)
            for batch in _batches(contract, chosen, generations[topic_id]):
                append(connection, batch, run, who, why)
        connection.commit()
    except pymysql.err.IntegrityError:
        # A copy of this task was faster, and what it has chosen stands.
        connection.rollback()


def _batches(contract: Contract, chosen: Sequence[Chosen], generation: int) -> list[PlannedBatch]:
    """A range for each partition, from the first to the last of its chosen messages."""
    partitions: dict[int, list[Chosen]] = defaultdict(list)
    for each in chosen:
        partitions[each.partition].append(each)
    batches = []
    for partition, within in sorted(partitions.items()):
        offsets = [each.offset for each in within]
        range_ = OffsetRange(within[0].topic, within[0].topic_id, partition, min(offsets), max(offsets) + 1)
        id_ = batch_id(range_, contract.version, CODE_VERSION, generation)
        batches.append(
            PlannedBatch(
                id_, contract.dataset, range_, contract.version, CODE_VERSION, generation, action=Action.REDRIVE
            )
        )
    return batches
