"""A process that sends a world's quarantine again and is killed at a named point: python -m tests.integration.redrive.victim <job>

The points are functions of the code under test, replaced in this process only.
"""

from __future__ import annotations

import os
import pickle
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from pyiceberg.catalog.sql import SqlCatalog

from include import ingest, redrive
from include.audit import ledger, quarantine
from include.audit import redrive as choice
from include.sinks.olap import trail
from stack.paths import ROOT
from tests.integration.ingest.world import World
from tests.integration.redrive.builders import send_again

PATIENCE = 120.0

POINTS: dict[str, tuple[Any, str]] = {
    "after_the_generation_is_opened": (redrive, "open_generation"),
    "after_the_choice_before_its_plan": (choice, "keep"),
    "after_the_plan": (redrive, "open_batches"),
    "after_reading_the_quarantine": (ingest, "chosen_messages"),
    "after_staging": (ingest, "consume_messages"),
    "after_the_attempts_before_the_ledger": (quarantine, "record"),
    "after_the_ledger_before_the_commit": (ledger, "advance"),
    "after_the_commit_of_the_lakehouse": (SqlCatalog, "commit_table"),
    "before_the_copy_of_the_olap_trail": (trail, "catch_up"),
    "after_the_first_sink": (ingest, "_load_batch"),
}
"""The function after which the process dies."""


def start(world: World, die: str, folder: Path, **selection: Any) -> subprocess.Popen[bytes]:
    job = folder / "job"
    job.write_bytes(pickle.dumps((world, die, selection)))
    return subprocess.Popen([sys.executable, "-m", __name__, str(job)], cwd=ROOT)


def _main(world: World, die: str, selection: dict[str, Any]) -> None:
    owner, name = POINTS[die]
    setattr(owner, name, _deadly(getattr(owner, name)))
    send_again(world, **selection)


def _deadly(original: Callable[..., Any]) -> Callable[..., Any]:
    def replaced(*arguments: Any, **named: Any) -> Any:
        original(*arguments, **named)
        os.kill(os.getpid(), signal.SIGKILL)

    return replaced


if __name__ == "__main__":
    _main(*pickle.loads(Path(sys.argv[1]).read_bytes()))
