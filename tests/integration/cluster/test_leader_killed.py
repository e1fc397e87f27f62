"""Three copies of everything, two of which must agree: a leader that dies in the middle takes nothing with it."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import timedelta

import pytest
from confluent_kafka.admin import AdminClient

from include.broker.offsets import topic_offsets
from include.broker.produce import Sender
from include.broker.read import read_range
from include.broker.topics import ensure_topic
from include.contract.model import TopicSpec
from include.errors import TransientError
from include.records import OffsetRange
from include.settings import BrokerSettings
from stack.kafka import Kafka, KafkaCluster, cluster
from stack.ports import remembered_ports

TOPIC = TopicSpec("uji.tiga_salinan", partitions=2, retention=timedelta(days=1), max_message_bytes=1_048_576)
RECORDS = 30_000


@pytest.fixture(scope="module")
def three_nodes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[KafkaCluster]:
    home = tmp_path_factory.mktemp("cluster")
    drawn = list(remembered_ports(home / "ports.json").values())
    made = cluster(home, [(drawn[0], drawn[1]), (drawn[2], drawn[3]), (drawn[4], drawn[5])])
    made.start()
    yield made
    made.stop()


def leader(nodes: KafkaCluster, partition: int) -> Kafka:
    metadata = AdminClient({"bootstrap.servers": nodes.bootstrap}).list_topics(TOPIC.name, timeout=20)
    node_id = metadata.topics[TOPIC.name].partitions[partition].leader
    return next(node for node in nodes.nodes if node.node_id == node_id)


def in_sync(nodes: KafkaCluster, partition: int) -> int:
    metadata = AdminClient({"bootstrap.servers": nodes.bootstrap}).list_topics(TOPIC.name, timeout=20)
    return len(metadata.topics[TOPIC.name].partitions[partition].isrs)


def wait_until_in_sync(nodes: KafkaCluster) -> None:
    deadline = time.monotonic() + 60
    while {in_sync(nodes, partition) for partition in range(TOPIC.partitions)} != {3}:
        assert time.monotonic() < deadline
        time.sleep(0.2)


def read_retried(broker: BrokerSettings, range_: OffsetRange, victim: Kafka) -> list[int]:
    """The range as a task reads it, with the ordinary retry; `victim` dies after the first chunk."""
    for _ in range(5):
        read: list[int] = []
        try:
            for chunk in read_range(broker, range_):
                victim.kill()
                read += [int(message.value or b"-1") for message in chunk]
        except TransientError:
            continue
        return read
    raise AssertionError(f"{range_} was not read in five tries")


def test_a_leader_killed_while_producing_and_while_consuming_loses_nothing(three_nodes: KafkaCluster) -> None:
    broker = BrokerSettings({"bootstrap.servers": three_nodes.bootstrap})
    ensure_topic(broker, TOPIC)
    assert in_sync(three_nodes, 0) == 3
    with Sender(broker, TOPIC) as sender:
        for number in range(RECORDS):
            if number == RECORDS // 3:
                first = leader(three_nodes, 0)
                first.kill()
            sender.send(f"k{number}".encode(), f"{number}".encode(), [])
    assert sender.sent == RECORDS
    first.start()
    wait_until_in_sync(three_nodes)

    offsets = topic_offsets(broker, TOPIC.name)
    second = leader(three_nodes, 0)
    read = [
        number
        for partition, (start, end) in sorted(offsets.partitions.items())
        for number in read_retried(broker, OffsetRange(TOPIC.name, offsets.topic_id, partition, start, end), second)
    ]
    assert second.daemon.pid is None
    assert sorted(read) == list(range(RECORDS))
