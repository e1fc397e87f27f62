"""Topics that hold messages of days that have passed."""

from __future__ import annotations

import time
from datetime import datetime

from confluent_kafka import Producer
from confluent_kafka.admin import AlterConfigOpType, ConfigEntry, ConfigResource, NewTopic, ResourceType

from include.broker.client import admin
from include.contract.model import TopicSpec
from include.settings import BrokerSettings

STAMP = "message.timestamp.type"


def make_topic(broker: BrokerSettings, topic: TopicSpec) -> None:
    """A topic whose messages carry the time that they are sent with, until `stamped_by_the_broker`."""
    new = NewTopic(topic.name, num_partitions=topic.partitions, config={STAMP: "CreateTime", "retention.ms": "-1"})
    client = admin(broker)
    client.create_topics([new])[topic.name].result(20)


def send_at(
    broker: BrokerSettings, topic: TopicSpec, moment: datetime, values: list[bytes], partition: int = 0,
    headers: list[dict[str, bytes]] | None = None,
) -> None:  # fmt: skip
    client = Producer(broker.config)
    for value, named in zip(values, headers or [{}] * len(values), strict=True):
        at = int(moment.timestamp() * 1000)
        client.produce(topic.name, value, partition=partition, timestamp=at, headers=list(named.items()))
    assert client.flush(20) == 0


def stamped_by_the_broker(broker: BrokerSettings, topic: TopicSpec) -> None:
    """The topic as the house makes it, with its past in it."""
    entry = ConfigEntry(STAMP, "LogAppendTime", incremental_operation=AlterConfigOpType.SET)
    change = ConfigResource(ResourceType.TOPIC, topic.name, incremental_configs=[entry])
    client = admin(broker)
    client.incremental_alter_configs([change])[change].result(20)
    deadline = time.monotonic() + 20
    while _stamp(broker, topic) != "LogAppendTime" and time.monotonic() < deadline:
        time.sleep(0.02)


def _stamp(broker: BrokerSettings, topic: TopicSpec) -> str | None:
    resource = ConfigResource(ResourceType.TOPIC, topic.name)
    client = admin(broker)
    found: str | None = client.describe_configs([resource])[resource].result(20)[STAMP].value
    return found
