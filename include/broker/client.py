"""Clients of the broker and the one reading of its errors."""

from __future__ import annotations

import logging
from typing import Any

from confluent_kafka import Consumer, KafkaError, KafkaException, Producer
from confluent_kafka.admin import AdminClient

from include.errors import ServiceUnavailable
from include.settings import BrokerSettings

TIMEOUT = 15.0
"""Seconds to wait for an answer of the broker before it counts as away."""

LARGEST_MESSAGE = 10_485_760

_quiet = logging.getLogger("include.broker.librdkafka")
_quiet.setLevel(logging.CRITICAL)


def admin(broker: BrokerSettings) -> AdminClient:
    return AdminClient({**broker.config, "logger": _quiet})


def producer(broker: BrokerSettings) -> Producer:
    return Producer(
        {
            "enable.idempotence": True,
            "acks": "all",
            "compression.type": "zstd",
            "linger.ms": 20,
            "message.max.bytes": LARGEST_MESSAGE,
            "queue.buffering.max.messages": 200_000,
            # The partitioner of the Java client, so that one key has one partition whoever writes it.
            "partitioner": "murmur2_random",
            "delivery.timeout.ms": 60_000,
            "logger": _quiet,
            **broker.config,
        }
    )


def consumer(broker: BrokerSettings) -> Consumer:
    """A consumer that is told what to read. It is in no group: its group id is only a name that the client insists on."""
    return Consumer(
        {
            **broker.config,
            "group.id": "kampus-etl.reader",
            "enable.auto.commit": False,
            "enable.auto.offset.store": False,
            "auto.offset.reset": "error",
            "enable.partition.eof": True,
            "fetch.message.max.bytes": LARGEST_MESSAGE,
            "fetch.wait.max.ms": 100,
            "queued.max.messages.kbytes": 131_072,
            "logger": _quiet,
        }
    )


def group_member(broker: BrokerSettings, group: str) -> Consumer:
    """A consumer that never joins its group's work and only commits for it."""
    return Consumer({**broker.config, "group.id": group, "enable.auto.commit": False, "logger": _quiet})


def away(broker: BrokerSettings, error: Any) -> ServiceUnavailable:
    return ServiceUnavailable(
        f"Kafka at {broker.servers} does not answer ({reason(error)}). Check that the broker runs, that this machine "
        f"reaches the address, and the Airflow connection 'kampus_kafka'."
    )


def reason(error: Any) -> str:
    if isinstance(error, TimeoutError):
        return f"no answer within {TIMEOUT:.0f} s"
    kafka_error = error.args[0] if isinstance(error, KafkaException) else error
    return kafka_error.str() if isinstance(kafka_error, KafkaError) else str(error)


def code(error: Any) -> int | None:
    kafka_error = error.args[0] if isinstance(error, KafkaException) and error.args else error
    return kafka_error.code() if isinstance(kafka_error, KafkaError) else None
