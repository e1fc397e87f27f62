from __future__ import annotations

from datetime import UTC, datetime

from confluent_kafka import TopicPartition

from include.broker.client import admin
from include.broker.offsets import TopicOffsets, topic_offsets
from include.broker.times import offsets_between
from include.settings import BrokerSettings
from tests.integration.broker.builders import nobody_there, spec
from tests.integration.broker.past import make_topic, send_at

DAYS = [datetime(2026, 8, day, tzinfo=UTC) for day in range(1, 6)]
NOON = [day.replace(hour=12) for day in DAYS]


def between(broker: BrokerSettings, topic: str, start: datetime, end: datetime) -> dict[int, tuple[int, int]]:
    return offsets_between(broker, topic_offsets(broker, topic), start, end).partitions


def test_a_day_has_the_offsets_that_came_on_it(broker: BrokerSettings, topic_name: str) -> None:
    topic = spec(topic_name)
    make_topic(broker, topic)
    for noon in NOON[:3]:
        send_at(broker, topic, noon, [b"1", b"2"])
    assert between(broker, topic_name, DAYS[1], DAYS[2]) == {0: (2, 4)}
    assert between(broker, topic_name, DAYS[0], DAYS[2]) == {0: (0, 4)}
    assert between(broker, topic_name, DAYS[2], DAYS[4]) == {0: (4, 6)}


def test_a_day_ends_where_the_next_begins(broker: BrokerSettings, topic_name: str) -> None:
    topic = spec(topic_name)
    make_topic(broker, topic)
    for midnight in DAYS[:3]:
        send_at(broker, topic, midnight, [b"x"])
    assert [between(broker, topic_name, DAYS[n], DAYS[n + 1])[0] for n in range(3)] == [(0, 1), (1, 2), (2, 3)]


def test_a_partition_that_had_nothing_has_an_empty_range(broker: BrokerSettings, topic_name: str) -> None:
    topic = spec(topic_name, partitions=4)
    make_topic(broker, topic)
    send_at(broker, topic, NOON[0], [b"x"] * 3, partition=0)
    send_at(broker, topic, NOON[4], [b"x"] * 3, partition=1)
    for noon in (NOON[0], NOON[4]):
        send_at(broker, topic, noon, [b"x"] * 3, partition=2)
    assert between(broker, topic_name, DAYS[1], DAYS[2]) == {0: (3, 3), 1: (0, 0), 2: (3, 3), 3: (0, 0)}


def test_what_retention_has_deleted_is_not_in_a_range(broker: BrokerSettings, topic_name: str) -> None:
    topic = spec(topic_name)
    make_topic(broker, topic)
    for noon in NOON[:3]:
        send_at(broker, topic, noon, [b"1", b"2"])
    client = admin(broker)
    for done in client.delete_records([TopicPartition(topic_name, 0, 3)]).values():
        done.result(20)
    assert [between(broker, topic_name, DAYS[n], DAYS[n + 1])[0] for n in range(3)] == [(3, 3), (3, 4), (4, 6)]


def test_a_topic_without_partitions_is_not_asked() -> None:
    nothing = TopicOffsets("uji", "id", {})
    assert offsets_between(nobody_there(), nothing, DAYS[0], DAYS[1]) == nothing
