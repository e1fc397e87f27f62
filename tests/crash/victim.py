"""A process that does the work of a task and is killed, or held up, at a named point.

The points are functions of the code under test, replaced in this process only.
"""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from typing import Any

from crash.nursery import born, nursery
from tests.crash import points

PATIENCE = 60.0
KILLED = -signal.SIGKILL

Job = Callable[..., object]
"""A function of a module, which does the real work."""


def killed_at(point: str, job: Job, *arguments: Any) -> None:
    """Do the work in a process of its own until it reaches the point and is killed there."""
    child = born(nursery(__name__), _die, point, job, arguments)
    child.join(PATIENCE)
    assert child.exitcode == KILLED, f"the process was not killed at {point!r} but ended with {child.exitcode}"


def born_well(job: Job, *arguments: Any) -> None:
    """Do the work in a process of its own, which must end well."""
    child = born(nursery(__name__), job, *arguments)
    child.join(PATIENCE)
    assert child.exitcode == 0


class Held:
    """A process that is held up at a point until it is told to go on."""

    def __init__(self, point: str, job: Job, *arguments: Any, marks: Path) -> None:
        self._point, self._marks = point, marks
        marks.mkdir(parents=True, exist_ok=True)
        self.process: ForkServerProcess = born(nursery(__name__), _pause, point, job, arguments, marks)
        wait_until((marks / "paused").exists)

    def go_on(self) -> None:
        (self._marks / "go").touch()

    def ended(self) -> int | None:
        """Let it go on, and return how it ended."""
        self.go_on()
        self.process.join(PATIENCE)
        return self.process.exitcode


def wait_until(happened: Callable[[], bool], every: float = 0.01) -> None:
    deadline = time.monotonic() + PATIENCE
    while not happened():
        assert time.monotonic() < deadline, "it did not happen"
        time.sleep(every)


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def _die(point: str, job: Job, arguments: tuple[Any, ...]) -> None:
    points.POINTS[point].replace(die)
    job(*arguments)


def _pause(point: str, job: Job, arguments: tuple[Any, ...], marks: Path) -> None:
    def pause() -> None:
        (marks / "paused").touch()
        wait_until((marks / "go").exists)

    points.POINTS[point].replace(pause)
    job(*arguments)
