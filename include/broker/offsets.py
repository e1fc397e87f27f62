"""Where a topic begins and ends, and which incarnation of it this is."""

from __future__ import annotations

from dataclasses import dataclass

from confluent_kafka import IsolationLevel, KafkaException, TopicCollection, TopicPartition
from confluent_kafka.admin import OffsetSpec

from include.broker.client import admin
from include.broker.errors import TIMEOUT, broker_error
from include.settings import BrokerSettings


@dataclass(frozen=True)
class TopicOffsets:
    """`partitions` maps a partition to [low, high): the first offset it still has, and the end of what can be read of it.

    What an unfinished transaction wrote cannot be read yet, so it lies at or past `high`.
    """

    topic: str
    topic_id: str
    partitions: dict[int, tuple[int, int]]


def topic_offsets(broker: BrokerSettings, topic: str) -> TopicOffsets:
    """Raises ServiceUnavailable when the broker is away or a partition has no leader, UnknownTopic when it is not there."""
    client = admin(broker)
    try:
        described = client.describe_topics(TopicCollection([topic]))[topic].result(timeout=TIMEOUT)
        partitions = [TopicPartition(topic, p.id) for p in described.partitions]
        committed = {"isolation_level": IsolationLevel.READ_COMMITTED}
        earliest = client.list_offsets({tp: OffsetSpec.earliest() for tp in partitions}, **committed)
        latest = client.list_offsets({tp: OffsetSpec.latest() for tp in partitions}, **committed)
        bounds = {
            tp.partition: (earliest[tp].result(timeout=TIMEOUT).offset, latest[tp].result(timeout=TIMEOUT).offset)
            for tp in partitions
        }
    except (KafkaException, TimeoutError) as error:
        raise broker_error(broker, error, f"list the offsets of topic {topic!r}") from error
    return TopicOffsets(topic, str(described.topic_id), bounds)
