"""Topics as contracts declare them: made, and made larger, but never made smaller or emptied."""

from __future__ import annotations

import logging
from typing import Any

from confluent_kafka import KafkaError, KafkaException
from confluent_kafka.admin import AdminClient, ConfigEntry, ConfigResource, NewPartitions, NewTopic, ResourceType

from include.broker.client import TIMEOUT, admin, away, code, reason
from include.contract.model import TopicSpec
from include.errors import FinalError
from include.settings import BrokerSettings

log = logging.getLogger(__name__)


def ensure_topic(broker: BrokerSettings, topic: TopicSpec) -> None:
    """Make the topic, or bring an existing one to what its contract says.

    Raises FinalError when the topic has more partitions than declared or is stamped by its producers, because a day
    of such a topic cannot be found by time. Raises ServiceUnavailable when the broker is away.
    """
    client = admin(broker)
    try:
        existing = client.list_topics(timeout=TIMEOUT).topics.get(topic.name)
    except (KafkaException, TimeoutError) as error:
        raise away(broker, error) from error
    if existing is None:
        _create(client, broker, topic)
        return
    partitions = len(existing.partitions)
    if partitions > topic.partitions:
        raise FinalError(
            f"topic {topic.name!r} has {partitions} partitions and its contract says {topic.partitions}. Partitions cannot be "
            f"taken away: set partitions to {partitions} in the contract."
        )
    if partitions < topic.partitions:
        _wait(client.create_partitions([NewPartitions(topic.name, topic.partitions)]), broker)
        log.info("topic %s grew from %d to %d partitions", topic.name, partitions, topic.partitions)
    _align(client, broker, topic)


def declared_config(topic: TopicSpec) -> dict[str, str]:
    retention = -1 if topic.retention is None else int(topic.retention.total_seconds() * 1000)
    return {
        "message.timestamp.type": "LogAppendTime",
        "retention.ms": str(retention),
        "max.message.bytes": str(topic.max_message_bytes),
        "cleanup.policy": "delete",
    }


def _create(client: AdminClient, broker: BrokerSettings, topic: TopicSpec) -> None:
    new = NewTopic(topic.name, num_partitions=topic.partitions, config=declared_config(topic))
    _wait(client.create_topics([new]), broker, already=KafkaError.TOPIC_ALREADY_EXISTS)
    log.info("topic %s made with %d partitions", topic.name, topic.partitions)


def _align(client: AdminClient, broker: BrokerSettings, topic: TopicSpec) -> None:
    resource = ConfigResource(ResourceType.TOPIC, topic.name)
    found = {name: entry.value for name, entry in _wait(client.describe_configs([resource]), broker).items()}
    if found.get("message.timestamp.type") != "LogAppendTime":
        raise FinalError(
            f"topic {topic.name!r} has message.timestamp.type={found.get('message.timestamp.type')}, expected LogAppendTime. "
            f"Its owner has to change it, for messages from then on: kafka-configs --alter --add-config "
            f"message.timestamp.type=LogAppendTime."
        )
    differing = {k: v for k, v in declared_config(topic).items() if found.get(k) != v}
    if differing:
        entries = [ConfigEntry(k, v) for k, v in differing.items()]
        change = ConfigResource(ResourceType.TOPIC, topic.name, incremental_configs=[_set(entry) for entry in entries])
        _wait(client.incremental_alter_configs([change]), broker)
        log.info("topic %s: set %s", topic.name, differing)


def _set(entry: ConfigEntry) -> ConfigEntry:
    from confluent_kafka.admin import AlterConfigOpType

    return ConfigEntry(entry.name, entry.value, incremental_operation=AlterConfigOpType.SET)


def _wait(futures: dict[Any, Any], broker: BrokerSettings, already: int | None = None) -> Any:
    result = None
    for what, future in futures.items():
        try:
            result = future.result(timeout=TIMEOUT)
        except (KafkaException, TimeoutError) as error:
            if already is not None and code(error) == already:
                continue
            if isinstance(error, TimeoutError) or code(error) in {
                KafkaError._TRANSPORT,
                KafkaError._TIMED_OUT,
                KafkaError.REQUEST_TIMED_OUT,
            }:
                raise away(broker, error) from error
            raise FinalError(f"Kafka at {broker.servers} refused to change {what}: {reason(error)}") from error
    return result
