"""Notes on rejected messages for others to subscribe to: the topic `<topic>-dlq`.

A note says where a message stands and why it was rejected; the message itself only where its contract allows it. Notes are
sent after the load, best effort: one may be missing, or come twice under the same event id. The truth is in `etl_attempt`,
from which `send_all` makes them again.
"""

from __future__ import annotations

import base64
import hashlib
import json
import logging
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import Any

from confluent_kafka import KafkaException
from pymysql.connections import Connection
from pymysql.cursors import SSCursor
from pymysql.err import MySQLError

from include.audit.quarantine import Outcome
from include.broker.client import LARGEST_MESSAGE
from include.broker.produce import Sender
from include.broker.topics import ensure_topic
from include.contract.model import Contract, TopicSpec
from include.database import connect
from include.errors import KampusError
from include.records import PlannedBatch
from include.settings import BrokerSettings, DatabaseSettings
from include.sinks.registry import WAREHOUSE

log = logging.getLogger(__name__)

KEPT = timedelta(days=30)
WORDS = 8_192
"""Bytes of a note beside the message: coordinates and reason, headers and framing."""


@dataclass(frozen=True)
class Note:
    """Why one batch rejected a message. `rejected_at` is UTC in ISO form; `reason` holds no personal value."""

    dataset: str
    topic: str
    topic_id: str
    partition: int
    offset: int
    rule: str
    field: str | None
    reason: str
    batch_id: str
    contract_version: str
    rejected_at: str

    @property
    def key(self) -> bytes:
        """The coordinates of the message, so that all notes on it lie in one partition in order."""
        return f"{self.topic}/{self.partition}/{self.offset}".encode()

    @property
    def event_id(self) -> str:
        """The same for the same attempt, however often it is sent."""
        name = f"{self.topic_id}|{self.partition}|{self.offset}|{self.batch_id}"
        return hashlib.sha256(name.encode()).hexdigest()[:32]


def topic_of(contract: Contract) -> TopicSpec:
    """As many partitions as the topic it speaks of, so that it grows with it; room for a message in base64.

    One partition for a topic of others, whose partitions only the broker knows.
    """
    topic = contract.topic
    largest = min(topic.max_message_bytes * 4 // 3 + WORDS, LARGEST_MESSAGE) if contract.dead_letter_payload else 65_536
    return TopicSpec(f"{topic.name}-dlq", topic.partitions or 1, KEPT, largest)


def announce(batch: PlannedBatch, contract: Contract, broker: BrokerSettings, warehouse: DatabaseSettings) -> None:
    """Send a note on every message that the batch rejected. A failure is logged and changes nothing."""
    try:
        sent = _send(contract, broker, warehouse, batch)
    except (KampusError, MySQLError, KafkaException) as error:
        log.warning("%s: dead-letter notes are missing; the DAG dead_letter sends them again (%s)", batch.range, error)
    else:
        log.info("%s: %d dead-letter notes", batch.range, sent)


def send_all(contract: Contract, broker: BrokerSettings, warehouse: DatabaseSettings) -> int:
    """Send the notes on every rejection that the warehouse ever recorded of a dataset. Returns their number.

    Raises TransientError when the broker or the warehouse is away.
    """
    return _send(contract, broker, warehouse, None)


def _send(contract: Contract, broker: BrokerSettings, warehouse: DatabaseSettings, batch: PlannedBatch | None) -> int:
    topic = topic_of(contract)
    ensure_topic(broker, topic)
    with connect(warehouse, cursor=SSCursor) as connection, Sender(broker, topic) as sender:
        for note, message in _notes(connection, contract, batch):
            body = {**asdict(note), **({"payload": _payload(message, topic)} if contract.dead_letter_payload else {})}
            headers = [("event_id", note.event_id.encode())]
            sender.send(note.key, json.dumps(body, ensure_ascii=False).encode(), headers)
    return sender.sent


def _notes(
    connection: Connection[Any], contract: Contract, batch: PlannedBatch | None
) -> Iterator[tuple[Note, bytes | None]]:
    """The rejections of a batch, or of all, oldest first, with the messages where the contract allows it."""
    message = "q.message_value" if contract.dead_letter_payload else "NULL"
    conditions: dict[str, Any] = {
        "a.dataset": contract.dataset,
        "a.sink": WAREHOUSE,
        "a.outcome": Outcome.REJECTED.value,
    }
    if batch is not None:
        conditions |= {
            "a.topic_id": batch.range.topic_id,
            "a.partition_id": batch.range.partition,
            "a.batch_id": batch.batch_id,
        }
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT a.dataset, q.topic, a.topic_id, a.partition_id, a.message_offset, a.rule, a.field, a.reason, a.batch_id, "
            f"a.contract_version, CONCAT(REPLACE(a.attempted_at, ' ', 'T'), '+00:00'), {message} FROM etl_attempt a JOIN "
            f"etl_quarantine q USING (topic_id, partition_id, message_offset) "
            f"WHERE {' AND '.join(f'{name} = %s' for name in conditions)} ORDER BY a.attempt_id",
            [*conditions.values()],
        )
        for *told, value in cursor:
            yield Note(*told), value


def _payload(message: bytes | None, topic: TopicSpec) -> str | None:
    """The message in base64; None where it has no value, or a note cannot hold it."""
    encoded = base64.b64encode(message or b"").decode()
    return encoded if message is not None and len(encoded) + WORDS <= topic.max_message_bytes else None
