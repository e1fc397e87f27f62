"""The one protocol of every sink."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, Protocol

from include.contract.model import Contract
from include.records import PlannedBatch, RunContext
from include.staging import StagedBatch


@dataclass(frozen=True)
class LoadOutcome:
    """`read == loaded + rejected + superseded + skipped`. `already` when an earlier try had committed the batch."""

    read: int
    loaded: int
    rejected: int
    superseded: int
    skipped: int
    already: bool = False

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


class Sink(Protocol):
    @property
    def name(self) -> str: ...

    def prepare(self, contract: Contract) -> None:
        """Bring the sink's table to what the contract declares. Only ever adds."""
        ...

    def position(self, contract: Contract, generation: int = 0) -> dict[int, int]:
        """The next offset the sink needs, by partition. A partition it never loaded is not in it."""
        ...

    def load(self, batch: PlannedBatch, contract: Contract, staged: StagedBatch, run: RunContext) -> LoadOutcome:
        """Commit rows, rejects, audit row and position together, or nothing at all.

        Raises LedgerGap when an earlier batch is missing, ServiceUnavailable when the sink is away, LoadMismatch when
        it took other rows than it was given.
        """
        ...
