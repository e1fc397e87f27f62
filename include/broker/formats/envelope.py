"""What the formats share whose messages wrap a row in an envelope of JSON."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import msgspec

from include.broker.formats.base import Problem
from include.calendar import CAMPUS_ZONE

Form = Callable[[Any], Any]
"""Turns a value as a format writes it into one as a plain message has it. Any exception says that it cannot."""

NULL = b"null"
NAME = 60
"""Letters that a reason shows of what a message says it is about."""
LATEST = 253_402_214_400_000_000
"""9999-12-31 in microseconds."""

_ROWS = msgspec.json.Decoder(dict[str, Any], float_hook=Decimal)
_PLAIN = msgspec.json.Encoder(decimal_format="number")
_SORTED = msgspec.json.Encoder(decimal_format="number", order="sorted")


def unreadable(value: bytes | None, expected: str, required: tuple[str, ...]) -> Problem:
    """Why a value is not the `expected` envelope, which has the `required` keys. Only rejects pay for this second look."""
    if value is None:
        return Problem("tombstone", f"pesan kosong (tombstone); diharapkan {expected}")
    try:
        found = json.loads(value.decode())
    except UnicodeDecodeError as error:
        return Problem("json", f"byte ke-{error.start + 1} bukan UTF-8; diharapkan {expected}")
    except json.JSONDecodeError as error:
        return Problem("json", f"bukan JSON pada huruf ke-{error.pos + 1}; diharapkan {expected}")
    except (RecursionError, ValueError):
        return Problem("json", f"bersarang terlalu dalam, atau angkanya terlalu panjang; diharapkan {expected}")
    if not isinstance(found, dict):
        return Problem("envelope", f"bukan objek JSON; diharapkan {expected}")
    if missing := [key for key in required if found.get(key) is None]:
        return Problem("envelope", f"tidak berisi {', '.join(missing)}; diharapkan {expected}")
    return Problem("envelope", f"isinya bukan yang diharapkan: {expected}")


def reshaped(row: bytes, forms: Mapping[str, Form]) -> bytes | Problem:
    """The row with the values of some columns as a plain message has them. A missing value stays missing.

    What is no row at all is left as it is, for the decoder to refuse.
    """
    values = values_of(row)
    if values is None:
        return row
    for column, form in forms.items():
        if values.get(column) is None:
            continue
        try:
            values[column] = form(values[column])
        except Exception:
            return Problem(
                "type", f"{column}: nilainya tidak dapat dibaca sebagai jenis yang dinyatakan skema atau kontrak"
            )
    return encoded(values)


def encoded(values: dict[str, Any]) -> bytes | Problem:
    try:
        return _PLAIN.encode(values)
    except (OverflowError, TypeError, ValueError, msgspec.MsgspecError):
        return Problem("type", "berisi nilai yang tidak ada bentuknya dalam JSON")


def values_of(row: bytes | msgspec.Raw) -> dict[str, Any] | None:
    """The values of a row, every number exact; None for what is no JSON object."""
    try:
        return _ROWS.decode(row)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError, ArithmeticError):
        return None


def canonical(values: dict[str, Any]) -> bytes:
    """The same bytes for the same values, in whatever order they were written."""
    return _SORTED.encode(values)


def instant_of(value: Any) -> datetime | None:
    """A time as applications write it: ISO with or without a zone (then on campus), or seconds since 1970."""
    if isinstance(value, int) and not isinstance(value, bool):
        return at(value * 1_000_000)
    try:
        moment = datetime.fromisoformat(value)
    except (TypeError, ValueError):
        return None
    moment = moment if moment.tzinfo else moment.replace(tzinfo=CAMPUS_ZONE)
    return moment.astimezone(UTC) if 1970 <= moment.year < 9999 else None


def about(found: str, object_: str) -> Problem | None:
    """The problem of a message that is about something else than what its topic is for."""
    if found == object_:
        return None
    return Problem("entity", f"pesan tentang {found[:NAME]!r}; topik ini diharapkan berisi {object_!r} saja")


def about_table(database: str | None, table: str | None, object_: str) -> Problem | None:
    """As `about`, for a table; `object_` may name the database too."""
    if table is None:
        return None
    return about(f"{database}.{table}" if "." in object_ else table, object_)


def at(micros: int | None) -> datetime | None:
    """Microseconds since 1970 as an instant; None for what no calendar has."""
    return datetime.fromtimestamp(micros / 1_000_000, UTC) if micros is not None and 0 <= micros <= LATEST else None
