"""Reading exactly one offset range."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import UTC, datetime

from confluent_kafka import Consumer, KafkaError, Message, TopicPartition

from include.broker.client import away, consumer, reason
from include.broker.offsets import topic_offsets
from include.errors import FinalError, OffsetsLost
from include.records import OffsetRange, RawMessage
from include.settings import BrokerSettings

CHUNK = 10_000
SILENCE = 30.0
"""Seconds without any message or end-of-partition before the broker counts as away."""


def read_range(broker: BrokerSettings, range_: OffsetRange) -> Iterator[list[RawMessage]]:
    """The messages of [start, end) in chunks.

    Compaction and control records leave gaps, so the range is read when a message or an end-of-partition at or past
    `end` is seen, not when a count is reached. Raises OffsetsLost when the topic is another incarnation than the one
    that was planned or `start` is gone; ServiceUnavailable when the broker is away.
    """
    _check_still_there(broker, range_)
    client = consumer(broker)
    try:
        client.assign([TopicPartition(range_.topic, range_.partition, range_.start)])
        yield from _read(client, broker, range_)
    finally:
        client.close()


def _read(client: Consumer, broker: BrokerSettings, range_: OffsetRange) -> Iterator[list[RawMessage]]:
    heard = time.monotonic()
    while True:
        messages = client.consume(CHUNK, timeout=0.2)
        chunk: list[RawMessage] = []
        done = False
        for message in messages:
            error = message.error()
            if error is None:
                done = done or message.offset() >= range_.end - 1
                if message.offset() < range_.end:
                    chunk.append(_raw(message))
            elif error.code() == KafkaError._PARTITION_EOF:
                done = done or message.offset() >= range_.end
            else:
                _refuse(error, broker, range_)
        if messages:
            heard = time.monotonic()
        if chunk:
            yield chunk
        if done:
            return
        if time.monotonic() - heard > SILENCE:
            raise away(broker, f"no message and no end of partition for {SILENCE:.0f} s")


def _check_still_there(broker: BrokerSettings, range_: OffsetRange) -> None:
    now = topic_offsets(broker, range_.topic)
    where = f"{range_.topic}[{range_.partition}] {range_.start}..{range_.end}"
    if now.topic_id != range_.topic_id:
        raise OffsetsLost(
            f"{where}: the topic was deleted and made again (planned for topic id {range_.topic_id}, found {now.topic_id}). "
            f"Its offsets mean other messages now. Find out what was lost, then retire the old plan by hand."
        )
    low, high = now.partitions.get(range_.partition, (0, 0))
    if low > range_.start:
        raise OffsetsLost(
            f"{where}: retention has deleted the offsets before {low}. {low - range_.start} messages at most are lost. Fetch them "
            f"again from the source with republish__, or accept the loss with the DAG release."
        )
    if high < range_.end:
        raise OffsetsLost(
            f"{where}: the partition ends at {high}, before the planned end. The broker has lost messages."
        )


def _refuse(error: KafkaError, broker: BrokerSettings, range_: OffsetRange) -> None:
    where = f"{range_.topic}[{range_.partition}] {range_.start}..{range_.end}"
    if error.code() in {KafkaError.OFFSET_OUT_OF_RANGE, KafkaError._AUTO_OFFSET_RESET}:
        raise OffsetsLost(f"{where}: the broker no longer has the offsets that were planned ({reason(error)}).")
    if error.code() in {KafkaError.TOPIC_AUTHORIZATION_FAILED, KafkaError.UNKNOWN_TOPIC_OR_PART}:
        raise FinalError(f"{where}: Kafka at {broker.servers} refused to be read: {reason(error)}")
    if error.fatal() or (
        not error.retriable() and error.code() not in {KafkaError._ALL_BROKERS_DOWN, KafkaError._TRANSPORT}
    ):
        raise away(broker, error)


def _raw(message: Message) -> RawMessage:
    _, milliseconds = message.timestamp()
    headers = {name: _bytes(value) for name, value in message.headers() or []}
    return RawMessage(
        partition=message.partition() or 0,
        offset=message.offset() or 0,
        timestamp=datetime.fromtimestamp(milliseconds / 1000, UTC),
        key=message.key(),  # type: ignore[arg-type]
        value=message.value(),  # type: ignore[arg-type]
        headers=headers,
    )


def _bytes(value: str | bytes | None) -> bytes:
    return value.encode() if isinstance(value, str) else value or b""
