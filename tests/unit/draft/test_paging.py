"""How an API divides its rows into pages is told by the names beside them."""

from __future__ import annotations

from typing import Any

import pytest

from include.draft.paging import paging_of, rows_place

ROWS = [{"id": 1}, {"id": 2}]


@pytest.mark.parametrize(
    ("answer", "place"),
    [
        (ROWS, ""),
        ({"data": ROWS}, "data"),
        ({"result": {"items": ROWS, "tags": [{"a": 1}]}}, "result.items"),
        ({"data": {"id": 1}}, None),
        ({"data": []}, None),
        ([1, 2], None),
    ],
)
def test_where_the_rows_stand(answer: Any, place: str | None) -> None:
    assert rows_place(answer) == place


@pytest.mark.parametrize(
    ("beside", "kind", "rest"),
    [
        ({"meta": {"current_page": 1, "per_page": 15}}, "page", {"sizeParameter": "per_page"}),
        ({"links": {"next": "https://x/dosen?page=2"}}, "page", {}),
        (
            {"links": {"next": "https://x/dosen?after=abc&limit=5"}},
            "cursor",
            {"nextAt": "links.next", "parameter": "after"},
        ),
        ({"next_cursor": "abc"}, "cursor", {"nextAt": "next_cursor", "parameter": "cursor"}),
        ({"total": 900, "limit": 20}, "offset", {}),
    ],
)
def test_the_way_of_paging(beside: dict[str, Any], kind: str, rest: dict[str, str]) -> None:
    found = paging_of({"data": ROWS, **beside}, "data")
    assert found is not None
    assert found["kind"] == kind
    assert {name: found[name] for name in rest} == rest


def test_an_answer_that_says_nothing_of_pages() -> None:
    assert paging_of({"data": ROWS, "status": "ok"}, "data") is None
    assert paging_of(ROWS, "") is None
