"""Generations: the live pipeline is generation 0; everything that loads offsets again is a generation of its own.

A generation has plans, ledger rows and audit rows of its own, so that it goes on beside the live pipeline and can be killed
and taken up again like it.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

import pymysql
from pymysql.connections import Connection

from include.errors import FinalError, ServiceUnavailable
from include.records import RunContext

TRIES = 10


class Kind(StrEnum):
    """Why offsets are loaded again."""

    REPLAY = "replay"
    REDRIVE = "redrive"
    REBUILD = "rebuild"


@dataclass(frozen=True)
class Generation:
    """A row of `etl_generation`. `opened_at` is UTC, without a zone."""

    generation: int
    dataset: str
    kind: Kind
    topic_id: str
    request: dict[str, Any]
    who: str | None
    why: str | None
    dag_id: str
    run_id: str
    opened_at: datetime


COLUMNS = "generation, dataset, kind, topic_id, request, who, why, dag_id, run_id, opened_at"


def open_generation(
    connection: Connection[Any], dataset: str, kind: Kind, request: dict[str, Any], run: RunContext,
    who: str | None = None, why: str | None = None,
) -> int:  # fmt: skip
    """The generation of this run for the topic incarnation `request["topic_id"]`, opened if the run has none; commits it.

    The same dataset, kind, DAG, run and topic id find their generation again, with the request that it was opened with. Its
    number is above all that the ledger knows: call it after every sink was prepared, so that the ledger knows what the sinks
    do, also when the warehouse was restored from a backup that is older than they are.
    """
    topic_id = str(request["topic_id"])
    for _ in range(TRIES):
        found = _number(connection, dataset, kind, run, topic_id)
        if found is not None:
            return found
        with connection.cursor() as cursor:
            try:
                number = _next(connection)
                cursor.execute(
                    f"INSERT INTO etl_generation ({COLUMNS}) VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, NOW(6))",
                    (
                        number, dataset, kind.value, topic_id, json.dumps(request), who, why, run.dag_id, run.run_id,
                    ),
                )  # fmt: skip
                connection.commit()
                return number
            except pymysql.err.IntegrityError:
                # Another run took the number, or a copy of this task opened the generation: look again.
                connection.rollback()
    raise ServiceUnavailable(
        f"{dataset}: other runs took the next generation number {TRIES} times. Nothing was opened; the retry tries again."
    )


def read_generation(connection: Connection[Any], number: int) -> Generation:
    """Raises FinalError when there is no such generation."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {COLUMNS} FROM etl_generation WHERE generation = %s", (number,))
        row = cursor.fetchone()
    if row is None:
        raise FinalError(
            f"etl_generation has no generation {number}. Bring the table back from the backup of etl_plan."
        )
    return _generation(row)


def opened_by(connection: Connection[Any], dataset: str, kind: Kind, run: RunContext) -> list[Generation]:
    """The generations of a run, in order: one for each incarnation of the topic that it has seen."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {COLUMNS} FROM etl_generation WHERE dataset = %s AND kind = %s AND dag_id = %s AND run_id = %s "
            "ORDER BY generation",
            (dataset, kind.value, run.dag_id, run.run_id),
        )
        return [_generation(row) for row in cursor.fetchall()]


def _generation(row: tuple[Any, ...]) -> Generation:
    generation, dataset, kind, topic_id, request, *rest = row
    return Generation(generation, dataset, Kind(kind), topic_id, json.loads(request), *rest)


def _number(connection: Connection[Any], dataset: str, kind: Kind, run: RunContext, topic_id: str) -> int | None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT generation FROM etl_generation WHERE dataset = %s AND kind = %s AND topic_id = %s AND dag_id = %s AND "
            "run_id = %s",
            (dataset, kind.value, topic_id, run.dag_id, run.run_id),
        )
        row = cursor.fetchone()
    return int(row[0]) if row else None


def _next(connection: Connection[Any]) -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT 1 + GREATEST(COALESCE((SELECT MAX(generation) FROM etl_generation), 0), "
            "COALESCE((SELECT MAX(generation) FROM etl_ledger), 0))"
        )
        return int(cursor.fetchone()[0])
