"""The campus's own REST API, in every way of paging, and SISTER."""

from __future__ import annotations

from typing import Any

from stack.campus.api_data import Account, Item, Lists, Tokens

MOST = 1_000
"""Rows in one answer, whatever was asked for."""


def rest_answer(lists: Lists, name: str, asked: dict[str, str]) -> Any | None:
    """`{data, total, next}` for a list, by offset, page or cursor; None when there is no such list."""
    items = lists.copy(name)
    if items is None:
        return None
    since, until = asked.get("since", ""), asked.get("until", "9")
    if "since" in asked or "until" in asked:
        items = [item for item in items if since <= str(item.get("updated_at") or "") < until]
    size = min(int(asked.get("limit", MOST)), MOST)
    start = int(asked.get("offset", asked.get("cursor", 0)))
    if "page" in asked:
        start = (int(asked["page"]) - 1) * size
    end = start + size
    return {"data": items[start:end], "total": len(items), "next": str(end) if end < len(items) else None}


class Sister:
    def __init__(self, lists: Lists, account: Account, tokens: Tokens) -> None:
        self._lists, self._account, self._tokens = lists, account, tokens

    def authorize(self, asked: Item) -> Item | None:
        """A token, or None for a wrong account."""
        given = (asked.get("username"), asked.get("password"), asked.get("id_pengguna"))
        if given != (self._account.user, self._account.password, self._account.id):
            return None
        return {"token": self._tokens.new()}

    def admits(self, authorization: str) -> bool:
        return authorization.removeprefix("Bearer ") in self._tokens

    def answer(self, path: str, asked: dict[str, str]) -> list[Item] | None:
        """The list, of one lecturer where `id_sdm` says so; None when there is no such list."""
        items = self._lists.copy(path)
        lecturer = asked.get("id_sdm")
        return items if items is None or lecturer is None else [item for item in items if item["id_sdm"] == lecturer]
