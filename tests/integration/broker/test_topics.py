from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from confluent_kafka.admin import ConfigResource, NewTopic, ResourceType

from include.broker import topics
from include.broker.client import admin
from include.broker.offsets import topic_offsets
from include.broker.topics import ensure_topic
from include.errors import FinalError, ServiceUnavailable, UnknownTopic
from include.settings import BrokerSettings
from tests.integration.broker.builders import nobody_there, part, read, send, spec, topic_with


def config_of(broker: BrokerSettings, topic: str) -> dict[str, str]:
    resource = ConfigResource(ResourceType.TOPIC, topic)
    client = admin(broker)
    config = client.describe_configs([resource])[resource].result(timeout=10)
    return {name: entry.value for name, entry in config.items()}


def test_every_partition_of_a_new_topic_can_be_used_at_once(broker: BrokerSettings, topic_name: str) -> None:
    ensure_topic(broker, spec(topic_name, partitions=8))

    assert topic_offsets(broker, topic_name).partitions == dict.fromkeys(range(8), (0, 0))


def test_a_new_topic_is_what_its_contract_says(broker: BrokerSettings, topic_name: str) -> None:
    ensure_topic(broker, spec(topic_name, retention=timedelta(days=7), max_message_bytes=2_000_000))

    config = config_of(broker, topic_name)
    assert config["message.timestamp.type"] == "LogAppendTime"
    assert config["retention.ms"] == "604800000"
    assert config["max.message.bytes"] == "2000000"
    assert config["cleanup.policy"] == "delete"


def test_a_topic_without_retention_keeps_its_messages_for_ever(broker: BrokerSettings, topic_name: str) -> None:
    ensure_topic(broker, spec(topic_name, retention=None))

    assert config_of(broker, topic_name)["retention.ms"] == "-1"


def test_a_changed_contract_changes_its_topic(broker: BrokerSettings, topic_name: str) -> None:
    ensure_topic(broker, spec(topic_name, retention=timedelta(days=7)))
    ensure_topic(broker, spec(topic_name, retention=timedelta(days=30)))

    assert config_of(broker, topic_name)["retention.ms"] == "2592000000"


def test_a_topic_grows_and_its_new_partitions_begin_at_zero(broker: BrokerSettings, topic_name: str) -> None:
    topic_with(broker, topic_name, [b"a", b"b"])

    ensure_topic(broker, spec(topic_name, partitions=4))

    assert topic_offsets(broker, topic_name).partitions == {0: (0, 2), 1: (0, 0), 2: (0, 0), 3: (0, 0)}


def test_a_topic_is_never_made_smaller(broker: BrokerSettings, topic_name: str) -> None:
    ensure_topic(broker, spec(topic_name, partitions=3))

    with pytest.raises(FinalError, match="has 3 partitions and its contract says 2"):
        ensure_topic(broker, spec(topic_name, partitions=2))
    assert len(topic_offsets(broker, topic_name).partitions) == 3


def test_a_topic_that_its_producers_stamp_is_refused(broker: BrokerSettings, topic_name: str) -> None:
    client = admin(broker)
    new = NewTopic(topic_name, 1, config={"message.timestamp.type": "CreateTime"})
    client.create_topics([new])[topic_name].result(timeout=10)

    with pytest.raises(FinalError, match=r"message\.timestamp\.type=CreateTime, expected LogAppendTime"):
        ensure_topic(broker, spec(topic_name))


def test_messages_carry_the_time_at_which_the_broker_took_them(broker: BrokerSettings, topic_name: str) -> None:
    before = datetime.now(UTC)
    topic = spec(topic_name)
    ensure_topic(broker, topic)
    send(broker, topic, [b"a"])

    (message,) = read(broker, part(broker, topic_name, 0, 1))
    assert before - timedelta(seconds=1) < message.timestamp < datetime.now(UTC) + timedelta(seconds=1)


@pytest.mark.parametrize("partitions_before", [0, 1], ids=["make", "grow"])
def test_two_tasks_may_ensure_the_same_topic_at_once(
    broker: BrokerSettings, topic_name: str, partitions_before: int
) -> None:
    if partitions_before:
        ensure_topic(broker, spec(topic_name, partitions=partitions_before))

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda _: ensure_topic(broker, spec(topic_name, partitions=4)), range(4)))

    assert len(topic_offsets(broker, topic_name).partitions) == 4


def test_an_unknown_topic_is_not_mistaken_for_a_broker_that_is_away(broker: BrokerSettings) -> None:
    with pytest.raises(
        UnknownTopic, match=r"could not list the offsets of topic 'uji\.tidak_ada': it has no such topic"
    ):
        topic_offsets(broker, "uji.tidak_ada")


def test_a_broker_that_is_away_is_named_with_what_to_check(monkeypatch: pytest.MonkeyPatch, topic_name: str) -> None:
    monkeypatch.setattr(topics, "TIMEOUT", 1.0)
    broker = nobody_there()

    with pytest.raises(
        ServiceUnavailable, match=f"Kafka at {broker.servers} does not answer.*Check that the broker runs"
    ):
        ensure_topic(broker, spec(topic_name))


def test_a_topic_of_others_is_left_as_it_is(broker: BrokerSettings, topic_name: str) -> None:
    ensure_topic(broker, spec(topic_name, partitions=3, retention=timedelta(days=7)))
    of_others = replace(spec(topic_name, partitions=0, retention=None), foreign=True)
    before = config_of(broker, topic_name)

    ensure_topic(broker, of_others)

    assert config_of(broker, topic_name) == before
    assert len(topic_offsets(broker, topic_name).partitions) == 3


def test_a_topic_of_others_is_never_made(broker: BrokerSettings, topic_name: str) -> None:
    ensure_topic(broker, replace(spec(topic_name), foreign=True))

    with pytest.raises(UnknownTopic):
        topic_offsets(broker, topic_name)
