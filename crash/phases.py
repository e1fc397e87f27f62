"""Where a worker is: it says so in a file, so that whoever kills it knows where it was.

The functions are replaced in the worker's process only; the pipeline itself knows nothing of it.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pyiceberg.catalog.sql import SqlCatalog

from crash import orders
from include import consume, ingest
from include.audit import ledger, outside
from include.sinks.lakehouse.sink import LakehouseSink
from include.sinks.olap import copies
from include.sinks.olap import load as olap_load
from include.sinks.olap.sink import OlapSink
from include.sinks.warehouse.sink import WarehouseSink

WIDTH = 48
IDLE = "nothing to do"
STARTING = "starting"

PHASES: tuple[tuple[Any, str, str], ...] = (
    (ingest, "ensure_topic", "look at the topic"),
    (ingest, "plan_batches", "plan"),
    (ingest, "prepare", "prepare the tables"),
    (consume, "read_range", "read"),
    (consume, "transform", "transform"),
    (consume, "check", "quality"),
    (consume, "stage", "stage"),
    (WarehouseSink, "load", "load warehouse"),
    (LakehouseSink, "load", "load lakehouse"),
    (OlapSink, "load", "load olap"),
    (ledger, "advance", "commit warehouse"),
    (SqlCatalog, "commit_table", "commit lakehouse"),
    (olap_load, "renew_state", "commit olap"),
    (outside, "catch_up", "tell the warehouse of an outside sink"),
    (ingest, "_is_everywhere", "ask who has the batch"),
    (ingest, "announce", "dead-letter notes"),
    (ingest, "discard", "discard what was staged"),
    (ingest, "commit_group", "show the lag"),
    (ingest, "violations", "check the law"),
    (copies, "publish", "publish the OLAP store"),
    (orders, "compact", "compact the lakehouse"),
)
"""What is entered, and what it is called."""
LOADS = ("load warehouse", "load lakehouse", "load olap")


@dataclass(frozen=True)
class Diary:
    """What a worker says of itself: `phase` is where it is, `commits` the moments at which it committed a batch."""

    folder: Path

    def open(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        self.enter(STARTING)

    def enter(self, phase: str) -> None:
        descriptor = os.open(self.folder / "phase", os.O_WRONLY | os.O_CREAT)
        try:
            os.pwrite(descriptor, phase.ljust(WIDTH).encode(), 0)
        finally:
            os.close(descriptor)

    def phase(self) -> str:
        try:
            return (self.folder / "phase").read_text().strip() or STARTING
        except FileNotFoundError:
            return STARTING

    def committed(self) -> None:
        with (self.folder / "commits").open("a") as file:
            file.write(f"{time.monotonic()}\n")

    def commits(self) -> list[float]:
        """Moments of the machine's monotonic clock. A last line that was cut off by a kill is left out."""
        try:
            lines = (self.folder / "commits").read_text().splitlines(keepends=True)
        except FileNotFoundError:
            return []
        return [float(line) for line in lines if line.endswith("\n")]


def tell(diary: Diary) -> None:
    """From now on this process says where it is."""
    for owner, name, phase in PHASES:
        setattr(owner, name, _telling(getattr(owner, name), phase, diary))


def _telling(original: Callable[..., Any], phase: str, diary: Diary) -> Callable[..., Any]:
    def entered(*arguments: Any, **named: Any) -> Any:
        diary.enter(phase)
        result = original(*arguments, **named)
        if phase in LOADS and not result.already:
            diary.committed()
        return result

    return entered
