"""Lists in memory, asked for page by page as an API would be."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from include.errors import FinalError
from include.sources.http_client import NotThere
from include.sources.http_pages import (
    Answer,
    Ask,
    CursorPages,
    Item,
    NumberedPages,
    OffsetPages,
    OneAnswer,
    Pager,
    part,
)

OFFSET = OffsetPages("offset", "limit", 2)
NUMBERED = NumberedPages("page", "size", 2, first=1)
CURSOR = CursorPages("cursor", "limit", 2, "meta.next")


def rows(text: str) -> list[Item]:
    return [{"id": letter} for letter in text]


def key(item: Item) -> str:
    return str(item["id"])


def by_offset(text: str, most: int = 100) -> Ask:
    """`most` is what the API gives at once, whatever it is asked for."""
    return lambda asked: Answer(rows(text)[asked["offset"] :][: min(asked["limit"], most)], None)


def by_page(text: str) -> Ask:
    return lambda asked: Answer(rows(text)[(asked["page"] - 1) * asked["size"] :][: asked["size"]], None)


def read(pager: Pager, ask: Ask) -> list[tuple[str, bool]]:
    """Each page's rows, and whether it is certain."""
    return [("".join(map(key, page.items)), page.certain) for page in pager.pages(ask, key)]


def changing(before: str, after: str) -> Callable[[dict[str, Any]], Answer]:
    """An API whose list is another one from the second request on."""
    state = iter([before])
    return lambda asked: by_offset(next(state, after))(asked)


def test_everything_at_once_is_one_page() -> None:
    assert read(OneAnswer(), lambda asked: Answer(rows("abc"), None)) == [("abc", True)]


def test_an_offset_page_begins_with_the_last_row_of_the_one_before() -> None:
    assert read(OFFSET, by_offset("abcde")) == [("ab", True), ("cd", True), ("e", True), ("", True)]


def test_an_api_that_gives_fewer_rows_than_it_was_asked_for_is_read_to_its_end() -> None:
    assert [page for page, _ in read(OffsetPages("offset", "limit", 50), by_offset("abcdefg", most=3))] == [
        "abc", "de", "fg", "",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("before", "after"),
    [("abcdef", "bcdef"), ("abcdef", "xabcdef"), ("abcdef", "fabcde")],
    ids=["deleted", "inserted", "moved"],
)
def test_rows_that_moved_make_the_next_page_uncertain(before: str, after: str) -> None:
    assert [certain for _, certain in read(OFFSET, changing(before, after))][:2] == [True, False]


def test_a_list_that_became_empty_is_uncertain_and_ends() -> None:
    assert read(OFFSET, changing("abc", "")) == [("ab", True), ("", False)]


def test_numbered_pages_are_uncertain_after_the_first() -> None:
    assert read(NUMBERED, by_page("abc")) == [("ab", True), ("c", False), ("", True)]


def test_a_single_numbered_page_is_certain() -> None:
    assert read(NUMBERED, by_page("a")) == [("a", True), ("", True)]


def test_numbered_pages_may_end_with_an_address_that_is_not_there() -> None:
    def ask(asked: dict[str, Any]) -> Answer:
        if asked["page"] > 1:
            raise NotThere("404")
        return by_page("ab")(asked)

    assert read(NUMBERED, ask) == [("ab", True)]


def test_numbered_pages_may_end_by_giving_the_last_one_again() -> None:
    assert read(NUMBERED, lambda asked: by_page("abc")({**asked, "page": min(asked["page"], 2)})) == [
        ("ab", True), ("c", False),
    ]  # fmt: skip


@pytest.mark.parametrize(("pager", "name"), [(OFFSET, "offset"), (NUMBERED, "page")])
def test_an_api_that_does_not_know_the_parameter_is_refused(pager: Pager, name: str) -> None:
    with pytest.raises(FinalError, match=f"does not know the parameter '{name}'.*Compare `pages` in the contract"):
        read(pager, lambda asked: Answer(rows("ab"), None))


def by_cursor(pages: dict[str | None, tuple[str, Any]]) -> Ask:
    def ask(asked: dict[str, Any]) -> Answer:
        text, following = pages[asked.get("cursor")]
        return Answer(rows(text), {"meta": {"next": following}})

    return ask


def test_a_cursor_is_followed_until_there_is_none() -> None:
    assert read(CURSOR, by_cursor({None: ("ab", "k2"), "k2": ("c", None)})) == [("ab", True), ("c", True)]


def test_of_a_link_only_the_cursor_is_taken() -> None:
    link = "https://elsewhere.example/v1/dosen?limit=2&cursor=k2"
    assert read(CURSOR, by_cursor({None: ("ab", link), "k2": ("c", "")})) == [("ab", True), ("c", True)]


def test_a_cursor_that_comes_again_is_refused() -> None:
    with pytest.raises(FinalError, match="the same page again"):
        read(CURSOR, by_cursor({None: ("ab", "k2"), "k2": ("cd", "k2")}))


def test_what_stands_at_a_path() -> None:
    assert part({"a": {"b": 1}}, "a.b") == 1
    assert part({"a": [1]}, "a.b") is None
