"""Sending records so that nothing counts as sent before the broker has acknowledged it."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any

from confluent_kafka import KafkaException, Message

from include.broker.client import producer
from include.broker.errors import ADVICE, reason
from include.contract.model import TopicSpec
from include.errors import DeliveryError
from include.settings import BrokerSettings

Headers = dict[str, bytes] | list[tuple[str, bytes]]

GIVE_UP = 90.0
"""Seconds to wait for room in the queue, and for the last acknowledgements."""


@dataclass
class Sender:
    """Sends messages to one topic. Leaving the `with` block waits for every acknowledgement, or raises DeliveryError."""

    broker: BrokerSettings
    topic: TopicSpec
    sent: int = 0
    offsets: dict[int, int] = field(default_factory=dict)
    """The last acknowledged offset of each partition."""
    _acknowledged: int = 0
    _failed: int = 0
    _first_error: str = ""

    def __enter__(self) -> Sender:
        self._producer = producer(self.broker, self.topic.max_message_bytes)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is not None:
            self._producer.purge()
            return
        left = self._producer.flush(GIVE_UP)
        if left or self._failed:
            self._producer.purge()
            raise self._delivery_error(self._first_error or "no answer in time")

    def send(self, key: bytes, value: bytes, headers: Headers) -> None:
        """Queue a message. Raises DeliveryError as soon as one before it is known to have failed."""
        deadline = time.monotonic() + GIVE_UP
        while not self._queued(key, value, headers):
            if time.monotonic() > deadline:
                raise self._delivery_error("the broker takes no more records")
        self.sent += 1
        self._producer.poll(0)
        if self._failed:
            raise self._delivery_error(self._first_error)

    def _queued(self, key: bytes, value: bytes, headers: Headers) -> bool:
        try:
            self._producer.produce(
                self.topic.name, value=value, key=key, headers=headers, on_delivery=self._on_delivery
            )
        except BufferError:
            self._producer.poll(0.5)
            return False
        except KafkaException as error:
            raise self._delivery_error(reason(error)) from error
        return True

    def _on_delivery(self, error: Any, message: Message) -> None:
        if error is not None:
            self._failed += 1
            self._first_error = self._first_error or reason(error)
        else:
            self._acknowledged += 1
            partition, offset = message.partition() or 0, message.offset() or 0
            self.offsets[partition] = max(offset, self.offsets.get(partition, -1))

    def _delivery_error(self, why: str) -> DeliveryError:
        return DeliveryError(
            f"Kafka at {self.broker.servers} acknowledged {self._acknowledged} of {self.sent} records for topic "
            f"{self.topic.name!r} ({why}). The source position was not saved, so the retry sends them again. {ADVICE} "
            f"Look at the disk of the broker, too."
        )
