"""A process that rebuilds and is killed, or held up, at a named point: python -m tests.integration.rebuild.victim <job>

The points are functions of the code under test, replaced in this process only.
"""

from __future__ import annotations

import os
import pickle
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from include import ingest, rebuild
from include.contract.read import parse_contract
from include.ingest import Parts
from include.sinks.lakehouse.beside import LakehouseBeside
from include.sinks.olap.beside import OlapBeside
from include.sinks.warehouse.beside import WarehouseBeside
from stack.paths import ROOT
from tests.integration.ingest.world import World
from tests.integration.rebuild.builders import RUN, order

PATIENCE = 120.0
KINDS = (WarehouseBeside, LakehouseBeside, OlapBeside)
POINTS: dict[str, list[tuple[Any, str]]] = {
    "after_opening": [(rebuild, "read_generation")],
    "after_the_new_table": [(kind, "prepare") for kind in KINDS],
    "after_the_plan": [(rebuild, "plan_again")],
    "after_the_first_load": [(ingest, "load")],
    "after_all_loads": [(rebuild, "_load_again")],
    "after_taking_its_place": [(kind, "take_place") for kind in KINDS],
    "after_cleaning_up": [(kind, "clean_up") for kind in KINDS],
}
"""The functions after which the process dies."""


@dataclass(frozen=True)
class Job:
    body: str
    path: str
    parts: Parts
    sink: str
    die: str
    pause: str
    marks: Path


def start(world: World, sink: str, marks: Path, die: str = "", pause: str = "") -> subprocess.Popen[bytes]:
    """A process that rebuilds. It dies at one point; or it pauses at one, leaves the file `paused` and waits for `go`."""
    file = marks / "job"
    file.write_bytes(pickle.dumps(Job(world.contract.body, world.contract.path, world.parts, sink, die, pause, marks)))
    return subprocess.Popen([sys.executable, "-m", __name__, str(file)], cwd=ROOT)


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
    rebuild.rebuild(parse_contract(job.body, job.path), order(job.sink), job.parts, RUN)


def _replace(point: str, then: Callable[[], None]) -> None:
    for owner, name in POINTS[point]:
        setattr(owner, name, _followed(getattr(owner, name), then))


def _followed(original: Callable[..., Any], then: Callable[[], None]) -> Callable[..., Any]:
    def replaced(*arguments: Any, **named: Any) -> Any:
        result = original(*arguments, **named)
        then()
        return result

    return replaced


def _pause(marks: Path) -> None:
    if not (marks / "go").exists():
        (marks / "paused").touch()
        with suppress(AssertionError):
            wait_for(marks / "go")


if __name__ == "__main__":
    _main(pickle.loads(Path(sys.argv[1]).read_bytes()))
