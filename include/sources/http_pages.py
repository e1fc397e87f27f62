"""Asking for a long list page by page, and noticing when rows move from one page to another meanwhile."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Protocol
from urllib.parse import parse_qs, urlsplit

from include.errors import FinalError
from include.sources.http_client import NotThere

Item = dict[str, Any]
"""A row as the API gives it."""
ItemKey = Callable[[Item], str]


@dataclass(frozen=True)
class Answer:
    items: list[Item]
    whole: Any
    """The JSON that the items stand in."""


Ask = Callable[[dict[str, Any]], Answer]
"""Asks the API for what these parameters name."""


@dataclass(frozen=True)
class Page:
    """`certain` is False where a row may have slipped by on the border to the page before."""

    items: list[Item]
    certain: bool = True


class Pager(Protocol):
    def pages(self, ask: Ask, key: ItemKey) -> Iterator[Page]:
        """The whole list once. It ends with the first empty page, because an API may give fewer rows than it was asked for."""
        ...


@dataclass(frozen=True)
class OneAnswer:
    """An API that gives the whole list at once."""

    def pages(self, ask: Ask, key: ItemKey) -> Iterator[Page]:
        yield Page(ask({}).items)


@dataclass(frozen=True)
class OffsetPages:
    """Each page but the first begins with the last row of the one before: if another stands there, rows have moved."""

    parameter: str
    size_parameter: str
    size: int

    def pages(self, ask: Ask, key: ItemKey) -> Iterator[Page]:
        first = items = ask({self.parameter: 0, self.size_parameter: self.size}).items
        yield Page(items)
        offset = len(items)
        while items:
            before, last = items, key(items[-1])
            items = ask({self.parameter: offset - 1, self.size_parameter: self.size + 1}).items
            again = items == before and len(items) > 1
            if again and items[0] == first[0]:
                raise _ignores(self.parameter)
            certain = bool(items) and key(items[0]) == last
            yield Page(items[1:] if certain else items, certain)
            if again or (certain and len(items) == 1):
                return
            offset += len(items) - 1


@dataclass(frozen=True)
class NumberedPages:
    """Page 1, 2, 3... Nothing shows whether rows move between them, so only the first page is certain."""

    parameter: str
    size_parameter: str
    size: int
    first: int

    def pages(self, ask: Ask, key: ItemKey) -> Iterator[Page]:
        number, items = self.first, ask({self.parameter: self.first, self.size_parameter: self.size}).items
        yield Page(items)
        while items:
            number, before = number + 1, items
            try:
                items = ask({self.parameter: number, self.size_parameter: self.size}).items
            except NotThere:
                return
            if items == before:
                if len(items) < self.size:
                    return
                raise _ignores(self.parameter)
            yield Page(items, certain=not items)


@dataclass(frozen=True)
class CursorPages:
    """The answer says where the next page begins, by a cursor or by a link that holds one."""

    parameter: str
    size_parameter: str
    size: int
    next_at: str

    def pages(self, ask: Ask, key: ItemKey) -> Iterator[Page]:
        answer = ask({self.size_parameter: self.size})
        yield Page(answer.items)
        seen = set()
        while cursor := self._next(answer.whole):
            if cursor in seen:
                raise _ignores(self.parameter)
            seen.add(cursor)
            answer = ask({self.parameter: cursor, self.size_parameter: self.size})
            yield Page(answer.items)

    def _next(self, whole: Any) -> str | None:
        value = part(whole, self.next_at)
        if value in (None, "", False):
            return None
        given = parse_qs(urlsplit(str(value)).query).get(self.parameter)
        return given[0] if given else str(value)


def part(whole: Any, path: str) -> Any:
    """What stands in a JSON value at `a.b.c`, or None when there is nothing."""
    for step in path.split("."):
        if not isinstance(whole, dict):
            return None
        whole = whole.get(step)
    return whole


def _ignores(parameter: str) -> FinalError:
    return FinalError(
        f"the API gives the same page again: it does not know the parameter {parameter!r}. Compare `pages` in the contract with "
        f"the API's own documentation, or leave it out where the API gives everything at once."
    )
