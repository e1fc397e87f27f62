"""Polling: a list of rows is looked at, and what it shows is compared with the key snapshot of the last extract.

That finds what is new, changed and deleted. Where the rows say when they changed, only those are asked for that changed
since the newest change that was seen, less an overlap for what is written late.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, closing
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from include.contract.model import Contract
from include.errors import FinalError
from include.records import SourceRecord
from include.settings import DatabaseSettings, HttpSettings
from include.sources.base import Position, Reading
from include.sources.comparison import Comparison, TimedRow
from include.sources.held import Held
from include.sources.keys import KnownKeys, State
from include.state import StateFiles


class Look(Protocol):
    """One look at a list of rows, and how it is compared."""

    columns: tuple[str, ...]
    key_columns: tuple[str, ...]
    change_column: str | None
    now: datetime
    """When the look began. What changes later may not be seen."""

    def changes(self, compared: Comparison, since: datetime | None) -> Iterator[SourceRecord]:
        """What is gone, then what is new or changed. `since` is the time before which nothing changed; None asks for all rows."""
        ...

    def rows_between(self, compared: Comparison, start: datetime, end: datetime) -> Iterator[TimedRow]:
        """The rows that changed in [start, end). Others may be among them."""
        ...

    def position(self) -> Position:
        """What the next look needs to know beside what was compared."""
        ...

    def heard_at(self) -> datetime:
        """When the other side was heard from last, by the clock that `now` is read from."""
        ...


@dataclass(frozen=True)
class PollingSource(ABC):
    """`state_url` is where key snapshots are kept."""

    contract: Contract
    settings: DatabaseSettings | HttpSettings
    state_url: str

    @abstractmethod
    def look(self, since: Position) -> AbstractContextManager[Look]: ...

    def read(self, since: Position | None) -> Reading:
        return _reading(lambda reading: self._changes(since or {}, reading))

    def read_window(self, since: Position | None, start: datetime, end: datetime) -> Reading:
        return _reading(lambda reading: self._window(since or {}, start, end, reading))

    def settle(self, reading: Reading) -> None:
        self._files.prune(keep=[reading.position["snapshot"]], saved=reading.position)

    def _changes(self, since: Position, reading: Reading) -> Iterator[SourceRecord]:
        with closing(KnownKeys()) as known, self.look(since) as look:
            remembered = self._remember(known, since)
            if not remembered:
                self._remember_what_is_left(known, since, reading)
            compared = self._comparison(look, since, known, reading, resend=not remembered)
            yield from look.changes(compared, self._asked_since(look, since, compared))
            unchanged = remembered and not compared.sent
            reading.position = {
                **compared.position(),
                **look.position(),
                "columns": list(look.columns),
                "snapshot": since["snapshot"] if unchanged else known.save(self._files, since or None),
            }
            reading.freshness = _freshness(look, compared)

    def _window(self, since: Position, start: datetime, end: datetime, reading: Reading) -> Iterator[SourceRecord]:
        with closing(KnownKeys()) as known, self.look(since) as look:
            if not self._remember(known, since):
                raise FinalError(
                    f"{self.place}: there is no key snapshot of an earlier extract, so nothing is known to have been sent that "
                    f"could be sent again. Run extract__{self.contract.source.name} first."
                )
            if look.change_column is None:
                raise FinalError(f"{self.place} has no change column, so it cannot be asked for a window of time.")
            compared = self._comparison(look, since, known, reading, resend=False)
            rows = look.rows_between(compared, start, end)
            yield from compared.known_again(row for row in rows if row[2] and start <= row[2] < end)

    def _asked_since(self, look: Look, since: Position, compared: Comparison) -> datetime | None:
        # A row that did not change shows nothing of a column that its contract has since got.
        same_columns = since.get("columns") == list(look.columns)
        if look.change_column is None or compared.watermark is None or compared.resend or not same_columns:
            return None
        return compared.watermark - self.contract.source.overlap

    def _comparison(
        self, look: Look, since: Position, known: KnownKeys, reading: Reading, *, resend: bool
    ) -> Comparison:
        return Comparison(
            dataset=self.contract.dataset,
            place=self.place,
            key_columns=look.key_columns,
            since=since,
            known=known,
            now=look.now,
            reading=reading,
            resend=resend,
        )

    def _remember(self, known: KnownKeys, since: Position) -> bool:
        """Load the key snapshot that the position names. False when there is none or it cannot be read any more."""
        return "snapshot" in since and known.load(self._files, since["snapshot"])

    def _remember_what_is_left(self, known: KnownKeys, since: Position, reading: Reading) -> None:
        """Take what other snapshots know where the one of the position is gone, and say so."""
        for name in self._files.names():
            known.load(self._files, name)
        if not since:
            return
        rows = (
            f"{self.place}: the key snapshot of the last extract in {self._files.url} is lost. All rows are sent again."
        )
        reading.notes.append(
            f"{rows} Rows that were deleted since that extract cannot be found and stay in the sinks: compare the keys of the "
            f"source with the warehouse."
            if known.empty
            else f"{rows} Deleted rows were found by another snapshot that was left there."
        )

    @property
    def place(self) -> str:
        """What a record's position begins with, for example `siakad.lulus_dos`."""
        return f"{self.settings.name}.{self.contract.source.object}"

    @property
    def _files(self) -> StateFiles:
        return StateFiles(f"{self.state_url}/{self.contract.dataset}/keys")


def compare_all(
    compared: Comparison, rows: Iterable[TimedRow], gone: Callable[[], Iterable[tuple[str, State]]]
) -> Iterator[SourceRecord]:
    """Records of what is gone, asked for once all rows were looked at, then of what is new or changed among them."""
    if compared.known.empty:
        yield from compared.changes(rows)
        return
    with Held[TimedRow]() as held:
        for row in compared.without_unchanged(rows):
            held.add(row)
        yield from compared.deletions(gone())
        yield from compared.changes(held)


def _reading(records: Callable[[Reading], Iterator[SourceRecord]]) -> Reading:
    reading = Reading(iter(()))
    reading.records = records(reading)
    return reading


def _freshness(look: Look, compared: Comparison) -> dict[str, Any]:
    heard = look.heard_at()
    return {
        **look.position(),
        "read_to": compared.watermark.isoformat() if compared.watermark else None,
        "seconds_behind": max(round((heard - look.now).total_seconds()), 0),
        "heard_from_at": heard.isoformat(),
    }
