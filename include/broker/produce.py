"""Sending records so that nothing counts as sent before the broker has acknowledged it."""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any

from confluent_kafka import KafkaException, Message

from include.broker.client import producer, reason
from include.errors import DeliveryError
from include.settings import BrokerSettings

GIVE_UP = 90.0
"""Seconds to wait for the last acknowledgements."""


@dataclass
class Sender:
    """Sends messages to one topic. Leaving the `with` block waits for every acknowledgement, or raises DeliveryError."""

    broker: BrokerSettings
    topic: str
    sent: int = 0
    offsets: dict[int, int] = field(default_factory=dict)
    """The last acknowledged offset of each partition."""
    _failed: int = 0
    _first_error: str = ""

    def __enter__(self) -> Sender:
        self._producer = producer(self.broker)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is not None:
            self._producer.purge()
            return
        left = self._producer.flush(GIVE_UP)
        if left or self._failed:
            raise DeliveryError(
                f"Kafka at {self.broker.servers} acknowledged {self.sent - self._failed - left} of {self.sent} records for topic "
                f"{self.topic!r} ({self._first_error or 'no answer in time'}). The source position was not saved, so the "
                f"retry sends them again. Check the broker and its disk."
            )

    def send(self, key: bytes, value: bytes, headers: Iterable[tuple[str, str | bytes]]) -> None:
        deadline = time.monotonic() + GIVE_UP
        while True:
            try:
                self._producer.produce(
                    self.topic, value=value, key=key, headers=list(headers), on_delivery=self._acknowledged
                )
                break
            except BufferError:
                self._producer.poll(0.5)
                if time.monotonic() > deadline:
                    self._fail("the broker takes no more records")
            except KafkaException as error:
                self._fail(reason(error))
        self.sent += 1
        self._producer.poll(0)
        if self._failed:
            self._fail(self._first_error)

    def _acknowledged(self, error: Any, message: Message) -> None:
        if error is not None:
            self._failed += 1
            self._first_error = self._first_error or reason(error)
        else:
            partition, offset = message.partition() or 0, message.offset() or 0
            self.offsets[partition] = max(offset, self.offsets.get(partition, -1))

    def _fail(self, why: str) -> None:
        raise DeliveryError(
            f"Kafka at {self.broker.servers} did not take a record for topic {self.topic!r}: {why}. The source position was "
            f"not saved, so the retry sends it again."
        )
