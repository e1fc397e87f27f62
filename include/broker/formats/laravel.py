"""Events of Laravel models: `{"event": "mahasiswa.updated", "data": {...}, "sent_at": "..."}`.

They are published without a record key, so those of one row come in any order, and a queue that tries again sends them
twice, later. So the row itself says which is newer: by `updated_at`, then by what happened, last by `sent_at`. The id of an
event is made of what it says.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

import msgspec

from include.broker.formats.base import Event, Problem, digest
from include.broker.formats.envelope import about, canonical, instant_of, unreadable, values_of
from include.contract.model import Contract
from include.records import Op, RawMessage
from include.sources.version import micros

EXPECTED = 'amplop Laravel {"event": "<nama>.<kejadian>", "data": {...}, "sent_at": "..."}'
WRITTEN = frozenset({"created", "updated", "saved", "restored"})
DELETED = frozenset({"deleted", "trashed", "forceDeleted", "force_deleted"})
DELETED_AT = "deleted_at"
"""Where Eloquent writes that a row is deleted softly."""
NO_VERSION = Problem(
    "version",
    "tanpa updated_at maupun sent_at berupa waktu; tidak diketahui versi mana yang lebih baru",
)


class _Envelope(msgspec.Struct, gc=False):
    event: str
    data: msgspec.Raw
    sent_at: Any = None


_DECODER = msgspec.json.Decoder(_Envelope)


class Laravel:
    def __init__(self, contract: Contract) -> None:
        changed = contract.source.change_column
        self._object = contract.source.object
        self._changed_at = (contract.field(changed).source_name if changed else None) or "updated_at"
        self._needs_version = contract.newest == "source"

    def read(self, message: RawMessage) -> Event:
        try:
            envelope = _DECODER.decode(message.value or b"")
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            return Event(problem=unreadable(message.value, EXPECTED, ("event", "data")))
        values = values_of(envelope.data)
        if values is None:
            return Event(problem=unreadable(message.value, EXPECTED, ("event", "data")))
        entity, _, verb = envelope.event.rpartition(".")
        changed, sent = instant_of(values.get(self._changed_at)), instant_of(envelope.sent_at)
        gone = instant_of(values.get(DELETED_AT))
        deleted = verb in DELETED or (values.get(DELETED_AT) is not None and verb != "restored")
        problem = about(entity, self._object)
        if verb not in WRITTEN | DELETED:
            expected = ", ".join(sorted(WRITTEN | DELETED))
            problem = Problem("event", f"kejadian {verb[:20]!r} tidak dikenal; diharapkan {expected}")
        version = _version(verb, deleted, changed, gone, sent)
        if problem is None and version is None and self._needs_version:
            problem = NO_VERSION
        said = canonical({"event": envelope.event, "data": values, "sent_at": None if changed else envelope.sent_at})
        return Event(
            row=bytes(envelope.data),
            op=Op.DELETE if deleted else Op.UPSERT,
            id=digest(said),
            version=version,
            position=f"{envelope.event} {envelope.sent_at or ''}".encode(errors="replace"),
            happened_at=(gone or sent) if deleted else changed or sent,
            extracted_at=sent,
            problem=problem,
        )


def _version(
    verb: str, deleted: bool, changed: datetime | None, gone: datetime | None, sent: datetime | None
) -> str | None:
    """Time of the change, rank among changes of the same time, time of sending.

    A row that is deleted for good has the time of its last change still, and a copy of that change may be sent after the
    deletion. So such a deletion counts from when it was sent, and a deletion is newer than a change at the same time.
    """
    at = (gone or sent or changed) if deleted else changed or sent
    if at is None:
        return None
    rank = 2 if verb == "restored" else int(deleted)
    return f"{micros(at):017d}-{rank}-{micros(sent or at):017d}"
