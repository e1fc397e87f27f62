from __future__ import annotations

from random import randbytes

import pytest
from confluent_kafka import Producer, TopicPartition

from include.broker import offsets
from include.broker import read as reading
from include.broker.client import admin
from include.broker.offsets import topic_offsets
from include.broker.produce import Sender
from include.broker.read import read_range
from include.broker.topics import ensure_topic
from include.errors import OffsetsLost, ServiceUnavailable, UnknownTopic
from include.records import OffsetRange
from include.settings import BrokerSettings
from stack.kafka import Kafka
from tests.integration.broker.builders import nobody_there, part, read, send, spec, topic_with, values, wait_for_end

FIVE_MEGABYTES = 5 * 1024 * 1024


@pytest.fixture
def transaction(broker: BrokerSettings, topic_name: str) -> Producer:
    """A transactional producer: each of its commits and aborts leaves a control record, which takes an offset."""
    ensure_topic(broker, spec(topic_name))
    producer = Producer({**broker.config, "transactional.id": topic_name})
    producer.init_transactions(10)
    return producer


def write(producer: Producer, topic: str, *payloads: bytes) -> None:
    producer.begin_transaction()
    for payload in payloads:
        producer.produce(topic, payload)
    producer.flush(10)


def delete_before(broker: BrokerSettings, topic: str, offset: int) -> None:
    client, partition = admin(broker), TopicPartition(topic, 0, offset)
    client.delete_records([partition])[partition].result(timeout=10)


def delete_topic(broker: BrokerSettings, topic: str) -> None:
    client = admin(broker)
    client.delete_topics([topic])[topic].result(timeout=10)


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        (0, 5, [b"0", b"1", b"2", b"3", b"4"]),
        (0, 2, [b"0", b"1"]),
        (2, 4, [b"2", b"3"]),
        (4, 5, [b"4"]),
        (3, 3, []),
        (5, 5, []),
    ],
    ids=["all", "beginning", "middle", "last", "empty", "empty at the end"],
)
def test_exactly_the_offsets_from_start_to_before_end_are_read(
    broker: BrokerSettings, topic_name: str, start: int, end: int, expected: list[bytes]
) -> None:
    topic_with(broker, topic_name, [b"0", b"1", b"2", b"3", b"4"])

    assert values(broker, part(broker, topic_name, start, end)) == expected


def test_a_message_keeps_its_coordinates_key_value_and_headers(broker: BrokerSettings, topic_name: str) -> None:
    topic = spec(topic_name, partitions=1)
    ensure_topic(broker, topic)
    with Sender(broker, topic) as sender:
        sender.send(b"42", b"\x00\xff", [("event_id", b"e1"), ("empty", b"")])

    (message,) = read(broker, part(broker, topic_name, 0, 1))
    assert (message.partition, message.offset, message.key, message.value) == (0, 0, b"42", b"\x00\xff")
    assert message.headers == {"event_id": b"e1", "empty": b""}


def test_a_range_that_ends_in_control_records_is_read_to_its_end(
    broker: BrokerSettings, topic_name: str, transaction: Producer
) -> None:
    write(transaction, topic_name, b"a", b"b")
    transaction.commit_transaction(10)
    wait_for_end(broker, topic_name, 3)

    assert topic_offsets(broker, topic_name).partitions == {0: (0, 3)}
    assert values(broker, part(broker, topic_name, 0, 3)) == [b"a", b"b"]


def test_a_range_of_nothing_but_control_records_is_empty(
    broker: BrokerSettings, topic_name: str, transaction: Producer
) -> None:
    write(transaction, topic_name, b"a")
    transaction.commit_transaction(10)
    wait_for_end(broker, topic_name, 2)
    write(transaction, topic_name, b"b")
    transaction.commit_transaction(10)
    wait_for_end(broker, topic_name, 4)

    assert values(broker, part(broker, topic_name, 1, 2)) == []


def test_what_an_aborted_transaction_wrote_is_not_read(
    broker: BrokerSettings, topic_name: str, transaction: Producer
) -> None:
    write(transaction, topic_name, b"kept")
    transaction.commit_transaction(10)
    wait_for_end(broker, topic_name, 2)
    write(transaction, topic_name, b"dropped", b"dropped")
    transaction.abort_transaction(10)
    wait_for_end(broker, topic_name, 5)

    assert topic_offsets(broker, topic_name).partitions == {0: (0, 5)}
    assert values(broker, part(broker, topic_name, 0, 5)) == [b"kept"]
    assert values(broker, part(broker, topic_name, 2, 5)) == []


def test_what_an_unfinished_transaction_wrote_lies_past_the_end(
    broker: BrokerSettings, topic_name: str, transaction: Producer
) -> None:
    write(transaction, topic_name, b"a")
    transaction.commit_transaction(10)
    wait_for_end(broker, topic_name, 2)
    write(transaction, topic_name, b"not yet")

    assert topic_offsets(broker, topic_name).partitions == {0: (0, 2)}
    assert values(broker, part(broker, topic_name, 0, 2)) == [b"a"]
    transaction.abort_transaction(10)


def test_a_start_that_retention_has_deleted_stops_the_reader(broker: BrokerSettings, topic_name: str) -> None:
    topic_with(broker, topic_name, [b"0", b"1", b"2", b"3"])
    delete_before(broker, topic_name, 3)

    with pytest.raises(OffsetsLost, match=r"1\.\.4: retention has deleted the offsets before 3\. 2 messages at most"):
        read(broker, part(broker, topic_name, 1, 4))
    assert values(broker, part(broker, topic_name, 3, 4)) == [b"3"]


def test_an_end_that_the_partition_never_had_stops_the_reader(broker: BrokerSettings, topic_name: str) -> None:
    topic_with(broker, topic_name, [b"0", b"1"])

    with pytest.raises(OffsetsLost, match="the partition ends at 2, before the planned end"):
        read(broker, part(broker, topic_name, 0, 3))


def test_a_topic_that_was_deleted_and_made_again_stops_the_reader(broker: BrokerSettings, topic_name: str) -> None:
    topic_with(broker, topic_name, [b"old"])
    planned = part(broker, topic_name, 0, 1)
    delete_topic(broker, topic_name)
    topic_with(broker, topic_name, [b"new"])

    with pytest.raises(OffsetsLost, match="the topic was deleted and made again"):
        read(broker, planned)


def test_a_topic_that_is_made_again_while_it_is_read_stops_the_reader(broker: BrokerSettings, topic_name: str) -> None:
    topic_with(broker, topic_name, [b"old"])
    chunks = read_range(broker, part(broker, topic_name, 0, 1))
    next(chunks)
    delete_topic(broker, topic_name)
    topic_with(broker, topic_name, [b"new"])

    with pytest.raises(OffsetsLost, match="the topic was deleted and made again"):
        next(chunks)


def test_a_deleted_topic_stops_the_reader(broker: BrokerSettings, topic_name: str) -> None:
    topic_with(broker, topic_name, [b"old"])
    planned = part(broker, topic_name, 0, 1)
    delete_topic(broker, topic_name)

    with pytest.raises(UnknownTopic, match="it has no such topic or partition"):
        read(broker, planned)


def test_a_partition_that_was_added_later_is_read_from_zero(broker: BrokerSettings, topic_name: str) -> None:
    topic_with(broker, topic_name, [b"first"])
    grown = spec(topic_name, partitions=2)
    ensure_topic(broker, grown)
    with Sender(broker, grown) as sender:
        sender.send(b"abc", b"second", [])

    assert topic_offsets(broker, topic_name).partitions == {0: (0, 1), 1: (0, 1)}
    assert values(broker, part(broker, topic_name, 0, 1, partition=1)) == [b"second"]


def test_messages_of_five_megabytes_are_read(broker: BrokerSettings, topic_name: str) -> None:
    topic_with(broker, topic_name, [bytes([n]) * FIVE_MEGABYTES for n in range(4)])

    found = values(broker, part(broker, topic_name, 0, 4))
    assert [(len(value or b""), value[:1]) for value in found if value] == [
        (FIVE_MEGABYTES, b"\x00"), (FIVE_MEGABYTES, b"\x01"), (FIVE_MEGABYTES, b"\x02"), (FIVE_MEGABYTES, b"\x03"),
    ]  # fmt: skip


def test_time_that_the_reader_takes_over_a_chunk_is_no_silence_of_the_broker(
    broker: BrokerSettings, topic_name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    topic = topic_with(broker, topic_name, [b"0"])
    send(broker, topic, [b"1"])
    monkeypatch.setattr(reading, "CHUNK", 1)
    monkeypatch.setattr(reading, "SILENCE", -1.0)

    assert values(broker, part(broker, topic_name, 0, 2)) == [b"0", b"1"]


def test_a_broker_that_is_away_before_reading_is_a_transient_error(
    topic_name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    broker = nobody_there()
    monkeypatch.setattr(offsets, "TIMEOUT", 1.0)

    with pytest.raises(ServiceUnavailable, match=f"Kafka at {broker.servers} does not answer"):
        read(broker, OffsetRange(topic_name, "any", 0, 0, 1))


def test_a_broker_that_dies_while_it_is_read_is_a_transient_error(
    mortal_kafka: Kafka, topic_name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    broker = BrokerSettings({"bootstrap.servers": mortal_kafka.bootstrap})
    topic_with(broker, topic_name, [randbytes(1_000_000) for _ in range(60)])
    monkeypatch.setattr(reading, "SILENCE", 3.0)
    monkeypatch.setattr(reading, "CHUNK", 1)
    few_at_once = BrokerSettings({**broker.config, "queued.min.messages": 1})
    chunks = read_range(few_at_once, part(broker, topic_name, 0, 60))
    next(chunks)
    mortal_kafka.kill()

    with pytest.raises(ServiceUnavailable, match=rf"does not answer, to read {topic_name}\[0\] 0\.\.60"):
        list(chunks)
