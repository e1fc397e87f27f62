"""What a worker may be asked to do: a run of the live pipeline, a replay, a redrive, or maintenance."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from crash.world import World
from include import ingest, redrive, replay
from include.audit.redrive import Selection
from include.calendar import CAMPUS_ZONE
from include.ingest import PartitionWork
from include.records import RunContext
from include.sinks.lakehouse.compaction import compact
from include.sinks.olap.sink import OlapSink

MAX_ROWS, REPLAYED_AT_ONCE = 200, 20_000
"""Offsets in a batch."""
LIVE, REPLAY = "live", "replay"
SAVED = ".json"


def _redrive(world: World, run: RunContext) -> list[PartitionWork]:
    """The oldest messages that wait in quarantine, through today's contract."""
    selection = Selection(world.contract.dataset, max_rows=20)
    return redrive.plan(world.contract, selection, world.parts, run, "penguji", "dimuat sambil proses dimatikan")


def _replay(world: World, run: RunContext) -> list[PartitionWork]:
    """All that came today, through today's contract."""
    return replay.plan(world.contract, world.parts, run, datetime.now(CAMPUS_ZONE).date(), REPLAYED_AT_ONCE)


def _maintain(world: World, run: RunContext) -> list[PartitionWork]:
    """Small files are joined and a copy is published while the others load. Nothing is left to load."""
    lakehouse, olap = world.parts.lakehouse, world.parts.olap
    assert lakehouse is not None
    assert olap is not None
    world.parts.sink(world.contract, "lakehouse").prepare(world.contract)
    compact(lakehouse, world.contract.dataset)
    OlapSink(olap, world.parts.warehouse).publish()
    return []


KINDS: dict[str, Callable[[World, RunContext], list[PartitionWork]]] = {
    LIVE: lambda world, run: world.plan(MAX_ROWS, run),
    REPLAY: _replay,
    "redrive": _redrive,
    "maintenance": _maintain,
}
"""How the work of a run is planned."""


@dataclass(frozen=True)
class Order:
    """A run that was begun. A retry gets the very same; `works` are None until they are planned."""

    kind: str
    run: RunContext
    works: tuple[PartitionWork, ...] | None = None

    def planned(self, world: World) -> Order:
        return self if self.works is not None else replace(self, works=tuple(KINDS[self.kind](world, self.run)))

    def stage(self, world: World, work: PartitionWork) -> None:
        """A replay writes down first what it will change."""
        (replay if self.kind == REPLAY else ingest).stage(world.contract, work, world.parts)

    def save(self, book: Path) -> None:
        """Into a file of its own: a worker that hung may be at another order than its successor, and none of them is forgotten."""
        half = self._file(book).with_suffix(f".{os.getpid()}")
        works = self.works and [work.as_dict() for work in self.works]
        half.write_text(json.dumps({"kind": self.kind, "run": asdict(self.run), "works": works}))
        half.replace(self._file(book))

    def done(self, book: Path) -> None:
        # One that hung and went on may have been as fast.
        self._file(book).unlink(missing_ok=True)

    @classmethod
    def unfinished(cls, book: Path) -> Order | None:
        """One that was begun and is not done."""
        for file in sorted(book.glob(f"*{SAVED}")):
            try:
                found: dict[str, Any] = json.loads(file.read_text())
            except FileNotFoundError:
                continue
            works = found["works"]
            return cls(
                found["kind"],
                RunContext(**found["run"]),
                None if works is None else tuple(PartitionWork.from_dict(work) for work in works),
            )
        return None

    def _file(self, book: Path) -> Path:
        return book / f"{self.run.run_id}{SAVED}"
