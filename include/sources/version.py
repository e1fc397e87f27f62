"""How old a row is at its source, and the name of one state of it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from include.records import Op


def source_version(changed_at: datetime, sequence: int) -> str:
    """Sorts by change time, then by the order of extraction, because two edits can share a time."""
    micros = (changed_at - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1)
    return f"{micros:017d}-{sequence:012d}"


def row_hash(value: Mapping[str, Any]) -> str:
    return hashlib.sha256(encode(value)).hexdigest()[:32]


def event_id(dataset: str, key: str, changed_at: datetime, hash_: str, op: Op) -> str:
    """The same for the same state of the same row, however often it is read."""
    return hashlib.sha256("\x1f".join((dataset, key, changed_at.isoformat(), hash_, op)).encode()).hexdigest()[:32]


def encode(value: Mapping[str, Any]) -> bytes:
    """A row as JSON: decimals as text, times in UTC."""
    return json.dumps(value, default=_plain, ensure_ascii=False, separators=(",", ":")).encode()


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return utc(value).isoformat(timespec="microseconds").replace("+00:00", "Z")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, timedelta):
        return str(value)
    if isinstance(value, bytes):
        return value.decode("utf-8", errors="backslashreplace")
    raise TypeError(f"a source gave a value of type {type(value).__name__}, which has no form in JSON")


def utc(value: datetime) -> datetime:
    """A source session speaks UTC, so its times without a zone are UTC."""
    return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)
