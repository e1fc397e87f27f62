"""How old a state of a row is, and the name of that state."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from include.records import Op
from include.sources.values import encode, to_bytes

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)


def source_version(at: int, sequence: int) -> str:
    """Sorts by time (microseconds since 1970), then by the order of extraction."""
    return f"{at:017d}-{sequence:012d}"


def micros(moment: datetime) -> int:
    return (moment - EPOCH) // MICROSECOND


def row_hash(row: Mapping[str, Any]) -> str:
    return body_hash(encode(row))


def body_hash(body: bytes) -> str:
    """The hash of a row that is JSON already."""
    return hashlib.sha256(body).hexdigest()[:32]


def event_id(dataset: str, key: str, moment: str, hash_: str, op: Op) -> str:
    """The same for the same state of the same row, however often it is read. `moment` tells equal states apart."""
    return hashlib.sha256(to_bytes("\x1f".join((dataset, key, moment, hash_, op)))).hexdigest()[:32]


def when(at: int) -> datetime:
    return EPOCH + at * MICROSECOND


def moment_text(at: int) -> str:
    return when(at).isoformat()
