"""Long work says in the log how far it is."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

EVERY = 30.0
"""Seconds between two lines."""


@contextmanager
def told(log: logging.Logger, what: str, count: Callable[[], int], every: float = EVERY) -> Iterator[None]:
    """While the block runs, log how many `what` there are and how many a second came since the line before; then all of it.

    `count` is asked from a thread of its own, so that work which finds nothing to send is told, too.
    """
    ended = threading.Event()
    began = time.monotonic()

    def tell() -> None:
        before, at = 0, began
        while not ended.wait(every):
            now, there = time.monotonic(), count()
            log.info("%s %s, %s a second", f"{there:,}", what, f"{(there - before) / (now - at):,.0f}")
            before, at = there, now

    teller = threading.Thread(target=tell, name="progress", daemon=True)
    teller.start()
    try:
        yield
        seconds = time.monotonic() - began
        log.info("%s %s in %.1f s, %s a second", f"{count():,}", what, seconds, f"{count() / max(seconds, 0.001):,.0f}")
    finally:
        ended.set()
        teller.join()
