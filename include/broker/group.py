"""Telling ordinary Kafka tools how far a dataset is loaded. Nothing in this project reads it back."""

from __future__ import annotations

import logging

from confluent_kafka import KafkaException, TopicPartition

from include.broker.client import group_member
from include.broker.errors import reason
from include.settings import BrokerSettings

log = logging.getLogger(__name__)


def commit_group(broker: BrokerSettings, group: str, topic: str, positions: dict[int, int]) -> None:
    """Commit positions to a consumer group, best effort: a failure is logged and changes nothing."""
    client = group_member(broker, group)
    try:
        partitions = [TopicPartition(topic, partition, offset) for partition, offset in positions.items()]
        client.commit(offsets=partitions, asynchronous=False)
    except KafkaException as error:
        log.warning("group %s: offsets were not committed, lag tools will show old figures (%s)", group, reason(error))
    finally:
        client.close()
