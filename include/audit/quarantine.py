"""The quarantine: every message that was ever rejected, and every attempt on it. Both are only ever added to.

A message is in quarantine once, with its raw bytes. What each batch made of it in each sink is an attempt. What it all comes
to is read from the views `etl_verdict` (by sink) and `v_karantina` (by message, without raw bytes).
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

import pyarrow as pa
from pymysql.connections import Connection

from include.audit.identity import key_digest
from include.contract.version import version_number
from include.records import PlannedBatch
from include.staging import StagedBatch

AT_A_TIME = 1_000
"""Keys that one statement looks for."""
VERDICT_FIRST = "outcome = 'digantikan' DESC, contract_number DESC, generation DESC, attempt_id DESC"
"""Which attempt on a message counts in a sink, as in the view `etl_verdict`."""


class Outcome(StrEnum):
    """What a batch made of a message that is in quarantine."""

    REJECTED = "ditolak"
    ACCEPTED = "diterima"
    SUPERSEDED = "digantikan"
    """It accepted a newer message of the same key, so nothing is missing any more."""


Attempt = tuple[str, int, int, str | None, str | None, str | None]
"""Topic id, partition and offset of a message; rule, field and reason where it was rejected."""


def record(connection: Connection[Any], batch: PlannedBatch, sink: str, staged: StagedBatch, position: int) -> None:
    """Keep the rejects of a batch, and say of every message in quarantine what the batch made of it in a sink.

    What lies before `position` is left out. The same batch again into the same sink, by a retry or by a copy of its task,
    adds nothing. The caller commits.
    """
    rejects, accepted = staged.rejects(position), staged.identities(position)
    with connection.cursor() as cursor:
        cursor.execute("SELECT NOW(6)")
        (now,) = cursor.fetchone()
    kept = rejects.to_pylist()
    _keep(connection, batch, kept, now)
    _append(connection, batch, sink, Outcome.REJECTED, _rejected(batch, kept), now)
    _append(connection, batch, sink, Outcome.ACCEPTED, _accepted(connection, batch, accepted), now)
    _append(connection, batch, sink, Outcome.SUPERSEDED, _superseded(connection, batch, sink, accepted), now)


def _keep(connection: Connection[Any], batch: PlannedBatch, rejects: list[dict[str, Any]], now: datetime) -> None:
    range_ = batch.range
    with connection.cursor() as cursor:
        # What is there is ignored, also where another sink keeps it at this very moment, because the account may not update.
        # Only a list of bare marks is sent many rows at a time; see pymysql's RE_INSERT_VALUES.
        cursor.executemany(
            "INSERT IGNORE INTO etl_quarantine (topic_id, partition_id, message_offset, topic, dataset, event_id, version, "
            "source_position, key_digest, message_key, message_value, headers, broker_at, quarantined_at) "
            "VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)",
            [
                (
                    range_.topic_id, range_.partition, reject["offset"], range_.topic, batch.dataset, reject["event_id"],
                    reject["version"], reject["source_position"], key_digest(reject["key"]), reject["key"],
                    reject["value"], reject["headers"], reject["broker_at"].astimezone(UTC).replace(tzinfo=None), now,
                )
                for reject in rejects
            ],
        )  # fmt: skip


def _append(
    connection: Connection[Any], batch: PlannedBatch, sink: str, outcome: Outcome, attempts: Iterable[Attempt], now: datetime
) -> None:  # fmt: skip
    number = version_number(batch.contract_version)
    with connection.cursor() as cursor:
        cursor.executemany(
            "INSERT IGNORE INTO etl_attempt (topic_id, partition_id, message_offset, rule, field, reason, batch_id, sink, outcome, "
            "dataset, generation, contract_version, contract_number, attempted_at) "
            "VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)",
            [
                (
                    *attempt, batch.batch_id, sink, outcome.value, batch.dataset, batch.generation, batch.contract_version,
                    number, now,
                )
                for attempt in attempts
            ],
        )  # fmt: skip


def _rejected(batch: PlannedBatch, rejects: list[dict[str, Any]]) -> list[Attempt]:
    range_ = batch.range
    return [
        (range_.topic_id, range_.partition, each["offset"], each["rule"], each["field"], each["reason"])
        for each in rejects
    ]


def _accepted(connection: Connection[Any], batch: PlannedBatch, accepted: pa.Table) -> list[Attempt]:
    """Messages in quarantine that the batch accepted after all: by a better contract, or by somebody's decision."""
    topic_id, partition = batch.range.topic_id, batch.range.partition
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT message_offset FROM etl_quarantine WHERE topic_id = %s AND partition_id = %s AND message_offset >= %s AND "
            "message_offset < %s",
            (topic_id, partition, batch.range.start, batch.range.end),
        )
        known = {offset for (offset,) in cursor.fetchall()}
    found = accepted["_offset"].to_pylist() if known else []
    return [(topic_id, partition, offset, None, None, None) for offset in found if offset in known]


def _superseded(connection: Connection[Any], batch: PlannedBatch, sink: str, accepted: pa.Table) -> list[Attempt]:
    """Messages that wait in quarantine and have a newer one of the same key among the accepted."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT 1 FROM etl_quarantine WHERE dataset = %s AND key_digest IS NOT NULL LIMIT 1", (batch.dataset,)
        )
        newest = _newest(batch, accepted) if cursor.fetchone() else {}
        keys, waiting = list(newest), []
        for first in range(0, len(keys), AT_A_TIME):
            cursor.execute(
                "SELECT topic_id, partition_id, message_offset, version, key_digest, (SELECT outcome FROM etl_attempt a WHERE "
                "a.topic_id = q.topic_id AND a.partition_id = q.partition_id AND a.message_offset = q.message_offset AND "
                f"a.sink = %s ORDER BY {VERDICT_FIRST} LIMIT 1) AS verdict FROM etl_quarantine q WHERE dataset = %s AND "
                "key_digest IN %s",
                (sink, batch.dataset, keys[first : first + AT_A_TIME]),
            )
            waiting += [row for row in cursor.fetchall() if row[-1] == Outcome.REJECTED]
    return [
        (topic_id, partition, offset, None, None, None)
        for topic_id, partition, offset, version, key, _ in waiting
        if newest[key] > (version, partition, offset)
    ]


def _newest(batch: PlannedBatch, accepted: pa.Table) -> dict[str, tuple[str, int, int]]:
    """Version, partition and offset of the newest accepted message of every key."""
    found: dict[str, tuple[str, int, int]] = {}
    for key, version, offset in zip(
        *(accepted[name].to_pylist() for name in ("_key", "_version", "_offset")), strict=True
    ):
        if key is not None:
            age = (version, batch.range.partition, offset)
            found[key] = max(found.get(key, age), age)
    return found
