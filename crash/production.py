"""Production that never stops by itself: a process that goes on sending what a changing source has to tell."""

from __future__ import annotations

import logging
import random
import time
from dataclasses import dataclass
from pathlib import Path

from confluent_kafka import Producer

from crash.messages import Campus
from include.settings import BrokerSettings

BURST = 4
EVERY = 0.1
"""Seconds between two bursts."""


@dataclass(frozen=True)
class Tap:
    """While the file `closed` is there nothing is sent; `still` says that nothing is on its way any more."""

    folder: Path

    @property
    def closed(self) -> Path:
        return self.folder / "closed"

    @property
    def still(self) -> Path:
        return self.folder / "still"


def produce(tap: Tap, broker: BrokerSettings, topic: str, seed: str) -> None:
    """Until it is killed. What the broker does not take within the client's patience is not sent; the log says what is there."""
    quiet = logging.getLogger("crash.librdkafka")
    quiet.setLevel(logging.CRITICAL)
    producer = Producer({**broker.config, "linger.ms": 5, "enable.idempotence": True, "acks": "all", "logger": quiet})
    campus = Campus(random.Random(seed))
    while True:
        if tap.closed.exists():
            while producer.flush(5):
                pass
            tap.still.touch()
            time.sleep(EVERY)
            continue
        for message in campus.changes(BURST):
            producer.produce(topic, message.value, message.key, headers=list(message.headers))
        producer.poll(0)
        time.sleep(EVERY)
