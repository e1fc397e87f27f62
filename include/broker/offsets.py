"""Where a topic begins and ends, and which incarnation of it this is."""

from __future__ import annotations

from dataclasses import dataclass

from confluent_kafka import KafkaException, TopicCollection, TopicPartition
from confluent_kafka.admin import OffsetSpec

from include.broker.client import TIMEOUT, admin, away
from include.settings import BrokerSettings


@dataclass(frozen=True)
class TopicOffsets:
    """`partitions` maps a partition to (low, high): the first offset it still has, and the one its next message gets."""

    topic: str
    topic_id: str
    partitions: dict[int, tuple[int, int]]


def topic_offsets(broker: BrokerSettings, topic: str) -> TopicOffsets:
    client = admin(broker)
    try:
        described = client.describe_topics(TopicCollection([topic]))[topic].result(timeout=TIMEOUT)
        partitions = [TopicPartition(topic, p.id) for p in described.partitions]
        earliest = client.list_offsets({tp: OffsetSpec.earliest() for tp in partitions})
        latest = client.list_offsets({tp: OffsetSpec.latest() for tp in partitions})
        bounds = {
            tp.partition: (earliest[tp].result(timeout=TIMEOUT).offset, latest[tp].result(timeout=TIMEOUT).offset)
            for tp in partitions
        }
    except (KafkaException, TimeoutError) as error:
        raise away(broker, error) from error
    return TopicOffsets(topic, str(described.topic_id), bounds)
