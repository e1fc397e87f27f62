"""The one protocol of every sink."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, Protocol

import pyarrow as pa

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


@dataclass(frozen=True)
class Written:
    """What became of the accepted rows of a batch."""

    loaded: int
    superseded: int
    skipped: int


@dataclass(frozen=True)
class Rewriting:
    """What a load would make of rows that are there by an older contract: how many there are, and how many change by column."""

    rows: int
    changed: dict[str, int]


@dataclass(frozen=True)
class Difference:
    """Offsets of one partition that a sink does not have as it should."""

    lacking: tuple[int, ...] = ()
    twice: tuple[int, ...] = ()


class Sink(Protocol):
    @property
    def name(self) -> str: ...

    def prepare(self, contract: Contract) -> None:
        """Bring the sink's table to what the contract declares. Only ever adds."""
        ...

    def position(self, contract: Contract, generation: int = 0) -> dict[int, int]:
        """The next offset the sink needs, by partition. A partition it never loaded is not in it."""
        ...

    def committed(self, batch: PlannedBatch) -> LoadOutcome | None:
        """What the sink committed of a batch; None while it still needs the batch."""
        ...

    def load(self, batch: PlannedBatch, contract: Contract, staged: StagedBatch, run: RunContext) -> LoadOutcome:
        """Commit rows, rejects, audit row and position together, or nothing at all.

        The newest message of a key is the one with the greatest `_version`, of equal versions the one with the greatest
        (`_partition`, `_offset`); the key's row is what that message said. A message that is loaded again, in another
        generation, says by a newer contract (`_contract`) what it says now: its row is rewritten, in a table that keeps every
        version or event too. `loaded` counts new rows, newer versions and rewritten rows, `skipped` events that are there
        already, `superseded` older versions. A sink that keeps every message, and leaves it to a query which ones count, has
        loaded all that were accepted but those that it has by this very contract. A batch that is committed already is not loaded
        again: the outcome is what was committed then. Raises LedgerGap when an earlier batch is missing,
        ServiceUnavailable when the sink is away, LoadMismatch when it took other rows than it was given.
        """
        ...

    def difference(self, contract: Contract, rows: pa.Table) -> Difference:
        """Compare accepted rows of one partition, which were loaded, with the table. Changes nothing.

        A row is lacking when the table has neither this message by this contract, nor by a newer one, nor what stands in
        its place: a newer message of the key where one row is kept per key, an earlier message of the event where one is
        kept per event.
        """
        ...
