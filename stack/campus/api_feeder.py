"""The web service of PDDikti Neo Feeder, as far as reading goes: tokens, functions, filter, order, limit and offset."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable
from typing import Any

from stack.campus.api_data import Account, Item, Lists, Tokens

CONDITION = re.compile(r"\(?(\w+) *(>=|<=|=|<|>) *'([^']*)'\)?")
COMPARE: dict[str, Callable[[Any, Any], bool]] = {
    ">=": operator.ge, "<=": operator.le, "=": operator.eq, "<": operator.lt, ">": operator.gt,
}  # fmt: skip


class FeederError(Exception):
    def __init__(self, code: int, description: str) -> None:
        super().__init__(description)
        self.code, self.description = code, description


class Feeder:
    def __init__(self, lists: Lists, account: Account, tokens: Tokens) -> None:
        self._lists, self._account, self._tokens = lists, account, tokens

    def answer(self, asked: Item) -> Item:
        try:
            return envelope(0, "", self._call(asked))
        except FeederError as error:
            return envelope(error.code, error.description, None)

    def _call(self, asked: Item) -> Any:
        if asked.get("act") == "GetToken":
            if (asked.get("username"), asked.get("password")) != (self._account.user, self._account.password):
                raise FeederError(12, "Username/password salah")
            return {"token": self._tokens.new()}
        if asked.get("token") not in self._tokens:
            raise FeederError(100, "Invalid Token. Token tidak ada atau token sudah expired.")
        items = self._lists.copy(str(asked.get("act")))
        if items is None:
            raise FeederError(13, f"Fungsi {asked.get('act')} tidak dikenal")
        items = _ordered(_filtered(items, asked.get("filter") or ""), asked.get("order") or "")
        limit, offset = asked.get("limit", len(items)), asked.get("offset", 0)
        if not isinstance(limit, int) or not isinstance(offset, int) or offset < 0:
            raise FeederError(108, "Parameter limit atau offset salah")
        return items[offset : offset + limit]


def envelope(code: int, description: str, data: Any) -> Item:
    return {"error_code": code, "error_desc": description, "data": data}


def _filtered(items: list[Item], filter_: str) -> list[Item]:
    for text in filter(None, filter_.split(" AND ")):
        condition = CONDITION.fullmatch(text)
        if condition is None:
            raise FeederError(103, "Kesalahan pada SQL")
        column, sign, value = condition.groups()
        _require(items, column)
        items = [item for item in items if item[column] is not None and COMPARE[sign](str(item[column]), value)]
    return items


def _ordered(items: list[Item], order: str) -> list[Item]:
    columns = [column.strip() for column in order.split(",") if column.strip()]
    for column in columns:
        _require(items, column)
    return sorted(items, key=lambda item: [str(item[column]) for column in columns])


def _require(items: list[Item], column: str) -> None:
    if items and column not in items[0]:
        raise FeederError(109, f"Kolom {column} tidak ada")
