from __future__ import annotations

import time
from collections.abc import Iterable, Iterator

import pytest

from include.broker.offsets import topic_offsets
from include.broker.produce import Sender
from include.broker.topics import ensure_topic
from include.contract.model import TopicSpec
from include.errors import DeliveryError
from include.settings import BrokerSettings
from stack.kafka import Kafka
from tests.integration.broker.builders import part, spec, values

HASHED_BY_THE_JAVA_CLIENT = {
    b"21": -973932308,
    b"foobar": -790332482,
    b"a-little-bit-long-string": -985981536,
    b"a-little-bit-longer-string": -1486304829,
    b"lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8": -58897971,
    b"abc": 479470107,
}
"""murmur2 of some keys, from the tests of the Java client (org.apache.kafka.common.utils.UtilsTest)."""


def send_all(broker: BrokerSettings, topic: TopicSpec, values: Iterable[bytes]) -> Sender:
    with Sender(broker, topic) as sender:
        for value in values:
            sender.send(b"key", value, [])
    return sender


def slowly(forever: bytes) -> Iterator[bytes]:
    while True:
        yield forever
        time.sleep(0.01)


def patient(server: Kafka, milliseconds: int) -> BrokerSettings:
    return BrokerSettings({"bootstrap.servers": server.bootstrap, "delivery.timeout.ms": milliseconds})


def test_leaving_the_sender_leaves_every_message_on_the_topic(broker: BrokerSettings, topic_name: str) -> None:
    topic = spec(topic_name)
    ensure_topic(broker, topic)
    sender = send_all(broker, topic, [b"a", b"b", b"c"])

    assert (sender.sent, sender.offsets) == (3, {0: 2})
    assert values(broker, part(broker, topic_name, 0, 3)) == [b"a", b"b", b"c"]


@pytest.mark.parametrize(("key", "murmur2"), HASHED_BY_THE_JAVA_CLIENT.items())
def test_a_key_has_the_partition_that_the_java_client_gives_it(
    broker: BrokerSettings, key: bytes, murmur2: int
) -> None:
    topic = spec("uji.murmur2", partitions=16)
    ensure_topic(broker, topic)
    with Sender(broker, topic) as sender:
        sender.send(key, b"value", [])

    assert list(sender.offsets) == [(murmur2 & 0x7FFFFFFF) % 16]


def test_many_small_messages_fit_a_topic_that_takes_only_small_batches(broker: BrokerSettings, topic_name: str) -> None:
    topic = spec(topic_name, max_message_bytes=20_000)
    ensure_topic(broker, topic)
    uncompressed = BrokerSettings({**broker.config, "compression.type": "none"})

    assert send_all(uncompressed, topic, [b"x" * 1_000] * 200).offsets == {0: 199}


def test_a_message_that_the_topic_does_not_take_is_a_delivery_error(broker: BrokerSettings, topic_name: str) -> None:
    topic = spec(topic_name, max_message_bytes=2_000)
    ensure_topic(broker, topic)
    uncompressed = BrokerSettings({**broker.config, "compression.type": "none"})

    with pytest.raises(DeliveryError, match="acknowledged 0 of 1 records"):
        send_all(uncompressed, topic, [b"x" * 5_000])


def test_an_error_of_the_reader_is_not_hidden_by_waiting_for_acknowledgements(
    broker: BrokerSettings, topic_name: str
) -> None:
    ensure_topic(broker, spec(topic_name))

    with pytest.raises(ZeroDivisionError):
        send_all(broker, spec(topic_name), (b"%d" % (1 // n) for n in (1, 0)))


def test_a_broker_that_dies_is_a_delivery_error_that_says_what_to_check(mortal_kafka: Kafka, topic_name: str) -> None:
    broker, topic = patient(mortal_kafka, 1_000), spec(topic_name)
    ensure_topic(broker, topic)
    mortal_kafka.kill()

    with pytest.raises(
        DeliveryError, match=f"Kafka at {mortal_kafka.bootstrap} acknowledged 0 of .*Check that the broker"
    ):
        send_all(broker, topic, slowly(forever=b"value"))


def test_messages_survive_a_broker_that_is_killed_and_comes_back(mortal_kafka: Kafka, topic_name: str) -> None:
    broker, topic = patient(mortal_kafka, 60_000), spec(topic_name)
    ensure_topic(broker, topic)
    with Sender(broker, topic) as sender:
        sender.send(b"key", b"before", [])
        mortal_kafka.kill()
        sender.send(b"key", b"after", [])
        mortal_kafka.start()

    assert topic_offsets(broker, topic_name).partitions == {0: (0, 2)}
    assert values(broker, part(broker, topic_name, 0, 2)) == [b"before", b"after"]
