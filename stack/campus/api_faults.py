"""What can go wrong with the web APIs of the sample campus, on request."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Protocol


@dataclass
class Reply:
    """An answer on its way out. `sent` is how much of `body` leaves before the connection is closed; None is all of it."""

    status: int
    body: bytes
    headers: dict[str, str] = field(default_factory=dict)
    sent: int | None = None


Answering = Callable[[], Reply]


class Fault(Protocol):
    def __call__(self, answer: Answering) -> Reply: ...


@dataclass(frozen=True)
class Instead:
    """Another answer than the right one."""

    status: int
    body: bytes = b"{}"
    headers: dict[str, str] = field(default_factory=dict)

    def __call__(self, answer: Answering) -> Reply:
        return Reply(self.status, self.body, dict(self.headers))


@dataclass(frozen=True)
class Slow:
    seconds: float

    def __call__(self, answer: Answering) -> Reply:
        time.sleep(self.seconds)
        return answer()


@dataclass(frozen=True)
class Truncated:
    """Half of the answer: the connection breaks, or the JSON simply ends there."""

    breaks: bool = False

    def __call__(self, answer: Answering) -> Reply:
        reply = answer()
        half = len(reply.body) // 2
        if self.breaks:
            reply.sent = half
        else:
            reply.body = reply.body[:half]
        return reply


@dataclass(frozen=True)
class Meanwhile:
    """Something happens right before the answer: a token expires, a row moves."""

    happens: Callable[[], Any]

    def __call__(self, answer: Answering) -> Reply:
        self.happens()
        return answer()


class Faults:
    """Faults by the number of the request for rows that they strike. Asking for a token is not counted."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._count = 0
        self._planned: dict[int, Fault] = {}

    def at(self, number: int, fault: Fault) -> None:
        """Strike the request that is this many requests away; 1 is the next one."""
        with self._lock:
            self._planned[self._count + number] = fault

    def next(self) -> Fault | None:
        with self._lock:
            self._count += 1
            return self._planned.pop(self._count, None)
