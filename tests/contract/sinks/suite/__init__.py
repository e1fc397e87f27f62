"""The suite that every sink passes."""

from __future__ import annotations

from tests.contract.sinks.suite import comparison, fence, replay, rows, trail, values
from tests.contract.sinks.suite.promise import PROMISES, Promise

__all__ = ["PROMISES", "Promise", "comparison", "fence", "replay", "rows", "trail", "values"]
