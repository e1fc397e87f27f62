"""Clients of the broker, each set up for one kind of work."""

from __future__ import annotations

import logging

from confluent_kafka import Consumer, Producer
from confluent_kafka.admin import AdminClient

from include.settings import BrokerSettings

LARGEST_MESSAGE = 10_485_760
LARGEST_BATCH = 1_000_000

_quiet = logging.getLogger("include.broker.librdkafka")
_quiet.setLevel(logging.CRITICAL)


def admin(broker: BrokerSettings) -> AdminClient:
    return AdminClient({**broker.config, "logger": _quiet})


def producer(broker: BrokerSettings, max_batch_bytes: int) -> Producer:
    """A producer whose batches a topic with `max.message.bytes` of `max_batch_bytes` takes."""
    return Producer(
        {
            "compression.type": "zstd",
            "linger.ms": 20,
            "queue.buffering.max.messages": 200_000,
            "delivery.timeout.ms": 60_000,
            **broker.config,
            "enable.idempotence": True,
            "acks": "all",
            "message.max.bytes": LARGEST_MESSAGE,
            # The broker measures a batch, not a message, against the topic's limit.
            "batch.size": min(LARGEST_BATCH, max_batch_bytes),
            # The partitioner of the Java client, so that one key has one partition whoever writes it.
            "partitioner": "murmur2_random",
            "logger": _quiet,
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
            "isolation.level": "read_committed",
            "fetch.message.max.bytes": LARGEST_MESSAGE,
            "fetch.wait.max.ms": 100,
            "queued.max.messages.kbytes": 131_072,
            "logger": _quiet,
        }
    )


def group_member(broker: BrokerSettings, group: str) -> Consumer:
    """A consumer that never joins its group's work and only commits for it."""
    return Consumer(
        {
            **broker.config,
            "group.id": group,
            "enable.auto.commit": False,
            # How long a commit waits for a group coordinator; there is no session.
            "session.timeout.ms": 6_000,
            "logger": _quiet,
        }
    )
