"""The comparison: what each sink holds against the fold of the log, and the trail against both."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from crash.fold import Contracts, Log, Row, events, every_message, newest_of_keys
from crash.stores import Places
from crash.trail import Trail, faults

SHOWN = 5


@dataclass(frozen=True)
class Verdict:
    """`lost` rows should be in a sink and are not, `doubled` ones are in a sink and should not be."""

    messages: int
    lost: int
    doubled: int
    faults: tuple[str, ...]
    """What is wrong, a sentence each; of many alike the first few."""

    @property
    def is_right(self) -> bool:
        return not (self.lost or self.doubled or self.faults)


@dataclass(frozen=True)
class Oracle:
    """Of one dataset. `mode` is how the warehouse and the OLAP store keep it; the lakehouse keeps every message."""

    log: Log
    places: Places
    dataset: str
    sinks: tuple[str, ...]
    mode: str = "upsert"

    def judge(self) -> Verdict:
        """Compare. Nothing may be planned, loaded or sent meanwhile, and all that was sent must be loaded."""
        self.log.read_on()
        trail = Trail.read(self.places, self.dataset)
        contracts = trail.contracts()
        lost, doubled = Counter[str](), Counter[str]()
        found: list[str] = []
        for sink in self.sinks:
            expected, holds = self._expected(sink, contracts), self._holds(sink)
            if self.mode == "history" and sink != "lakehouse":
                expected = _chosen(events(self.log.messages.values(), contracts), holds)
            missing, extra = expected - holds, holds - expected
            lost[sink], doubled[sink] = missing.total(), extra.total()
            found += [f"{sink} lacks {row}" for row in list(missing)[:SHOWN]]
            found += [f"{sink} should not have {row}" for row in list(extra)[:SHOWN]]
        found += faults(trail, self.log, self.places, self.sinks)
        return Verdict(len(self.log.messages), lost.total(), doubled.total(), tuple(found))

    def _expected(self, sink: str, contracts: Contracts) -> Counter[Row]:
        fold = every_message if sink == "lakehouse" else newest_of_keys
        return fold(self.log.messages.values(), contracts)

    def _holds(self, sink: str) -> Counter[Row]:
        readers: Mapping[str, Callable[[str], Counter[Row]]] = {
            "warehouse": self.places.warehouse,
            "lakehouse": self.places.lakehouse,
            "olap": self.places.olap,
        }
        return readers[sink](self.dataset)


def _chosen(possible: Mapping[tuple[str, str], set[Row]], holds: Counter[Row]) -> Counter[Row]:
    """One row of each event: the one that is there, when it is one of those that may be."""
    chosen = {event: min(rows, key=lambda row: row.age) for event, rows in possible.items()}
    for row in holds:
        if row in possible.get((row.kode, row.event), ()):
            chosen[row.kode, row.event] = row
    return Counter(chosen.values())
