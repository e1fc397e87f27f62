"""A process that works on the store and is killed, or held up, at a named point: python -m tests.integration.olap.victim <job>

The points are functions of the code under test, replaced in this process only.
"""

from __future__ import annotations

import json
import os
import pickle
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pymysql.connections import Connection

from include.audit import outside
from include.contract.model import Contract
from include.records import PlannedBatch
from include.sinks.olap import copies, load, trail
from include.sinks.olap.sink import OlapSink
from include.staging import StagedBatch
from stack.paths import ROOT
from tests.contract.sinks.kit import RUN, Table

PATIENCE = 120.0


def _copy_half(source: Path, target: Path) -> None:
    with source.open("rb") as whole, target.open("wb") as half:
        half.write(whole.read(source.stat().st_size // 2))


LOADING: dict[str, tuple[str, Any, str]] = {
    "after_the_rows": ("after", load, "write"),
    "after_the_ledger": ("after", load, "renew_state"),
    "after_the_rejects": ("after", Connection, "commit"),
    "after_the_commit": ("before", trail, "catch_up"),
    "after_the_audit_row": ("after", outside, "insert_audit"),
}
PUBLISHING: dict[str, tuple[str, Any, str]] = {
    "before_the_copy": ("before", copies, "copy_unless"),
    "half_copied": ("after", shutil, "copyfile"),
    "before_the_marts": ("before", copies, "make_marts"),
    "after_the_marts": ("after", copies, "make_marts"),
    "before_the_link": ("before", Path, "symlink_to"),
    "after_the_link": ("before", copies, "_prune"),
}
POINTS = LOADING | PUBLISHING


@dataclass(frozen=True)
class Job:
    sink: OlapSink
    contract: Contract
    batches: Sequence[tuple[PlannedBatch, StagedBatch]]
    die: str
    pause: str
    marks: Path


def start(
    table: Table, *batches: tuple[PlannedBatch, StagedBatch], die: str = "", pause: str = "", marks: Path | None = None
) -> subprocess.Popen[bytes]:
    """A process that loads batches and says the outcome of each; without batches, it publishes.

    In the folder `marks` it leaves the file `started`. It dies at one point; or it pauses at one, leaves the file `paused`, and
    goes on when `go` is there.
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
    if job.die == "half_copied":
        shutil.copyfile = _copy_half
    if job.die:
        _replace(job.die, lambda: os.kill(os.getpid(), signal.SIGKILL))
    if job.pause:
        _replace(job.pause, lambda: _pause(job.marks))
    (job.marks / "started").touch()
    for batch, staged in job.batches:
        print(json.dumps(job.sink.load(batch, job.contract, staged, RUN).as_dict()), flush=True)
    if not job.batches:
        job.sink.publish()


def _replace(point: str, then: Callable[[], None]) -> None:
    when, owner, name = POINTS[point]
    original = getattr(owner, name)

    def replaced(*arguments: Any, **named: Any) -> Any:
        if when == "before":
            then()
        result = original(*arguments, **named)
        if when == "after":
            then()
        return result

    setattr(owner, name, replaced)


def _pause(marks: Path) -> None:
    (marks / "paused").touch()
    with suppress(AssertionError):
        wait_for(marks / "go")


if __name__ == "__main__":
    _main(pickle.loads(Path(sys.argv[1]).read_bytes()))
