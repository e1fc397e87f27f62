"""What a source may send: edits and deletes of a few keys, late versions, the same event twice, and messages that are bad."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from crash.dataset import LIMIT, LONGEST_NAME

Headers = tuple[tuple[str, bytes], ...]


@dataclass(frozen=True)
class Message:
    key: bytes
    value: bytes | None
    headers: Headers
    partition: int | None = None
    """None leaves the choice to the key."""


def edit(kode: str, version: int, *, event: str | None = None, partition: int | None = None, **values: Any) -> Message:
    """A message that the contract accepts. The same key and version are the same event, unless told otherwise."""
    row = {"kode": kode, "nama": f"nama {version}", "jumlah": version % LIMIT, "nilai": f"{version}.25", **values}
    return Message(kode.encode(), json.dumps(row).encode(), _headers(event or f"{kode}-{version}", version), partition)


def delete(kode: str, version: int, *, partition: int | None = None) -> Message:
    headers = (*_headers(f"{kode}-{version}-hapus", version), ("op", b"delete"))
    return Message(kode.encode(), json.dumps({"kode": kode}).encode(), headers, partition)


def bad(kode: str, version: int, kind: str, *, partition: int | None = None) -> Message:
    """A message that belongs in quarantine, for the reason that BAD names."""
    message = edit(kode, version, event=f"{kode}-{version}-{kind}", partition=partition)
    spoiled: Message = BAD[kind](message)
    return spoiled


def _headers(event: str, version: int) -> Headers:
    return ("event_id", event.encode()), ("source_version", f"{version:020d}".encode())


def _with(**values: Any) -> Any:
    def changed(message: Message) -> Message:
        return replace(message, value=json.dumps({**json.loads(message.value or b"{}"), **values}).encode())

    return changed


BAD: dict[str, Any] = {
    "not json": lambda message: replace(message, value=b"{"),
    "not utf-8": lambda message: replace(message, value=b'{"kode": "\xff"}'),
    "a list": lambda message: replace(message, value=b"[1, 2]"),
    "no value": lambda message: replace(message, value=None),
    "no name": _with(nama=None),
    "no key": _with(kode=None),
    "another type": _with(jumlah={"n": 1}),
    "below zero": _with(jumlah=-1),
    "too many": _with(jumlah=LIMIT + 1),
    "too wide": _with(nama="n" * (LONGEST_NAME + 1)),
    "oversize": lambda message: replace(message, headers=(*message.headers, ("oversize", b"1"))),
    "unknown operation": lambda message: replace(message, headers=(*message.headers, ("op", b"ganti"))),
}
"""`too many` is accepted by a newer contract."""


@dataclass
class Campus:
    """A source that goes on changing, drawn from a seed."""

    dice: random.Random
    keys: int = 500
    clock: int = 0
    sent: list[Message] = field(default_factory=list)
    """The last messages, some of which are sent again."""

    def changes(self, number: int) -> Iterator[Message]:
        for _ in range(number):
            message = self._next()
            self.sent = [*self.sent[-49:], message]
            yield message

    def _next(self) -> Message:
        self.clock += 1
        kode, chance = f"k{self.dice.randrange(self.keys):04d}", self.dice.random()
        if chance < 0.70:
            return edit(kode, self.clock)
        if chance < 0.80:
            return delete(kode, self.clock)
        if chance < 0.88:
            # An older version that comes late has an event id of its own.
            late = max(1, self.clock - self.dice.randrange(1, 2_000))
            return edit(kode, late, event=f"{kode}-{late}-terlambat-{self.clock}")
        if chance < 0.95 and self.sent:
            return self.dice.choice(self.sent)
        return bad(kode, self.clock, self.dice.choice(list(BAD)))
