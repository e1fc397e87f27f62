"""Topics as contracts declare them: made, and given more partitions, but never fewer."""

from __future__ import annotations

import logging
import time
from typing import Any

from confluent_kafka import KafkaError, KafkaException
from confluent_kafka.admin import (
    AdminClient,
    AlterConfigOpType,
    ConfigEntry,
    ConfigResource,
    NewPartitions,
    NewTopic,
    ResourceType,
)

from include.broker.client import admin
from include.broker.errors import TIMEOUT, broker_error, code
from include.broker.offsets import topic_offsets
from include.contract.model import TopicSpec
from include.errors import FinalError, KampusError, ServiceUnavailable
from include.settings import BrokerSettings

log = logging.getLogger(__name__)


def ensure_topic(broker: BrokerSettings, topic: TopicSpec) -> None:
    """Make the topic, or bring an existing one to what its contract says; every partition can be used on return.

    A topic of others is left as it is, and whoever reads it finds out that it is not there. Raises FinalError when the
    topic has more partitions than declared or is stamped by its producers, because a day of such a topic cannot be found
    by time. Raises ServiceUnavailable when the broker is away.
    """
    if topic.foreign:
        return
    client = admin(broker)
    try:
        existing = client.list_topics(timeout=TIMEOUT).topics.get(topic.name)
    except (KafkaException, TimeoutError) as error:
        raise broker_error(broker, error, "list its topics") from error
    if existing is None:
        _create(client, broker, topic)
    else:
        _grow(client, broker, topic, len(existing.partitions))
        _align(client, broker, topic)
    _await_partitions(broker, topic)


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
    _wait(client.create_topics([new]), broker, f"make topic {topic.name!r}", done=KafkaError.TOPIC_ALREADY_EXISTS)
    log.info("topic %s made with %d partitions", topic.name, topic.partitions)


def _grow(client: AdminClient, broker: BrokerSettings, topic: TopicSpec, partitions: int) -> None:
    if partitions > topic.partitions:
        raise FinalError(
            f"topic {topic.name!r} has {partitions} partitions and its contract says {topic.partitions}. Partitions cannot be "
            f"taken away: set partitions to {partitions} in the contract."
        )
    if partitions < topic.partitions:
        new = NewPartitions(topic.name, topic.partitions)
        doing = f"add partitions to topic {topic.name!r}"
        _wait(client.create_partitions([new]), broker, doing, done=KafkaError.INVALID_PARTITIONS)
        log.info("topic %s grew from %d to %d partitions", topic.name, partitions, topic.partitions)


def _await_partitions(broker: BrokerSettings, topic: TopicSpec) -> None:
    """A broker says that a topic is made before it can serve it."""
    deadline = time.monotonic() + TIMEOUT
    while True:
        try:
            found = len(topic_offsets(broker, topic.name).partitions)
        except KampusError:
            if time.monotonic() > deadline:
                raise
        else:
            if found >= topic.partitions:
                return
            if time.monotonic() > deadline:
                raise ServiceUnavailable(
                    f"Kafka at {broker.servers} shows {found} of {topic.partitions} partitions of topic {topic.name!r} "
                    f"{TIMEOUT:.0f} s after they were made. Check the broker's log."
                )
        time.sleep(0.05)


def _align(client: AdminClient, broker: BrokerSettings, topic: TopicSpec) -> None:
    resource = ConfigResource(ResourceType.TOPIC, topic.name)
    config = _wait(client.describe_configs([resource]), broker, f"describe topic {topic.name!r}")
    found = {name: entry.value for name, entry in config.items()}
    if found.get("message.timestamp.type") != "LogAppendTime":
        raise FinalError(
            f"topic {topic.name!r} has message.timestamp.type={found.get('message.timestamp.type')}, expected LogAppendTime. "
            f"Its owner has to change it, for messages from then on: kafka-configs --alter --add-config "
            f"message.timestamp.type=LogAppendTime."
        )
    differing = {k: v for k, v in declared_config(topic).items() if found.get(k) != v}
    if differing:
        changes = [
            ConfigEntry(name, value, incremental_operation=AlterConfigOpType.SET) for name, value in differing.items()
        ]
        change = ConfigResource(ResourceType.TOPIC, topic.name, incremental_configs=changes)
        _wait(client.incremental_alter_configs([change]), broker, f"configure topic {topic.name!r}")
        log.info("topic %s: set %s", topic.name, differing)


def _wait(futures: dict[Any, Any], broker: BrokerSettings, doing: str, done: int | None = None) -> Any:
    """The result of the one future. An error of the code `done` says that another task was first."""
    (future,) = futures.values()
    try:
        return future.result(timeout=TIMEOUT)
    except (KafkaException, TimeoutError) as error:
        if done is not None and code(error) == done:
            return None
        raise broker_error(broker, error, doing) from error
