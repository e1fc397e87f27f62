"""The one protocol of every source."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from types import TracebackType
from typing import Any, Protocol

from include.records import SourceRecord

Position = dict[str, Any]
"""How far a source was read, as JSON. Only the source itself knows what it means."""


@dataclass(frozen=True)
class Refusal:
    """A file that was not read as a whole. `why` is a sentence: the file, what was found, what was expected."""

    name: str
    why: str
    content: str | None = None
    """SHA-256 of what was refused; None where there was nothing to read."""


@dataclass
class Reading:
    """One pass over a source. `position` and the counts are complete when `records` is exhausted.

    Leaving its `with` block lets go of the source, also when records are left.
    """

    records: Iterator[SourceRecord]
    position: Position = field(default_factory=dict)
    read: int = 0
    unchanged: int = 0
    deleted: int = 0
    newest_change: datetime | None = None
    refused: list[Refusal] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    """What a person should know of this pass, a sentence each."""
    more: bool = False
    """Whether the source has more to read at once, from `position` on: a pass reads only so much."""
    freshness: dict[str, Any] = field(default_factory=dict)
    """How far the source was read, how far behind that is, and when the other side was last heard from, as JSON."""

    def __enter__(self) -> Reading:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if isinstance(self.records, Generator):
            self.records.close()


class Source(Protocol):
    """Reads what is new since a position. It never saves anything: the caller does, after the broker has it all."""

    def read(self, since: Position | None) -> Reading:
        """Everything that changed since `since`; everything there is when it is None.

        A row that is read again in the same state has the event id it had before, and a newer state has a greater version.
        Raises ServiceUnavailable when the source is away, FinalError when it is not what the contract says; both may
        come while `records` is exhausted.
        """
        ...

    def settle(self, reading: Reading) -> None:
        """Let go of what only earlier positions needed. Called once `reading.position` is saved."""
        ...


class WindowedSource(Source, Protocol):
    """A source that can be asked again for the rows that changed in a stretch of time."""

    def read_window(self, since: Position | None, start: datetime, end: datetime) -> Reading:
        """The rows whose change time lies in [start, end) and that were sent before, with the event ids they had.

        A row that was never sent in its present state is left to `read`, which will also find when it is deleted.
        Raises FinalError when nothing was read up to `since` yet.
        """
        ...
