"""A source in memory that keeps every rule of the suite. Broken sources are made of it, one fault at a time."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import count
from typing import Any

from include.errors import FinalError, ServiceUnavailable
from include.records import Op, SourceRecord
from include.sources.base import Position, Reading, Source
from include.sources.values import key_text
from tests.contract.sources.kit import WindowedKit


@dataclass
class MemorySource:
    """Its position names a snapshot in `kept`: of each key the row that was sent last and the number of its version."""

    rows: dict[str, dict[str, Any]] = field(default_factory=dict)
    changed: dict[str, datetime] = field(default_factory=dict)
    kept: dict[str, dict[str, Any]] = field(default_factory=dict)
    is_away: bool = False

    def read(self, since: Position | None) -> Reading:
        reading = Reading(iter(()))
        reading.records = self.changes(since, reading)
        return reading

    def read_window(self, since: Position | None, start: datetime, end: datetime) -> Reading:
        reading = Reading(iter(()))
        reading.records = self.window(since, start, end)
        return reading

    def settle(self, reading: Reading) -> None:
        for name in [name for name in self.kept if name != reading.position["snapshot"]]:
            del self.kept[name]

    def changes(self, since: Position | None, reading: Reading) -> Iterator[SourceRecord]:
        if self.is_away:
            raise ServiceUnavailable("siakad does not answer. Check that it runs.")
        sent = dict(self.snapshot(since, reading))
        numbers = count(max((version for _, version in sent.values()), default=0) + 1)
        for key in [key for key, (row, _) in sent.items() if row is not None and key not in self.rows]:
            sent[key] = (None, next(numbers))
            reading.deleted += 1
            yield self.record(key, {"id": key}, sent[key][1], Op.DELETE)
        for key, row in list(self.rows.items()):
            if "nama" not in row:
                raise FinalError("siakad.dosens has no column nama")
            reading.read += 1
            if sent.get(key, (None, 0))[0] == row:
                reading.unchanged += 1
                continue
            sent[key] = (dict(row), next(numbers))
            reading.newest_change = max(reading.newest_change or self.changed[key], self.changed[key])
            yield self.record(key, row, sent[key][1], Op.UPSERT)
        reading.position = self.position(sent)
        reading.freshness = {"read_to": len(self.rows), "heard_from_at": datetime.now(UTC).isoformat()}

    def window(self, since: Position | None, start: datetime, end: datetime) -> Iterator[SourceRecord]:
        if since is None:
            raise FinalError("Run extract__siakad first.")
        sent = self.kept[since["snapshot"]]
        for key, row in self.rows.items():
            before, version = sent.get(key, (None, 0))
            if start <= self.changed[key] < end and before == row:
                yield self.record(key, row, version, Op.UPSERT)

    def snapshot(self, since: Position | None, reading: Reading) -> dict[str, Any]:
        if since and since["snapshot"] not in self.kept:
            reading.notes.append("The snapshot is gone; rows that were deleted cannot be found.")
        return self.kept.get(since["snapshot"], {}) if since else {}

    def position(self, sent: dict[str, Any]) -> Position:
        name = json.dumps(sent, sort_keys=True)
        self.kept[name] = sent
        return {"snapshot": name}

    def record(self, key: str, row: dict[str, Any], version: int, op: Op) -> SourceRecord:
        place = f"siakad.dosens#{key}"[:300]
        return SourceRecord(key_text([key]), dict(row), f"{version:04d}", place, f"{key}/{version}", op)


class MemoryKit(WindowedKit):
    """The memory source, or a broken one, with everything that the suite does to a source."""

    def __init__(self, source: MemorySource) -> None:
        self.memory = source
        self.source = source

    def put_at(self, id_: str, nama: str, changed: datetime) -> None:
        self.memory.rows[id_] = {"id": id_, "nama": nama}
        self.memory.changed[id_] = changed.astimezone(UTC)

    def remove(self, id_: str) -> None:
        del self.memory.rows[id_]

    def reshape(self) -> None:
        for row in self.memory.rows.values():
            del row["nama"]

    def away(self) -> Source:
        self.memory.is_away = True
        return self.memory

    def kept(self) -> int:
        return len(self.memory.kept)

    def lose_state(self) -> None:
        self.memory.kept.clear()
