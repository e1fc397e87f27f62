"""What happened on a played day."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from stack.campus.model import Campus, Key, Row

Wanted = Callable[[Key, Row], bool]


@dataclass(frozen=True)
class Event:
    """What happened to the row of a key. `kind` is insert, update or delete; `what` says why, in Indonesian."""

    dataset: str
    kind: str
    row: Key
    what: str

    @property
    def key(self) -> str:
        return "|".join(str(part) for part in self.row)

    def __str__(self) -> str:
        return "  ".join(self.as_dict().values())

    def as_dict(self) -> dict[str, str]:
        return {"dataset": self.dataset, "kind": self.kind, "key": self.key, "what": self.what}


def pick(campus: Campus, rng: Random, table: str, count: int, wanted: Wanted = lambda key, row: True) -> list[Key]:
    """Some of the usable rows that are wanted."""
    keys = [key for key, row in campus.table(table).items() if row.spoilt is None and wanted(key, row)]
    return rng.sample(sorted(keys), min(count, len(keys)))
