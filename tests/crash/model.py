"""The plain model of the state machine: which messages each sink has taken in, under which versions of the contract."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass, field

from crash.dataset import SINKS
from crash.fold import Logged, Place, Row, every_message, newest_of_keys

Taken = dict[Place, set[int]]


@dataclass
class Model:
    """`minor` and `partitions` are what the contract says now."""

    minor: int = 0
    partitions: int = 1
    planned: dict[Place, int] = field(default_factory=dict)
    """The contract that a message was planned with by the live pipeline."""
    taken: dict[str, Taken] = field(default_factory=lambda: {sink: defaultdict(set) for sink in SINKS})

    def plan(self, log: Mapping[Place, Logged]) -> None:
        """What was not planned yet is planned with today's contract."""
        for place in log:
            self.planned.setdefault(place, self.minor)

    def load(self) -> None:
        """Every sink takes what it has not passed yet."""
        for taken in self.taken.values():
            for place, minor in self.planned.items():
                if place not in taken:
                    taken[place].add(minor)

    def replay(self, log: Mapping[Place, Logged]) -> None:
        """Every sink takes everything once more, by today's contract."""
        for taken in self.taken.values():
            for place in log:
                taken[place].add(self.minor)

    def backup(self) -> tuple[dict[Place, int], Taken]:
        return deepcopy((self.planned, self.taken["warehouse"]))

    def restore(self, backup: tuple[dict[Place, int], Taken]) -> None:
        """The warehouse, and with it the plans, are as they were. The other sinks go on from where they are."""
        self.planned, self.taken["warehouse"] = deepcopy(backup)

    def expected(self, sink: str, log: Mapping[Place, Logged]) -> Counter[Row]:
        contracts = {place: frozenset(minors) for place, minors in self.taken[sink].items()}
        fold = every_message if sink == "lakehouse" else newest_of_keys
        return fold(log.values(), contracts)
