"""From bytes to columns. Every message becomes one decoded row or one reject."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import msgspec

from include.contract.model import Contract, Field, LogicalType
from include.records import PlannedBatch, RawMessage, Reject

TEXT_TYPES = {LogicalType.STRING, LogicalType.DATE, LogicalType.TIMESTAMP}


@dataclass
class Decoded:
    """`columns[name][i]` is the value of a message field in the message `messages[i]`."""

    messages: list[RawMessage] = field(default_factory=list)
    columns: dict[str, list[Any]] = field(default_factory=dict)
    rejects: list[Reject] = field(default_factory=list)


def decode(messages: Iterable[RawMessage], contract: Contract) -> Decoded:
    row_type, decoder = _decoder(contract)
    decoded = Decoded()
    rows: list[Any] = []
    for message in messages:
        try:
            row = decoder.decode(message.value or b"")
        except (msgspec.DecodeError, UnicodeDecodeError):
            decoded.rejects.append(explain(message, contract))
            continue
        if message.headers.get("oversize"):
            decoded.rejects.append(_oversize(message))
            continue
        rows.append(row)
        decoded.messages.append(message)
    for attribute, declared in zip(row_type.__struct_fields__, contract.message_fields, strict=True):
        decoded.columns[declared.name] = [getattr(row, attribute) for row in rows]
    return decoded


def explain(message: RawMessage, contract: Contract) -> Reject:
    """Why a message could not be decoded, in words."""
    if message.value is None:
        return Reject(message.offset, "key", None, "pesan kosong (tombstone); diharapkan objek JSON")
    try:
        text = message.value.decode()
    except UnicodeDecodeError as error:
        return Reject(message.offset, "json", None, f"byte ke-{error.start + 1} bukan UTF-8; diharapkan objek JSON")
    constants: list[str] = []
    try:
        value = json.loads(text, parse_constant=lambda name: constants.append(name))
    except (json.JSONDecodeError, RecursionError) as error:
        where = f"pada huruf ke-{error.pos + 1}" if isinstance(error, json.JSONDecodeError) else "karena terlalu dalam"
        return Reject(message.offset, "json", None, f"bukan JSON {where}; diharapkan objek JSON")
    if constants:
        return Reject(message.offset, "nan", None, f"berisi {constants[0]}, yang bukan angka JSON")
    if not isinstance(value, dict):
        return Reject(message.offset, "object", None, f"JSON berupa {_kind(value)}; diharapkan objek")
    for declared in contract.message_fields:
        found = value.get(declared.source_name or declared.name)
        if not _fits(found, declared):
            reason = f"{declared.name}: berupa {_kind(found)}; diharapkan {_expected(declared)}"
            return Reject(message.offset, "type", declared.name, reason)
    return Reject(message.offset, "json", None, "tidak dapat dibaca sebagai objek JSON yang sesuai kontrak")


def event_id(message: RawMessage, batch: PlannedBatch) -> str:
    """The producer's event id, or one made of the coordinates for producers that send none."""
    given = message.headers.get("event_id")
    if given:
        return given.decode(errors="replace")[:64]
    coordinates = f"{batch.range.topic_id}|{message.partition}|{message.offset}"
    return hashlib.sha256(coordinates.encode()).hexdigest()[:32]


@lru_cache(maxsize=64)
def _decoder(contract: Contract) -> tuple[Any, msgspec.json.Decoder[Any]]:
    fields = [(f"f{n}", _python_type(f), None) for n, f in enumerate(contract.message_fields)]
    names = {f"f{n}": f.source_name or f.name for n, f in enumerate(contract.message_fields)}
    row_type = msgspec.defstruct("Row", fields, rename=names.get, gc=False)
    return row_type, msgspec.json.Decoder(row_type)


def _python_type(declared: Field) -> Any:
    if declared.logical_type in TEXT_TYPES:
        return str | None
    if declared.logical_type is LogicalType.BOOLEAN:
        return bool | int | str | None
    return str | int | float | None


def _fits(value: Any, declared: Field) -> bool:
    if value is None:
        return True
    if declared.logical_type in TEXT_TYPES:
        return isinstance(value, str)
    if declared.logical_type is LogicalType.BOOLEAN:
        return isinstance(value, (bool, int, str))
    return isinstance(value, (int, float, str)) and not isinstance(value, bool)


def _expected(declared: Field) -> str:
    return "teks" if declared.logical_type in TEXT_TYPES else "angka atau teks berisi angka"


def _kind(value: Any) -> str:
    names = {
        bool: "boolean",
        int: "angka",
        float: "angka",
        str: "teks",
        list: "larik",
        dict: "objek",
        type(None): "null",
    }
    return names.get(type(value), type(value).__name__)


def _oversize(message: RawMessage) -> Reject:
    position = message.headers.get("source_position", b"?").decode(errors="replace")
    size = json.loads(message.value or b"{}").get("bytes")
    return Reject(
        message.offset, "oversize", None, f"baris sumber {position} berukuran {size} byte, melebihi batas topik"
    )
