"""A process that loads batches and is killed, or held up, at a named point: python -m tests.integration.lakehouse.victim <job>

The points are functions of the code under test, replaced in this process only.
"""

from __future__ import annotations

import json
import os
import pickle
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pyiceberg.catalog.sql import SqlCatalog

from include.audit import outside, quarantine
from include.contract.model import Contract
from include.records import PlannedBatch
from include.sinks.base import Sink
from include.sinks.lakehouse import load
from include.staging import StagedBatch
from stack.paths import ROOT
from tests.contract.sinks.kit import RUN, Table

PATIENCE = 120.0

AFTER: dict[str, tuple[Any, str]] = {
    "after_files": (load, "write_files"),
    "after_rejects": (quarantine, "record"),
    "after_commit": (SqlCatalog, "commit_table"),
    "after_audit_row": (outside, "insert_audit"),
}
BEFORE: dict[str, tuple[Any, str]] = {"before_commit": (SqlCatalog, "commit_table")}
POINTS = [*BEFORE, *AFTER]


@dataclass(frozen=True)
class Job:
    sink: Sink
    contract: Contract
    batches: Sequence[tuple[PlannedBatch, StagedBatch]]
    die: str
    pause: str
    marks: Path


def start(
    table: Table, *batches: tuple[PlannedBatch, StagedBatch], die: str = "", pause: str = "", marks: Path | None = None
) -> subprocess.Popen[bytes]:
    """A process that loads batches into the table and says the outcome of each.

    It dies at one point; or it pauses at one, leaves the file `paused` in the folder `marks`, and goes on when `go` is there.
    """
    folder = marks or Path(str(table.kit.staging))
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / "job"
    file.write_bytes(pickle.dumps(Job(table.sink, table.contract, batches, die, pause, folder)))
    return subprocess.Popen([sys.executable, "-m", __name__, str(file)], stdout=subprocess.PIPE, cwd=ROOT)


def said(process: subprocess.Popen[bytes]) -> list[dict[str, Any]]:
    """The outcomes of a process that ends well."""
    output = process.communicate(timeout=PATIENCE)[0]
    assert process.returncode == 0
    return [json.loads(line) for line in output.splitlines()]


def wait_for(file: Path) -> None:
    deadline = time.monotonic() + PATIENCE
    while not file.exists():
        assert time.monotonic() < deadline, f"{file} did not come"
        time.sleep(0.02)


def _main(job: Job) -> None:
    if job.die:
        _replace(job.die, lambda: os.kill(os.getpid(), signal.SIGKILL))
    if job.pause:
        _replace(job.pause, lambda: _pause(job.marks))
    for batch, staged in job.batches:
        print(json.dumps(job.sink.load(batch, job.contract, staged, RUN).as_dict()), flush=True)


def _replace(point: str, then: Callable[[], None]) -> None:
    owner, name = {**AFTER, **BEFORE}[point]
    original = getattr(owner, name)

    def replaced(*arguments: Any, **named: Any) -> Any:
        if point in BEFORE:
            then()
        result = original(*arguments, **named)
        if point in AFTER:
            then()
        return result

    setattr(owner, name, replaced)


def _pause(marks: Path) -> None:
    (marks / "paused").touch()
    with suppress(AssertionError):
        wait_for(marks / "go")


if __name__ == "__main__":
    _main(pickle.loads(Path(sys.argv[1]).read_bytes()))
