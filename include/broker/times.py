"""Which offsets of a topic the broker took in a stretch of time."""

from __future__ import annotations

from datetime import datetime

from confluent_kafka import IsolationLevel, KafkaException, TopicPartition
from confluent_kafka.admin import OffsetSpec

from include.broker.client import admin
from include.broker.errors import TIMEOUT, broker_error
from include.broker.offsets import TopicOffsets
from include.settings import BrokerSettings


def offsets_between(broker: BrokerSettings, offsets: TopicOffsets, start: datetime, end: datetime) -> TopicOffsets:
    """Of every partition the offsets [first, last) whose messages the broker stamped in [start, end).

    `offsets` are those that the topic has. A partition that has none of the time has an empty range: at its end where its
    messages are older, at the first later message where they are newer. What an unfinished transaction wrote is not in it.
    Only of a topic that the broker itself stamps (LogAppendTime) do the messages of a time lie together.
    """
    first, last = (_first_at(broker, offsets, moment) for moment in (start, end))
    ranges = {}
    for partition, (low, high) in offsets.partitions.items():
        begin = min(max(first[partition], low), high)
        ranges[partition] = (begin, min(max(last[partition], begin), high))
    return TopicOffsets(offsets.topic, offsets.topic_id, ranges)


def _first_at(broker: BrokerSettings, offsets: TopicOffsets, moment: datetime) -> dict[int, int]:
    """The first offset at or after a moment in every partition; the partition's end where there is none."""
    wanted = OffsetSpec.for_timestamp(int(moment.timestamp() * 1000))
    partitions = [TopicPartition(offsets.topic, partition) for partition in offsets.partitions]
    if not partitions:
        return {}
    client = admin(broker)
    try:
        futures = client.list_offsets(dict.fromkeys(partitions, wanted), isolation_level=IsolationLevel.READ_COMMITTED)
        found = {partition.partition: future.result(timeout=TIMEOUT).offset for partition, future in futures.items()}
    except (KafkaException, TimeoutError) as error:
        raise broker_error(broker, error, f"find the offsets of a time in topic {offsets.topic!r}") from error
    return {p: offsets.partitions[p][1] if offset < 0 else offset for p, offset in found.items()}
