"""What a producer states in the house's headers goes before what an envelope says."""

from __future__ import annotations

import msgspec

from include.broker.formats.base import Event, Format
from include.broker.formats.plain import OVERSIZE, Plain
from include.records import RawMessage

STATED = frozenset({"event_id", "source_version", "source_position", "extracted_at", "oversize"})


class Stated:
    """A format whose producers may use the house's headers beside it."""

    def __init__(self, envelope: Format) -> None:
        self._envelope, self._plain = envelope, Plain()

    def read(self, message: RawMessage) -> Event:
        event = self._envelope.read(message)
        if STATED.isdisjoint(message.headers):
            return event
        stated = self._plain.read(message)
        return msgspec.structs.replace(
            event,
            id=stated.id or event.id,
            version=stated.version or event.version,
            position=stated.position or event.position,
            extracted_at=stated.extracted_at or event.extracted_at,
            problem=OVERSIZE if stated.problem is OVERSIZE else event.problem,
        )
