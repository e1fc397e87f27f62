"""Ids that are missing in a row of growing ids, and since when."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True)
class Gap:
    """The ids from `first` to `last`, both missing, as was seen first at `since`."""

    first: int
    last: int
    since: datetime

    def __str__(self) -> str:
        return str(self.first) if self.first == self.last else f"{self.first} to {self.last}"

    def as_json(self) -> list[Any]:
        return [self.first, self.last, self.since.isoformat()]


@dataclass
class Gaps:
    gaps: list[Gap]

    @classmethod
    def of(cls, stored: Iterable[list[Any]]) -> Gaps:
        return cls([Gap(first, last, datetime.fromisoformat(since)) for first, last, since in stored])

    def seen(self, before: int, id_: int, now: datetime) -> None:
        """The next id after `before` that is there is `id_`."""
        self._add(before + 1, id_ - 1, now)

    def filled(self, gap: Gap, rows: Iterable[dict[str, Any]]) -> Iterator[dict[str, Any]]:
        """Gives the rows that have come into a gap, in the order of their ids, and keeps what is left of it."""
        before = gap.first - 1
        for row in rows:
            self.seen(before, row["id"], gap.since)
            before = row["id"]
            yield row
        self._add(before + 1, gap.last, gap.since)

    def younger_than(self, moment: datetime) -> tuple[list[Gap], list[Gap]]:
        """The gaps seen first after a moment, and the others."""
        young = [gap for gap in self.gaps if gap.since > moment]
        return young, [gap for gap in self.gaps if gap.since <= moment]

    def _add(self, first: int, last: int, since: datetime) -> None:
        if first <= last:
            self.gaps.append(Gap(first, last, since))
