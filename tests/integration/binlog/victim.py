"""An extract of a binlog in a process of its own that kills itself with SIGKILL at a chosen point of a chosen pass."""

from __future__ import annotations

import os
import pickle
import signal
import subprocess
import sys
from collections.abc import Callable
from typing import Any

from include import extract as extract_module
from include.broker.produce import Sender
from include.sources import binlog
from include.sources.binlog_keys import KeyLog
from include.sources.binlog_records import Records
from stack.paths import ROOT
from tests.integration.extract.builders import Hop

POINTS: dict[str, tuple[Any, str]] = {
    "a range was read": (binlog, "read_range"),
    "a row of a range": (Records, "read"),
    "a change in the log": (Records, "of"),
    "its keys were written down": (KeyLog, "write"),
    "written down, not named": (extract_module, "write_spool"),
    "named, not sent": (extract_module, "save_pending"),
    "while sending": (Sender, "send"),
    "saved, not settled": (extract_module, "save_position"),
}
"""What is done last before the end."""


def die(hop: Hop, source: binlog.BinlogSource, point: str, times: int) -> int:
    """Run the extract until it has come to a point so many times and dies; returns how the process ended."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.integration.binlog.victim", point, str(times)],
        input=pickle.dumps((hop, source)), cwd=ROOT, timeout=120, check=False,
    )  # fmt: skip
    return done.returncode


def killing(work: Callable[..., Any], times: int) -> Callable[..., Any]:
    left = times

    def working(*arguments: Any, **named: Any) -> Any:
        nonlocal left
        left -= 1
        done = work(*arguments, **named)
        if not left:
            if isinstance(arguments[0], Sender):
                arguments[0]._producer.flush(10)
            os.kill(os.getpid(), signal.SIGKILL)
        return done

    return working


if __name__ == "__main__":
    place, name = POINTS[sys.argv[1]]
    setattr(place, name, killing(getattr(place, name), int(sys.argv[2])))
    hop, source = pickle.load(sys.stdin.buffer)
    hop.extract(source)
