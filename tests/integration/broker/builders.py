"""Topics, messages and ranges for the tests of the broker."""

from __future__ import annotations

import socket
import time
from datetime import timedelta

from include.broker.offsets import topic_offsets
from include.broker.produce import Sender
from include.broker.read import read_range
from include.broker.topics import ensure_topic
from include.contract.model import TopicSpec
from include.records import OffsetRange, RawMessage
from include.settings import BrokerSettings


def spec(
    name: str, partitions: int = 1, retention: timedelta | None = None, max_message_bytes: int = 6_291_456
) -> TopicSpec:
    return TopicSpec(name, partitions, retention, max_message_bytes)


def topic_with(broker: BrokerSettings, name: str, values: list[bytes]) -> TopicSpec:
    """A topic of one partition that holds these values at offsets 0, 1, 2, ..."""
    topic = spec(name)
    ensure_topic(broker, topic)
    send(broker, topic, values)
    return topic


def send(broker: BrokerSettings, topic: TopicSpec, values: list[bytes]) -> None:
    with Sender(broker, topic) as sender:
        for value in values:
            sender.send(b"key", value, [])


def part(broker: BrokerSettings, topic: str, start: int, end: int, partition: int = 0) -> OffsetRange:
    return OffsetRange(topic, topic_offsets(broker, topic).topic_id, partition, start, end)


def wait_for_end(broker: BrokerSettings, topic: str, end: int) -> None:
    """The end of a transaction is acknowledged before its marker stands in the log."""
    deadline = time.monotonic() + 10
    while topic_offsets(broker, topic).partitions[0][1] != end and time.monotonic() < deadline:
        time.sleep(0.02)


def read(broker: BrokerSettings, range_: OffsetRange) -> list[RawMessage]:
    return [message for chunk in read_range(broker, range_) for message in chunk]


def values(broker: BrokerSettings, range_: OffsetRange) -> list[bytes | None]:
    return [message.value for message in read(broker, range_)]


def nobody_there() -> BrokerSettings:
    """An address at which nothing listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return BrokerSettings({"bootstrap.servers": f"127.0.0.1:{probe.getsockname()[1]}"})
