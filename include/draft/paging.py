"""Where the rows stand in the answer of a web API, and how it divides them into pages, told by the names beside them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

Paging = dict[str, Any]
"""The `pages` of a contract."""

DEEP = 3
NUMBERED = {"current_page", "page", "page_number", "currentPage"}
CURSORS = {"next_cursor", "nextCursor", "next", "next_page_token", "cursor", "next_link", "next_page_url"}
TOTALS = {"total", "offset", "total_count", "count", "totalData"}
SIZES = ("per_page", "page_size", "pageSize", "limit", "size")
PER_ANSWER = 100


def rows_place(whole: Any) -> str | None:
    """The path of the longest list of objects; empty where the answer is the list, None where there is none."""
    found = [(len(value), path) for path, value in _parts(whole) if _is_list_of_rows(value)]
    return max(found, key=lambda each: each[0])[1] if found else None


def paging_of(whole: Any, rows_at: str) -> Paging | None:
    """How to ask for the other pages, or None where the answer does not show it."""
    if not rows_at:
        return None
    beside = {path: value for path, value in _parts(whole) if not isinstance(value, (dict, list))}
    by_name = {path.rpartition(".")[2]: (path, value) for path, value in beside.items()}
    size_parameter = next((name for name in SIZES if name in by_name), None)
    if NUMBERED & by_name.keys() and size_parameter != "offset":
        return {"kind": "page", "sizeParameter": size_parameter or "per_page", "size": PER_ANSWER}
    for name in CURSORS & by_name.keys():
        path, value = by_name[name]
        if value is None or isinstance(value, str):
            return _by_cursor(path, value)
    if TOTALS & by_name.keys():
        return {"kind": "offset", "size": PER_ANSWER}
    return None


def _by_cursor(path: str, value: str | None) -> Paging:
    """By the cursor, or by the parameter of the link that differs from page to page."""
    asked = parse_qs(urlsplit(value or "").query)
    if "page" in asked:
        return {"kind": "page", "size": PER_ANSWER}
    parameter = next((name for name in ("cursor", "after", "offset", "start") if name in asked), "cursor")
    return {"kind": "cursor", "nextAt": path, "parameter": parameter, "size": PER_ANSWER}


def _parts(value: Any, path: str = "", depth: int = 0) -> Iterator[tuple[str, Any]]:
    yield path, value
    if isinstance(value, dict) and depth < DEEP:
        for name, part in value.items():
            yield from _parts(part, f"{path}.{name}" if path else str(name), depth + 1)


def _is_list_of_rows(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(row, dict) for row in value)
