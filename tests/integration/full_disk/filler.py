"""A process whose files may not grow beyond some bytes, as on a full disk: python -m tests.integration.full_disk.filler <job>

What it cannot write ends in an error of the system (EFBIG) at the very place where a full disk ends in one.
"""

from __future__ import annotations

import pickle
import resource
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from include import ingest
from include.contract.read import parse_contract
from include.errors import TransientError
from include.ingest import PartitionWork, Parts
from stack.paths import ROOT
from tests.integration.ingest.world import RUN, World

PATIENCE = 120.0


@dataclass(frozen=True)
class Job:
    """`sink` None stages the work, else loads it."""

    body: str
    path: str
    parts: Parts
    work: PartitionWork
    sink: str | None
    room: int


def attempt(world: World, work: PartitionWork, sink: str | None, room: int, folder: Path) -> str:
    """What the process says of the transient error that it ended in; empty when there was room enough."""
    file = folder / "job"
    file.write_bytes(pickle.dumps(Job(world.contract.body, world.contract.path, world.parts, work, sink, room)))
    done = subprocess.run(
        [sys.executable, "-m", __name__, str(file)],
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
        timeout=PATIENCE,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout


def _main(job: Job) -> None:
    contract = parse_contract(job.body, job.path)
    resource.setrlimit(resource.RLIMIT_FSIZE, (job.room, job.room))
    try:
        if job.sink is None:
            ingest.stage(contract, job.work, job.parts)
        else:
            ingest.load(contract, job.work, job.sink, job.parts, RUN)
    except TransientError as error:
        print(error)


if __name__ == "__main__":
    _main(pickle.loads(Path(sys.argv[1]).read_bytes()))
