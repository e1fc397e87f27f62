"""What a message says, whatever it looks like on the wire."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from functools import lru_cache
from typing import NamedTuple, Protocol

import msgspec

from include.records import Op, RawMessage

WIDTH = 64
"""Letters of an event id or a version that every sink can hold."""


class Problem(NamedTuple):
    """Why a message cannot be taken for a row. `reason` is in Indonesian and holds no personal value."""

    rule: str
    reason: str


class Event(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """One message. What it does not say is None; its coordinates and the broker's time stand in for that.

    `id` and `version` are printable ASCII of at most WIDTH letters. `id` is the same for the same event, however often it is
    sent; `version` sorts like the age of the row's state, among versions of the same format.
    """

    row: bytes | None = None
    """The row as a JSON object, its values as a plain message has them. Of a deleted row only the key counts."""
    op: Op = Op.UPSERT
    id: str | None = None
    version: str | None = None
    position: bytes | None = None
    """Where the row was at its source, in words a person can follow."""
    happened_at: datetime | None = None
    """When the row changed, or was deleted, as the message says beside the row."""
    extracted_at: datetime | None = None
    """When the producer read the row or sent the message."""
    problem: Problem | None = None


class Format(Protocol):
    def read(self, message: RawMessage) -> Event:
        """What the message says; with a `problem` where that is no row. A pure function of the message.

        Raises ServiceUnavailable when what explains the message is away for now.
        """
        ...


def as_given(value: bytes) -> str | None:
    """An event id or a version as it is, or None when no sink can hold it."""
    try:
        text = value.decode("ascii")
    except UnicodeDecodeError:
        return None
    return text if len(text) <= WIDTH and text.isprintable() else None


def named(given: bytes) -> str:
    """An event id as it was given, or a digest of one that no sink can hold."""
    return as_given(given) or digest(given)


def digest(*parts: bytes) -> str:
    return hashlib.sha256(b"\x1f".join(parts)).hexdigest()[:32]


@lru_cache(maxsize=1024)
def instant(text: bytes) -> datetime | None:
    """A time with a zone in ISO form, or None for what is no such time."""
    try:
        moment = datetime.fromisoformat(text.decode("ascii"))
    except ValueError:
        return None
    if moment.tzinfo is None or not 1970 <= moment.year < 9999:
        return None
    return moment.astimezone(UTC)
