"""How the values of a source look in a message, and how key values make one text."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from contextlib import suppress
from datetime import UTC, date, datetime
from decimal import Decimal
from types import NoneType
from typing import Any

import msgspec

from include.errors import FinalError

MISSING = "\\N"
"""The text of a key value that is missing. A value cannot look like it, because its backslash would be escaped."""


def encode(row: Mapping[str, Any]) -> bytes:
    """A row as JSON: decimals as text, instants in UTC, times without a zone without one.

    Bytes that are no UTF-8 text stand in it as they are. That makes the message undecodable, so the row meets the
    quarantine with its raw bytes instead of being loaded as something else.
    """
    if {*map(type, row.values())} <= _FAST:
        with suppress(UnicodeEncodeError, OverflowError):
            return _FAST_JSON.encode(row)
    return to_bytes(_JSON.encode(row))


def plain(value: Any) -> Any:
    """A value that JSON has no form for, as text. Raises FinalError for a type that no contract can declare."""
    if isinstance(value, datetime):
        if value.tzinfo is None:
            return value.isoformat(timespec="microseconds")
        return value.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, bytes):
        return to_text(value)
    raise FinalError(
        f"a source gave a value of type {type(value).__name__}, which has no form in JSON. Leave its column out of the contract."
    )


def to_bytes(text: str) -> bytes:
    """UTF-8, with bytes that were no text put back as they were."""
    return text.encode(errors="surrogateescape")


def to_text(stored: bytes) -> str:
    return stored.decode(errors="surrogateescape")


def key_text(values: Iterable[Any]) -> str:
    """Key values, as they look in a message, joined with `|`; a `|` or a backslash inside a value is escaped."""
    return "|".join(_key_part(value) for value in values)


def split_key(key: str) -> list[str | None]:
    """The values that `key_text` joined, as text."""
    parts: list[str | None] = []
    current: str | None = ""
    characters = iter(key)
    for character in characters:
        if character == "|":
            parts.append(current)
            current = ""
        elif character == "\\":
            escaped = next(characters)
            current = None if escaped == "N" else f"{current}{escaped}"
        else:
            current = f"{current}{character}"
    return [*parts, current]


def _key_part(value: Any) -> str:
    if value is None:
        return MISSING
    text = value if isinstance(value, str) else str(value) if isinstance(value, (int, float)) else plain(value)
    return str(text).replace("\\", "\\\\").replace("|", "\\|")


_FAST = {str, int, bool, NoneType}
"""Types of values that both encoders write alike. They write numbers with an exponent in two ways."""
_FAST_JSON = msgspec.json.Encoder()
_JSON = json.JSONEncoder(default=plain, ensure_ascii=False, separators=(",", ":"))
