"""Reading exactly one offset range."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import UTC, datetime

from confluent_kafka import Consumer, KafkaError, Message, TopicPartition

from include.broker.client import consumer
from include.broker.errors import NO_ANSWER, NOT_READY, UNKNOWN_TOPIC, away, broker_error, reason
from include.broker.offsets import topic_offsets
from include.errors import KampusError, OffsetsLost
from include.records import OffsetRange, RawMessage
from include.settings import BrokerSettings

CHUNK = 10_000
LATEST = 253_402_214_400_000
"""9999-12-31 in milliseconds."""
SILENCE = 30.0
"""Seconds without any message or end-of-partition before the broker counts as away."""


def read_range(broker: BrokerSettings, range_: OffsetRange) -> Iterator[list[RawMessage]]:
    """The messages of [start, end) in chunks; the messages of aborted transactions are none.

    Compaction and control records leave gaps, so the range is read when a message or an end-of-partition at or past
    `end` is seen, not when a count is reached. Raises OffsetsLost when the topic is another incarnation than the one
    that was planned, before or after reading, or `start` is gone; ServiceUnavailable when the broker is away.
    """
    _check_still_there(broker, range_)
    if range_.start >= range_.end:
        return
    client = consumer(broker)
    try:
        client.assign([TopicPartition(range_.topic, range_.partition, range_.start)])
        yield from _read(client, broker, range_)
    finally:
        client.close()
    _check_same_topic(topic_offsets(broker, range_.topic).topic_id, range_)


def _read(client: Consumer, broker: BrokerSettings, range_: OffsetRange) -> Iterator[list[RawMessage]]:
    heard = time.monotonic()
    done = False
    while not done:
        chunk: list[RawMessage] = []
        for message in client.consume(CHUNK, timeout=0.2):
            error = message.error()
            if error is not None and error.code() != KafkaError._PARTITION_EOF:
                if lasting := _lasting(error, broker, range_):
                    raise lasting
                continue
            heard = time.monotonic()
            # The offset of an end of partition is the one that the next message will get.
            reached = message.offset() + (1 if error is None else 0)
            done = done or reached >= range_.end
            if error is None and message.offset() < range_.end:
                chunk.append(_raw(message))
        if chunk:
            yield chunk
            # How long the reader took over the chunk says nothing of the broker.
            heard = time.monotonic()
        elif time.monotonic() - heard > SILENCE:
            raise away(broker, f"nothing heard for {SILENCE:.0f} s", f"read {_where(range_)}")


def _check_still_there(broker: BrokerSettings, range_: OffsetRange) -> None:
    now = topic_offsets(broker, range_.topic)
    _check_same_topic(now.topic_id, range_)
    low, high = now.partitions.get(range_.partition, (0, 0))
    if low > range_.start:
        raise OffsetsLost(
            f"{_where(range_)}: retention has deleted the offsets before {low}. {min(low, range_.end) - range_.start} messages at "
            f"most are lost. Fetch them again from the source with republish__, or accept the loss with the DAG release."
        )
    if high < range_.end:
        raise OffsetsLost(
            f"{_where(range_)}: the partition ends at {high}, before the planned end. The broker has lost messages."
        )


def _check_same_topic(topic_id: str, range_: OffsetRange) -> None:
    if topic_id != range_.topic_id:
        raise OffsetsLost(
            f"{_where(range_)}: the topic was deleted and made again (planned for topic id {range_.topic_id}, found {topic_id}). "
            f"Its offsets mean other messages now. Find out what was lost, then retire the old plan by hand."
        )


def _lasting(error: KafkaError, broker: BrokerSettings, range_: OffsetRange) -> KampusError | None:
    """The error to raise, or None for one that passes while the client tries again by itself."""
    if error.code() in NO_ANSWER | NOT_READY:
        return None
    if error.code() in {KafkaError.OFFSET_OUT_OF_RANGE, KafkaError._AUTO_OFFSET_RESET}:
        return OffsetsLost(
            f"{_where(range_)}: the broker no longer has the offsets that were planned ({reason(error)})."
        )
    if error.code() in UNKNOWN_TOPIC:
        return OffsetsLost(f"{_where(range_)}: the topic was deleted while it was read ({reason(error)}).")
    return broker_error(broker, error, f"read {_where(range_)}")


def _where(range_: OffsetRange) -> str:
    return f"{range_.topic}[{range_.partition}] {range_.start}..{range_.end}"


def _raw(message: Message) -> RawMessage:
    _, milliseconds = message.timestamp()
    headers = {name: _bytes(value) for name, value in message.headers() or []}
    return RawMessage(
        partition=message.partition() or 0,
        offset=message.offset() or 0,
        timestamp=_instant(milliseconds),
        key=message.key(),  # type: ignore[arg-type]
        value=message.value(),  # type: ignore[arg-type]
        headers=headers,
    )


def _instant(milliseconds: int) -> datetime:
    """The time of a message. What its producer set in a topic of others can be before 1970 or beyond any calendar."""
    return datetime.fromtimestamp(min(max(milliseconds, 0), LATEST) / 1000, UTC)


def _bytes(value: str | bytes | None) -> bytes:
    return value.encode() if isinstance(value, str) else value or b""
