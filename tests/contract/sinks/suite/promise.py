"""The promises that every sink makes, one function for each. A function that returns has seen the promise kept."""

from __future__ import annotations

from collections.abc import Callable

from include.sinks.base import LoadOutcome
from tests.contract.sinks.kit import Kit

Promise = Callable[[Kit], None]
PROMISES: list[Promise] = []


def promise(function: Promise) -> Promise:
    PROMISES.append(function)
    return function


def counts(loaded: int = 0, rejected: int = 0, superseded: int = 0, skipped: int = 0) -> LoadOutcome:
    return LoadOutcome(loaded + rejected + superseded + skipped, loaded, rejected, superseded, skipped)
