"""Which messages in quarantine are sent again, and their raw bytes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from pymysql.connections import Connection

from include.audit.generation import Kind
from include.audit.quarantine import Outcome
from include.errors import FinalError
from include.records import PlannedBatch, RawMessage, RunContext
from include.transform.headers import from_text

OPEN = "status = 'menunggu'"


@dataclass(frozen=True)
class Selection:
    """Messages of a dataset that wait in quarantine. None leaves a condition out.

    `since` and `until` (excluded) bound the time of the first rejection; `first` and `last` are offsets, both included.
    """

    dataset: str
    rule: str | None = None
    field: str | None = None
    since: datetime | None = None
    until: datetime | None = None
    partition: int | None = None
    first: int | None = None
    last: int | None = None
    max_rows: int = 10_000

    def conditions(self) -> dict[str, Any]:
        """The conditions that are set, as SQL over v_karantina, with their values."""
        named = {
            "dataset = %s": self.dataset,
            "rule = %s": self.rule,
            "field = %s": self.field,
            "first_at >= %s": _stored(self.since),
            "first_at < %s": _stored(self.until),
            "partition_id = %s": self.partition,
            "message_offset >= %s": self.first,
            "message_offset <= %s": self.last,
        }
        return {sql: value for sql, value in named.items() if value is not None}


@dataclass(frozen=True)
class Chosen:
    """A message that is to be sent again, by its coordinates."""

    topic: str
    topic_id: str
    partition: int
    offset: int


def waiting(connection: Connection[Any], selection: Selection) -> list[dict[str, Any]]:
    """How many messages a selection finds, whatever its `max_rows`: one dict per rule and field, the most frequent first."""
    conditions = selection.conditions()
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT rule, field, COUNT(*) FROM v_karantina WHERE {OPEN} AND {' AND '.join(conditions)} GROUP BY rule, field "
            "ORDER BY 3 DESC, rule, field",
            [*conditions.values()],
        )
        return [
            {"dataset": selection.dataset, "rule": rule, "field": field, "waiting": number}
            for rule, field, number in cursor.fetchall()
        ]


def choose(connection: Connection[Any], selection: Selection) -> list[Chosen]:
    """The first `max_rows` messages that a selection finds."""
    conditions = selection.conditions()
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT topic, topic_id, partition_id, message_offset FROM v_karantina WHERE {OPEN} AND {' AND '.join(conditions)} "
            "ORDER BY first_at, topic_id, partition_id, message_offset LIMIT %s",
            [*conditions.values(), selection.max_rows],
        )
        return [Chosen(*row) for row in cursor.fetchall()]


def keep(connection: Connection[Any], generation: int, chosen: Iterable[Chosen]) -> None:
    """Raises IntegrityError when a copy of the task has kept a message of the generation already."""
    with connection.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO etl_redrive (generation, topic_id, partition_id, message_offset) VALUES (%s, %s, %s, %s)",
            [(generation, each.topic_id, each.partition, each.offset) for each in chosen],
        )


def fixed_generations(connection: Connection[Any], dataset: str, run: RunContext) -> list[int]:
    """The generations that hold what a run sends again; none before it has chosen."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT g.generation FROM etl_generation g JOIN etl_redrive r ON r.generation = g.generation "
            "WHERE g.dataset = %s AND g.kind = %s AND g.dag_id = %s AND g.run_id = %s ORDER BY g.generation",
            (dataset, Kind.REDRIVE.value, run.dag_id, run.run_id),
        )
        return [number for (number,) in cursor.fetchall()]


def tally(connection: Connection[Any], generations: list[int]) -> dict[str, Any]:
    """What was chosen and what each sink made of it, for people; `rejected` counts by field and rule."""
    sinks: dict[str, dict[str, Any]] = {}
    batches: set[str] = set()
    with connection.cursor() as cursor:
        cursor.execute("SELECT COUNT(*) FROM etl_redrive WHERE generation IN %s", (generations,))
        (chosen,) = cursor.fetchone()
        cursor.execute(
            "SELECT sink, batch_id, outcome, field, rule, COUNT(*) FROM etl_attempt WHERE generation IN %s AND outcome <> %s "
            "GROUP BY sink, batch_id, outcome, field, rule ORDER BY sink, outcome, 6 DESC, field, rule",
            (generations, Outcome.SUPERSEDED.value),
        )
        for sink, batch, outcome, field, rule, number in cursor.fetchall():
            batches.add(batch)
            found = sinks.setdefault(sink, {"accepted": 0, "rejected": {}})
            if outcome == Outcome.ACCEPTED:
                found["accepted"] += number
            else:
                why = f"{field}.{rule}" if field else rule
                found["rejected"][why] = found["rejected"].get(why, 0) + number
    return {"chosen": chosen, "batches": sorted(batches), "sinks": sinks}


def chosen_messages(connection: Connection[Any], batch: PlannedBatch) -> list[RawMessage]:
    """The chosen messages of a batch as the broker once gave them, in the order of their offsets.

    Raises FinalError when one of them is in quarantine no more.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT r.message_offset, q.broker_at, q.message_key, q.message_value, q.headers FROM etl_redrive r LEFT JOIN "
            "etl_quarantine q USING (topic_id, partition_id, message_offset) WHERE r.generation = %s AND r.topic_id = %s AND "
            "r.partition_id = %s ORDER BY r.message_offset",
            (batch.generation, batch.range.topic_id, batch.range.partition),
        )
        rows = cursor.fetchall()
    if gone := [offset for offset, broker_at, *_ in rows if broker_at is None]:
        raise FinalError(
            f"{batch.range}: {len(gone)} of {len(rows)} chosen messages, the first at offset {gone[0]}, are in etl_quarantine no "
            f"more: they were removed after the redrive was planned. Trigger redrive again for what is left."
        )
    return [
        RawMessage(batch.range.partition, offset, broker_at.replace(tzinfo=UTC), key, value, from_text(headers))
        for offset, broker_at, key, value, headers in rows
    ]


def _stored(moment: datetime | None) -> datetime | None:
    return moment.astimezone(UTC).replace(tzinfo=None) if moment else None
