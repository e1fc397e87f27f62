"""What the sinks should hold: the log, read by a consumer of our own and folded in plain Python."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from confluent_kafka import Consumer, KafkaError, TopicPartition

from crash.dataset import LIMIT, LONGEST_NAME

Place = tuple[int, int]
"""Partition and offset of a message."""
Contracts = Mapping[Place, frozenset[int]]
"""The versions 1.n.0 of the contract, by their n, that a message was taken in under."""


@dataclass(frozen=True)
class Logged:
    partition: int
    offset: int
    at: int
    """The broker's time, milliseconds since 1970."""
    value: bytes | None
    headers: Mapping[str, bytes]

    @property
    def place(self) -> Place:
        return self.partition, self.offset


@dataclass(frozen=True)
class Row:
    """A row of a sink, as far as a message decides it."""

    kode: str
    nama: str | None
    jumlah: int | None
    nilai: Decimal | None
    skor: int | None
    deleted: bool
    event: str
    version: str
    partition: int
    offset: int
    at: int
    contract: int

    @property
    def age(self) -> tuple[str, int, int, int]:
        """The newest of a key is the one with the greatest."""
        return self.version, self.partition, self.offset, self.contract


class Log:
    """Everything that a topic holds, read on from where the last reading ended."""

    def __init__(self, bootstrap: str, topic: str) -> None:
        self._bootstrap, self._topic = bootstrap, topic
        self.messages: dict[Place, Logged] = {}
        self.ends: dict[int, int] = {}
        """The offset that the next message of each partition will get."""

    def read_on(self, patience: float = 30.0) -> None:
        consumer = Consumer(
            {
                "bootstrap.servers": self._bootstrap,
                "group.id": "pembanding",
                "enable.auto.commit": False,
                "enable.partition.eof": True,
                "auto.offset.reset": "earliest",
                "isolation.level": "read_committed",
            }
        )
        try:
            partitions = consumer.list_topics(self._topic, timeout=patience).topics[self._topic].partitions
            consumer.assign([TopicPartition(self._topic, p, self.ends.get(p, -2)) for p in partitions])
            left = set(partitions)
            while left:
                message = consumer.poll(patience)
                if message is None:
                    raise AssertionError(
                        f"{self._topic}: nothing heard for {patience:.0f} s, partitions {left} not read"
                    )
                if message.error() is None:
                    self._keep(message)
                elif message.error().code() == KafkaError._PARTITION_EOF:
                    left.discard(message.partition())
                    self.ends[message.partition()] = message.offset()
        finally:
            consumer.close()

    def _keep(self, message: Any) -> None:
        headers = {name: value or b"" for name, value in message.headers() or ()}
        logged = Logged(message.partition(), message.offset(), message.timestamp()[1], message.value(), headers)
        self.messages[logged.place] = logged


def rejected(messages: Iterable[Logged], contracts: Contracts) -> dict[Place, bytes | None]:
    """The messages that some contract did not accept, with their bytes."""
    return {m.place: m.value for m in messages if None in _said(m, contracts)}


def every_message(messages: Iterable[Logged], contracts: Contracts) -> Counter[Row]:
    """What a sink that only ever adds holds: each accepted message once for each contract it was accepted under."""
    return Counter(row for message in messages for row in _said(message, contracts) if row)


def newest_of_keys(messages: Iterable[Logged], contracts: Contracts) -> Counter[Row]:
    newest: dict[str, Row] = {}
    for row in every_message(messages, contracts):
        if row.kode not in newest or row.age > newest[row.kode].age:
            newest[row.kode] = row
    return Counter(newest.values())


def events(messages: Iterable[Logged], contracts: Contracts) -> dict[tuple[str, str], set[Row]]:
    """The rows that may stand for each event: what any of its messages says under its newest contract."""
    newest: dict[Place, Row] = {}
    for row in every_message(messages, contracts):
        place = row.partition, row.offset
        if place not in newest or row.contract > newest[place].contract:
            newest[place] = row
    found: dict[tuple[str, str], set[Row]] = defaultdict(set)
    for row in newest.values():
        found[row.kode, row.event].add(row)
    return dict(found)


def _said(message: Logged, contracts: Contracts) -> list[Row | None]:
    """What the message says under each contract that it was taken in under; None where it is rejected."""
    return [judge(message, minor) for minor in sorted(contracts.get(message.place, ()))]


def judge(message: Logged, minor: int) -> Row | None:
    operation = message.headers.get("op", b"upsert")
    try:
        value = json.loads((message.value or b"").decode())
    except ValueError:
        return None
    if not isinstance(value, dict) or operation not in (b"upsert", b"delete") or "oversize" in message.headers:
        return None
    deleted = operation == b"delete"
    kode, nama, jumlah, nilai = (value.get(name) for name in ("kode", "nama", "jumlah", "nilai"))
    if not isinstance(kode, str) or not isinstance(jumlah, (int, type(None))):
        return None
    if not deleted:
        whole = isinstance(nama, str) and 0 < len(nama) <= LONGEST_NAME
        if not whole or not (jumlah is None or 0 <= jumlah <= (minor + 1) * LIMIT):
            return None
    return Row(
        kode=kode,
        nama=nama,
        jumlah=jumlah,
        nilai=None if nilai is None else Decimal(str(nilai)),
        skor=None if jumlah is None else jumlah * (minor + 1),
        deleted=deleted,
        event=message.headers["event_id"].decode(),
        version=message.headers["source_version"].decode(),
        partition=message.partition,
        offset=message.offset,
        at=message.at,
        contract=minor,
    )
