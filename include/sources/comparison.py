"""Rows as they are now, against what was sent of them before: what is new, changed, unchanged or deleted.

A version begins with a time that only ever grows for one key: the row's own change time, or one microsecond past the
version before where that is not newer (a time that was set back, an edit that did not touch it, a deleted row that
came back). A row without a change time takes the time of the extract that saw its state first.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from typing import Any, TypeVar

from include.errors import FinalError
from include.records import Op, SourceRecord
from include.sources.base import Position, Reading
from include.sources.keys import KnownKeys, State
from include.sources.values import encode, split_key
from include.sources.version import body_hash, event_id, micros, moment_text, row_hash, source_version

POSITION_LENGTH = 300
"""How much of a record's place the trail keeps."""

AT_ONCE = 500
"""Rows that are compared at once. Each may be as large as a message."""

TimedRow = tuple[str, dict[str, Any], datetime | None]
"""Key, row and change time."""
T = TypeVar("T")


@dataclass
class Comparison:
    """`place` is what a record's position begins with, for example `siakad.lulus_dos`."""

    dataset: str
    place: str
    key_columns: tuple[str, ...]
    since: Position
    known: KnownKeys
    """Brought up to date as rows are compared."""
    now: datetime
    reading: Reading
    resend: bool = False
    """Send what is known again, too, with the event ids it had."""
    sequence: int = field(init=False)
    watermark: datetime | None = field(init=False)
    """The newest change time of any row."""
    deleted_until: int = field(init=False)
    """The greatest time of a version that deleted a row. A key that comes back has to pass it."""

    def __post_init__(self) -> None:
        self.sequence = self._began_at
        watermark = self.since.get("watermark")
        self.watermark = datetime.fromisoformat(watermark) if watermark else None
        self.deleted_until = int(self.since.get("deleted_until", -1))

    def deletions(self, gone: Iterable[tuple[str, State]]) -> Iterator[SourceRecord]:
        """A record for each key that was known. To be taken before the rows, so that a key that replaces one is newer."""
        for key, before in gone:
            self.known.forget(key)
            at = before.at + 1
            self.deleted_until = max(self.deleted_until, at)
            self.reading.deleted += 1
            self._seen(self.now)
            row = dict(zip(self.key_columns, split_key(key), strict=True))
            yield self._record(key, row, at, moment_text(at), "", Op.DELETE)

    def changes(self, rows: Iterable[TimedRow], *, all_new: bool = False) -> Iterator[SourceRecord]:
        """A record for each row whose state was not sent before. Raises FinalError for a known key where all must be new."""
        for chunk in chunks(rows, AT_ONCE):
            states, sent = self._states(chunk), {}
            for key, row, changed in chunk:
                self._looked_at(changed)
                body = encode(row)
                hash_, before = body_hash(body), states.get(key)
                if before and all_new:
                    raise same_key(self.place, self.key_columns)
                if before and before.hash == hash_ and not self.resend:
                    self.reading.unchanged += 1
                    continue
                at = self._time(before, hash_, changed)
                states[key] = sent[key] = State(hash_, at)
                self._seen(changed or self.now)
                # The time of an extract is another one when the same position is read again; its sequence is not.
                moment = moment_text(at) if changed else f"after {self._began_at}"
                yield self._record(key, row, at, moment, hash_, Op.UPSERT, body)
            self.known.put(sent)

    def without_unchanged(self, rows: Iterable[TimedRow]) -> Iterator[TimedRow]:
        """The rows of which `changes` makes a record. The others are counted and done."""
        for chunk in chunks(rows, AT_ONCE):
            states = self._states(chunk)
            for key, row, changed in chunk:
                before = states.get(key)
                if self.resend or before is None or before.hash != row_hash(row):
                    yield key, row, changed
                else:
                    self._looked_at(changed)
                    self.reading.unchanged += 1

    def known_again(self, rows: Iterable[TimedRow]) -> Iterator[SourceRecord]:
        """A record for each row whose state was sent before, with the event id it had."""
        for chunk in chunks(rows, AT_ONCE):
            states = self._states(chunk)
            for key, row, changed in chunk:
                self.reading.read += 1
                body = encode(row)
                hash_, before = body_hash(body), states.get(key)
                if before and before.hash == hash_:
                    self._seen(changed or self.now)
                    yield self._record(key, row, before.at, moment_text(before.at), hash_, Op.UPSERT, body)

    @property
    def sent(self) -> int:
        return self.sequence - self._began_at

    def position(self) -> Position:
        # A row from the future must not hide what changes until then.
        watermark = min(self.watermark, self.now) if self.watermark else None
        return {
            "sequence": self.sequence,
            "deleted_until": self.deleted_until,
            "watermark": watermark.isoformat() if watermark else None,
        }

    @property
    def _began_at(self) -> int:
        return int(self.since.get("sequence", 0))

    def _states(self, chunk: list[TimedRow]) -> dict[str, State]:
        return self.known.states([key for key, _, _ in chunk])

    def _looked_at(self, changed: datetime | None) -> None:
        self.reading.read += 1
        if changed:
            self.watermark = max(self.watermark or changed, changed)

    def _time(self, before: State | None, hash_: str, changed: datetime | None) -> int:
        if before and before.hash == hash_:
            return before.at
        passed = before.at if before else self.deleted_until
        return max(micros(changed or self.now), passed + 1)

    def _seen(self, moment: datetime) -> None:
        moment = min(moment, self.now)
        self.reading.newest_change = max(self.reading.newest_change or moment, moment)

    def _record(
        self, key: str, row: dict[str, Any], at: int, moment: str, hash_: str, op: Op, body: bytes | None = None
    ) -> SourceRecord:
        self.sequence += 1
        position = f"{self.place}#{key}"
        return SourceRecord(
            key=key,
            value=row,
            version=source_version(at, self.sequence),
            position=position if len(position) <= POSITION_LENGTH else f"{position[: POSITION_LENGTH - 1]}…",
            event_id=event_id(self.dataset, key, moment, hash_, op),
            op=op,
            body=body,
        )


def chunks(rows: Iterable[T], size: int) -> Iterator[list[T]]:
    left = iter(rows)
    while chunk := list(islice(left, size)):
        yield chunk


def same_key(place: str, key_columns: tuple[str, ...]) -> FinalError:
    return FinalError(
        f"{place}: more than one row has the same ({', '.join(key_columns)}), which is the key in the contract. One row would "
        f"overwrite the other: name columns as key that tell the rows apart."
    )
