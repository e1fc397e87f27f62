"""Topics filled for the tests of consume, and the batches planned over them."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from confluent_kafka import Producer

from include.broker.offsets import topic_offsets
from include.broker.topics import ensure_topic
from include.contract.model import TopicSpec
from include.records import OffsetRange, PlannedBatch
from include.settings import BrokerSettings
from tests.integration.broker.builders import wait_for_end

LARGEST = 6_291_456


@dataclass(frozen=True)
class Sent:
    """A message as any producer may send it."""

    value: bytes | None
    key: bytes = b"kunci"
    headers: dict[str, str] = field(default_factory=dict)


def row(_headers: dict[str, str] | None = None, **values: Any) -> Sent:
    return Sent(json.dumps(values).encode(), headers=_headers or {})


def fill(broker: BrokerSettings, topic: str, messages: Iterable[Sent]) -> PlannedBatch:
    """Sends the messages to the only partition of a new topic and plans one batch over all of them."""
    ensure_topic(broker, TopicSpec(topic, partitions=1, retention=None, max_message_bytes=LARGEST))
    producer = Producer({**broker.config, "message.max.bytes": LARGEST})
    for sent in messages:
        producer.produce(topic, value=sent.value, key=sent.key, headers=dict(sent.headers))
    assert producer.flush(30) == 0
    return plan(broker, topic)


def fill_in_transactions(
    broker: BrokerSettings, topic: str, transactions: Iterable[tuple[list[Sent], bool]]
) -> PlannedBatch:
    """Sends each group in a transaction that is committed or aborted; the marker of its end takes an offset."""
    ensure_topic(broker, TopicSpec(topic, partitions=1, retention=None, max_message_bytes=LARGEST))
    producer = Producer({**broker.config, "transactional.id": topic})
    producer.init_transactions(30)
    end = 0
    for messages, committed in transactions:
        producer.begin_transaction()
        for sent in messages:
            producer.produce(topic, value=sent.value, key=sent.key)
        producer.flush(30)
        if committed:
            producer.commit_transaction(30)
        else:
            producer.abort_transaction(30)
        end += len(messages) + 1
        wait_for_end(broker, topic, end)
    return plan(broker, topic)


def plan(broker: BrokerSettings, topic: str) -> PlannedBatch:
    offsets = topic_offsets(broker, topic)
    low, high = offsets.partitions[0]
    range_ = OffsetRange(topic, offsets.topic_id, 0, low, high)
    return PlannedBatch("b" * 32, "pesanan", range_, contract_version="1.0.0", code_version="uji")
