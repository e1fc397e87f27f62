"""A few invented rows of the shape that was seen, for trying the contract. No value of a person is in them.

Only the lists of right values are taken over from the source: they say what a row is, not who.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from typing import Any

from include.contract.rules import varchar_width
from include.draft.fields import DraftField

ROWS = 20
START = 2_001
"""The year in which invented dates begin: far from most that are told of living students."""


def fixture(fields: Sequence[DraftField]) -> list[dict[str, Any]]:
    """Rows as they would stand in messages, by the names of the columns at the source."""
    return [{field.column: _value(field, number) for field in fields} for number in range(1, ROWS + 1)]


def as_lines(rows: Sequence[dict[str, Any]]) -> str:
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)


def _value(field: DraftField, number: int) -> Any:
    rule = next((rule for rule in field.rules if rule.values), None)
    if rule:
        return rule.values[number % len(rule.values)]
    if field.personal and field.kind.logical == "string":
        return _within(f"contoh {field.personal.what} {number}", number, field)
    match field.kind.logical:
        case "integer":
            return number
        case "number":
            return _number(field.kind.physical, number)
        case "boolean":
            return number % 2
        case "date":
            return f"{START}-01-{number:02d}"
        case "timestamp":
            return f"{START}-01-{number:02d}T00:00:00"
        case _:
            return _text(field, number)


def _number(physical: str, number: int) -> str:
    digits, decimals = (int(part) for part in re.findall(r"\d+", physical))
    return str(number % 10 ** max(digits - decimals, 1))


def _text(field: DraftField, number: int) -> str:
    """Digits of the length that a rule asks for, else the name of the field; another in every row."""
    shape = next(
        (
            re.search(r"\{(\d+)\}", rule.kwargs["regex"])
            for rule in field.rules
            if rule.kwargs and "regex" in rule.kwargs
        ),
        None,
    )
    if shape:
        return str(number).zfill(int(shape.group(1)))
    return _within(f"{field.name} {number}", number, field)


def _within(text: str, number: int, field: DraftField) -> str:
    """The text where the column takes it, else its number alone."""
    width = varchar_width(field.kind.physical) or len(text)
    return text if len(text) <= width else str(number)[-width:]
