"""A lock file: whoever works on the store holds it, also against a task that Airflow has forgotten."""

from __future__ import annotations

import fcntl
import os
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from include.errors import TransientError
from include.sinks.olap.errors import disk_errors

POLL = 0.05
"""Seconds between two tries."""


class Busy(TransientError):
    """Another process holds the lock. Says which, for what, since when."""


@contextmanager
def locked(file: Path, work: str, patience: timedelta) -> Iterator[None]:
    """Hold the lock. The kernel lets go of it when the process ends, however it ends.

    Raises Busy when somebody else still holds it after `patience`, ServiceUnavailable when the file cannot be written.
    """
    with disk_errors(file.parent):
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor = os.open(file, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        _wait(descriptor, file, work, patience)
        now = datetime.now(UTC)
        _say(descriptor, f"{work}: process {os.getpid()} on {socket.gethostname()} since {now:%Y-%m-%d %H:%M:%S} UTC")
        try:
            yield
        finally:
            _say(descriptor, "")
    finally:
        os.close(descriptor)


def _wait(descriptor: int, file: Path, work: str, patience: timedelta) -> None:
    until = time.monotonic() + patience.total_seconds()
    while True:
        try:
            return fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            if time.monotonic() >= until:
                holder = file.read_text() or "it does not say who it is"
                raise Busy(
                    f"{work}: somebody else has held {file} for {patience.total_seconds():.0f} s or longer ({holder}). The retry "
                    f"waits again; if it goes on, end that process."
                ) from error
        time.sleep(POLL)


def _say(descriptor: int, holder: str) -> None:
    os.ftruncate(descriptor, 0)
    os.pwrite(descriptor, holder.encode(), 0)
