"""What a rebuild loads: all that was planned live, in the same ranges, under the same decisions, by today's contract."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from pymysql.connections import Connection

from include import CODE_VERSION
from include.audit import plan
from include.audit.contracts import pin
from include.audit.generation import Generation
from include.audit.identity import batch_id
from include.audit.ledger import LIVE
from include.broker.offsets import TopicOffsets
from include.contract.model import Contract
from include.errors import FinalError, OffsetsLost
from include.records import Action, PlannedBatch, RunContext


def require_everything(
    connection: Connection[Any], contract: Contract, position: Mapping[int, int], offsets: TopicOffsets
) -> None:
    """Raises OffsetsLost when Kafka does not have every message any more that a sink, which stands at `position`, has loaded."""
    lost = [
        batch.range
        for batch in _live(connection, contract)
        if batch.action is not Action.QUARANTINE
        and batch.range.start < position.get(batch.range.partition, 0)
        and (
            batch.range.topic_id != offsets.topic_id or batch.range.start < offsets.partitions[batch.range.partition][0]
        )
    ]
    if lost:
        raise OffsetsLost(
            f"{contract.dataset}: Kafka does not have any more what the sink has loaded: {len(lost)} ranges, the first {lost[0]}, "
            f"the last {lost[-1]}. Nothing was changed; a rebuilt table would lack their rows. Fetch them again with republish__ "
            f"first, or accept the loss: trigger rebuild with `terima_kehilangan`."
        )


def plan_again(
    connection: Connection[Any],
    contract: Contract,
    generation: Generation,
    position: Mapping[int, int],
    run: RunContext,
) -> None:
    """Plan in the generation what a sink has loaded up to `position` and the generation has no plan for yet; commits.

    A range begins no earlier than the offset that Kafka had when the generation was opened. Raises FinalError when the
    contract has changed since.
    """
    starts = starts_of(generation)
    connection.begin()
    pin(connection, contract)
    _require_same_contract(connection, contract, generation)
    planned = _ends(connection, generation)
    for live in _live(connection, contract):
        partition, start = live.range.partition, max(live.range.start, starts.get(live.range.partition, 0))
        if (
            live.range.topic_id == generation.topic_id
            and planned.get(partition, 0) < live.range.end > start
            and live.range.start < position.get(partition, 0)
        ):
            range_ = replace(live.range, start=max(start, planned.get(partition, 0)))
            id_ = batch_id(range_, contract.version, CODE_VERSION, generation.generation)
            again = PlannedBatch(
                id_, contract.dataset, range_, contract.version, CODE_VERSION, generation.generation, action=live.action
            )
            plan.append(connection, again, run, generation.who, generation.why)
    connection.commit()


def _require_same_contract(connection: Connection[Any], contract: Contract, generation: Generation) -> None:
    """A table by an older contract must not take the place of one that has been loaded by a newer one."""
    began_with = generation.request["contract_version"]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT version FROM etl_contract WHERE dataset = %s AND first_seen > %s",
            (contract.dataset, generation.opened_at),
        )
        since = {contract.version, *(version for (version,) in cursor.fetchall())} - {began_with}
    if since:
        raise FinalError(
            f"{contract.dataset}: the contract has changed to {', '.join(sorted(since))} since this rebuild began with "
            f"{began_with}. Nothing that people read was changed: trigger a new rebuild, which reads everything by the new one."
        )


def starts_of(generation: Generation) -> dict[int, int]:
    """The offsets that Kafka began at when the generation was opened, by partition."""
    return {int(partition): offset for partition, offset in generation.request["starts"].items()}


def _live(connection: Connection[Any], contract: Contract) -> list[PlannedBatch]:
    """The newest revision of every plan of the live pipeline, in order."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {plan.COLUMNS} FROM etl_plan p WHERE p.dataset = %s AND p.generation = %s AND {plan.NEWEST_REVISION} "
            "ORDER BY p.partition_id, p.start_offset",
            (contract.dataset, LIVE),
        )
        return [plan.planned_batch(row) for row in cursor.fetchall()]


def _ends(connection: Connection[Any], generation: Generation) -> dict[int, int]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT partition_id, MAX(end_offset) FROM etl_plan WHERE dataset = %s AND generation = %s GROUP BY partition_id",
            (generation.dataset, generation.generation),
        )
        return dict(cursor.fetchall())
