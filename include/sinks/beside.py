"""A new table beside the one that people read, which it takes the place of, in one step, once it has caught up."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol


class Beside(Protocol):
    """The new table of one rebuild. Every method may be killed and called again."""

    def prepare(self) -> bool:
        """Make the new table, empty, unless it is there. False when it has taken its place already."""
        ...

    def take_place(self) -> bool:
        """Let the new table be the one that people read. False, and nothing is done, when the old one has loaded further.

        A reader sees the old rows or the new ones, never a part of them, and nothing that is loaded meanwhile is lost.
        """
        ...

    def clean_up(self) -> None:
        """Remove what was beside: the new table's first home, or the old table."""
        ...


def has_caught_up(new: Mapping[int, int], live: Mapping[int, int], starts: Mapping[int, int]) -> bool:
    """Whether the new table has all that the live one has loaded. Both are next offsets by partition.

    `starts` are the offsets that the rebuild began at. What is before them is not in Kafka any more.
    """
    return all(max(new.get(partition, 0), starts.get(partition, 0)) >= end for partition, end in live.items())
