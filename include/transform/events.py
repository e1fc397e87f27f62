"""The name and the version of an event: its own, or made from the coordinates and the time of its message."""

from __future__ import annotations

from datetime import datetime

from include.broker.formats.base import Event, digest
from include.contract.model import Contract
from include.records import PlannedBatch, RawMessage
from include.sources.version import micros, source_version


def event_id(message: RawMessage, batch: PlannedBatch, contract: Contract) -> str:
    """The id of an event that has none of its own.

    A row of others with the time of its change in it is the same event wherever it lies; else every message is one.
    """
    if contract.topic.foreign and contract.source.change_column and contract.newest == "source":
        return digest(message.value or b"")
    return digest(f"{batch.range.topic_id}|{message.partition}|{message.offset}".encode())


def version(event: Event, message: RawMessage, contract: Contract, changed: datetime | None = None) -> str:
    """What orders the versions of a row, as the contract's `newest` says.

    An event without its source's version counts as changed when its row says, `changed`, else when the broker took it, so
    that it takes its place among those that have one.
    """
    if contract.newest == "offset":
        return f"{message.offset:020d}"
    if event.version:
        return event.version
    return source_version(micros(changed), 0) if changed else source_version(micros(message.timestamp), message.offset)
