"""The one protocol of every source."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from include.records import SourceRecord

Position = dict[str, Any]
"""How far a source was read, as JSON. Only the source itself knows what it means."""


@dataclass
class Reading:
    """One pass over a source. `position` and the counts are complete when `records` is exhausted."""

    records: Iterator[SourceRecord]
    position: Position = field(default_factory=dict)
    read: int = 0
    unchanged: int = 0
    deleted: int = 0
    newest_change: datetime | None = None
    refused: list[str] = field(default_factory=list)
    """What could not be read, a sentence each: the file, what was found, what was expected."""


class Source(Protocol):
    """Reads what is new since a position. It never saves anything: the caller does, after the broker has it all."""

    def read(self, since: Position | None) -> Reading:
        """Everything that changed since `since`; everything there is when it is None.

        Raises ServiceUnavailable when the source is away, FinalError when it is not what the contract says.
        """
        ...


class WindowedSource(Source, Protocol):
    """A source that can be asked again for the rows that changed in a stretch of time."""

    def read_window(self, since: Position | None, start: datetime, end: datetime) -> Reading:
        """The rows whose change time lies in [start, end), with the event ids they had before."""
        ...
