"""A process that ingests and is killed, or held up, at a named point: python -m tests.integration.ingest.victim <settings>

The points are functions of the code under test, replaced in this process only.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

from include import ingest
from include.audit import ledger
from include.contract.read import parse_contract
from include.ingest import PartitionWork, Parts
from include.settings import BrokerSettings, DatabaseSettings
from stack.paths import ROOT
from tests.integration.ingest.world import RUN, World

PATIENCE = 60.0

POINTS: dict[str, tuple[Any, str]] = {
    "after_plan": (ingest, "plan_batches"),
    "after_stage": (ingest, "consume"),
    "before_commit": (ledger, "advance"),
    "after_commit": (ingest, "_load_batch"),
}
"""The function after which the process dies."""


def start(
    world: World, work: PartitionWork | None = None, die: str = "", pause: str = "", marks: Path | None = None
) -> subprocess.Popen[bytes]:
    """A process that plans, stages and loads; with `work`, it only loads.

    It dies at one point; or it pauses at one, leaves the file `paused` in `marks` and goes on when `go` is there.
    """
    settings = {
        "body": world.contract.body,
        "broker": world.parts.broker.config,
        "warehouse": vars(world.parts.warehouse),
        "staging": world.parts.staging_url,
        "work": work and work.as_dict(),
        "die": die,
        "pause": pause,
        "marks": str(marks),
    }
    return subprocess.Popen([sys.executable, "-m", __name__, json.dumps(settings)], stdout=subprocess.PIPE, cwd=ROOT)


def wait_for(file: Path) -> None:
    deadline = time.monotonic() + PATIENCE
    while not file.exists():
        assert time.monotonic() < deadline, f"{file.name} did not come"
        time.sleep(0.02)


def _main(settings: dict[str, Any]) -> None:
    marks = Path(settings["marks"])
    if settings["die"]:
        _replace(settings["die"], lambda: os.kill(os.getpid(), signal.SIGKILL))
    if settings["pause"]:
        _replace(settings["pause"], lambda: _pause(marks))
    contract = parse_contract(settings["body"], "include/contracts/fakultas.yaml")
    parts = Parts(
        BrokerSettings(settings["broker"]), DatabaseSettings(**settings["warehouse"]), settings["staging"], b"kunci uji"
    )
    works = [PartitionWork.from_dict(settings["work"])] if settings["work"] else ingest.plan(contract, parts, RUN, 100)
    for work in works:
        if not settings["work"]:
            ingest.stage(contract, work, parts)
        print(json.dumps(ingest.load(contract, work, "warehouse", parts, RUN)), flush=True)


def _replace(point: str, then: Callable[[], None]) -> None:
    module, name = POINTS[point]
    original = getattr(module, name)

    def replaced(*arguments: Any, **named: Any) -> Any:
        result = original(*arguments, **named)
        then()
        return result

    setattr(module, name, replaced)


def _pause(marks: Path) -> None:
    (marks / "paused").touch()
    with suppress(AssertionError):
        wait_for(marks / "go")


if __name__ == "__main__":
    _main(json.loads(sys.argv[1]))
