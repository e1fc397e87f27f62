"""Going through a list of a web API until no row of it can have slipped by.

A row that is inserted or deleted before the place that was read to moves all rows behind it, so that one of them may
never be seen. A pass in which that may have happened, or in which a known row is missing, is followed by another; what
it finds beyond the passes before is given too.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from include.sources.comparison import TimedRow, same_key
from include.sources.http_pages import Page
from include.sources.http_table import HttpTable
from include.sources.keys import KnownKeys
from include.sources.values import MISSING
from include.sources.version import row_hash

MOST = 4
"""Passes through one list in one extract."""


class Passes:
    """Which keys stood in the list is noted in `keys`, complete once `rows` is exhausted."""

    def __init__(self, read_once: Callable[[], Iterator[Page]], table: HttpTable, keys: KnownKeys, place: str) -> None:
        self._read_once, self._table, self._keys, self._place = read_once, table, keys, place
        self.settled = False
        """False when rows went on moving to the last pass."""

    def rows(self, *, until_all_known: bool = False) -> Iterator[TimedRow]:
        """Every row once in each state that it was seen in. A second pass looks for known rows that are missing, if asked to."""
        for number in range(1, MOST + 1):
            certain, found = True, 0
            for page in self._read_once():
                certain = certain and page.certain
                for row in self._new(page):
                    found += 1
                    yield row
            if number == 1:
                self.settled = certain and not (until_all_known and self._keys.any_unseen())
            else:
                self.settled = certain or not found
            if self.settled:
                return

    def _new(self, page: Page) -> Iterator[TimedRow]:
        """The rows of a page that were not seen in this state yet."""
        here: dict[str, str] = {}
        for item in page.items:
            row = self._table.row(item)
            key, hash_ = self._table.key(row), row_hash(row)
            if here.setdefault(key, hash_) != hash_ and MISSING not in key.split("|"):
                raise same_key(self._place, self._table.key_columns)
            if self._keys.see([key], hash_):
                yield key, row, self._table.changed(row)
