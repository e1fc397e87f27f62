"""An extract in a process of its own that kills itself with SIGKILL at a chosen point."""

from __future__ import annotations

import os
import pickle
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from typing import Any

from include import extract as extract_module
from include.broker.produce import Sender
from include.records import SourceRecord
from include.sources.base import Source
from include.sources.mysql import MysqlSource
from stack.paths import ROOT
from tests.integration.extract.builders import Hop


def kill(*_: Any, **__: Any) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def kill_after(work: Callable[..., Any]) -> Callable[..., None]:
    def working(*arguments: Any) -> None:
        work(*arguments)
        kill()

    return working


def kill_after_the_first_record(
    changes: Callable[..., Iterator[SourceRecord]],
) -> Callable[..., Iterator[SourceRecord]]:
    def reading(*arguments: Any) -> Iterator[SourceRecord]:
        yield next(changes(*arguments))
        kill()

    return reading


def kill_after_the_first_acknowledgement(send: Callable[..., None]) -> Callable[..., None]:
    def sending(sender: Sender, *message: Any) -> None:
        send(sender, *message)
        sender._producer.flush(10)
        kill()

    return sending


POINTS: dict[str, tuple[Any, str, Callable[..., Any]]] = {
    "while reading": (MysqlSource, "_changes", kill_after_the_first_record),
    "written down, not named": (extract_module, "save_pending", lambda _: kill),
    "named, not sent": (extract_module, "save_pending", kill_after),
    "while sending": (Sender, "send", kill_after_the_first_acknowledgement),
    "sent, not saved": (extract_module, "save_position", lambda _: kill),
    "saved, not settled": (extract_module, "save_position", kill_after),
    "settled": (MysqlSource, "settle", kill_after),
}
"""What is replaced at each point, and by what."""


def die(hop: Hop, source: Source, point: str) -> int:
    """Run the extract until it dies; returns how the process ended."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.integration.extract.victim", point],
        input=pickle.dumps((hop, source)), cwd=ROOT, timeout=120, check=False,
    )  # fmt: skip
    return done.returncode


if __name__ == "__main__":
    place, name, fault = POINTS[sys.argv[1]]
    setattr(place, name, fault(getattr(place, name)))
    hop, source = pickle.load(sys.stdin.buffer)
    hop.extract(source)
