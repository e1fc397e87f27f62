"""What a message says of itself in its headers: operation, event id, version, time of extraction."""

from __future__ import annotations

import base64
import hashlib
import json
from datetime import UTC, datetime
from functools import lru_cache

from include.contract.model import Contract
from include.records import Op, PlannedBatch, RawMessage, Reject
from include.sources.version import micros, source_version

WIDTH = 64
"""Letters of an event id or a version that every sink can hold."""

OPERATIONS = {op.value.encode() for op in Op}


def header_problem(message: RawMessage) -> Reject | None:
    """The reject of a message whose headers forbid to take it for a row."""
    headers = message.headers
    if "oversize" in headers:
        why = "baris sumber melebihi batas topik; tempatnya tercatat pada source_position, ukurannya pada isi pesan"
        return Reject(message.offset, "oversize", None, why)
    if headers.get("op", b"upsert") not in OPERATIONS:
        return Reject(message.offset, "header", None, f"header op tidak dikenal; diharapkan {' atau '.join(Op)}")
    if not _plain(headers.get("source_version", b"")):
        why = f"header source_version tidak dapat dipakai; diharapkan paling banyak {WIDTH} huruf ASCII"
        return Reject(message.offset, "header", None, why)
    return None


def is_delete(message: RawMessage) -> bool:
    return message.headers.get("op") == b"delete"


def event_id(message: RawMessage, batch: PlannedBatch) -> str:
    """The producer's event id, a digest of one that is too long or no ASCII, or one made of the coordinates."""
    given = message.headers.get("event_id")
    if given and _plain(given):
        return given.decode("ascii")
    name = given or f"{batch.range.topic_id}|{message.partition}|{message.offset}".encode()
    return hashlib.sha256(name).hexdigest()[:32]


def version(message: RawMessage, contract: Contract) -> str:
    """What orders the versions of a row, as the contract's `newest` says.

    A message without its source's version, or with one that cannot be used, counts as changed when the broker took it, so
    that it takes its place among those that have one.
    """
    if contract.newest == "offset":
        return f"{message.offset:020d}"
    given = message.headers.get("source_version")
    return (
        given.decode("ascii") if given and _plain(given) else source_version(micros(message.timestamp), message.offset)
    )


def extracted_at(message: RawMessage) -> datetime | None:
    """When the producer read the row, or None when it says nothing that can be understood."""
    return _instant(message.headers.get("extracted_at", b""))


def as_text(headers: dict[str, bytes]) -> str:
    """Headers as JSON that people can read: text as it is, anything else as `{"base64": ...}`."""
    return json.dumps({name: _shown(value) for name, value in headers.items()}, ensure_ascii=False)


def from_text(text: str) -> dict[str, bytes]:
    """The very bytes that `as_text` was given."""
    return {
        name: value.encode() if isinstance(value, str) else base64.b64decode(value["base64"])
        for name, value in json.loads(text).items()
    }


def _shown(value: bytes) -> str | dict[str, str]:
    try:
        return value.decode()
    except UnicodeDecodeError:
        return {"base64": base64.b64encode(value).decode()}


@lru_cache(maxsize=1024)
def _instant(text: bytes) -> datetime | None:
    try:
        instant = datetime.fromisoformat(text.decode("ascii"))
    except ValueError:
        return None
    if instant.tzinfo is None or not 1970 <= instant.year < 9999:
        return None
    return instant.astimezone(UTC)


def _plain(value: bytes) -> bool:
    return len(value) <= WIDTH and value.isascii() and value.decode("ascii").isprintable()
