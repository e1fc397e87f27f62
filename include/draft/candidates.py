"""Rules that the values suggest, each with the figures that it rests on.

What the source itself enforces is an error when it is broken. What was only observed is a warning: whether it holds is a
question to people.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from include.draft.kinds import enum_values
from include.draft.personal import REFERENCE
from include.draft.text_kinds import Kind

FEW = 12
"""Values that a list of right values has at most."""
ENOUGH = 50
"""Rows below which nothing is concluded."""
OFTEN = 3


@dataclass(frozen=True)
class Candidate:
    """A rule of one field, `what` being what the contract says of it, with the `figures` in Indonesian."""

    id: str
    severity: str
    description: str
    figures: str
    values: tuple[Any, ...] = ()
    """Of a list of right values."""
    expectation: str = ""
    kwargs: dict[str, Any] | None = None


def candidates(name: str, label: str, kind: Kind, native: str, values: Sequence[Any]) -> Iterator[Candidate]:
    """Rules for a field that is neither personal nor a part of the key."""
    given = [value for value in values if value is not None and str(value).strip()]
    if native.lower().startswith("enum("):
        allowed = tuple(value for value in enum_values(native) if value.strip())
        yield _listed(label, allowed, "error", f"ENUM pada sumber; {_counted(given)}")
        return
    if len(given) < ENOUGH or REFERENCE.search(name):
        return
    if kind.logical in {"string", "integer"} and (found := _few(given)):
        yield _listed(label, tuple(found), "warning", _counted(given))
    elif kind.logical == "string" and (pattern := _pattern(given)):
        figures = f"{len(given)} dari {len(given)} nilai berbentuk {pattern}"
        text = f"{label} biasanya berbentuk {pattern}"
        expectation = "expect_column_values_to_match_regex"
        yield Candidate("bentuk", "warning", text, figures, expectation=expectation, kwargs={"regex": pattern})
    elif kind.logical in {"integer", "number"} and kind.unit is None:
        yield from _range(label, given)


def _listed(label: str, values: tuple[Any, ...], severity: str, figures: str) -> Candidate:
    text = f"{label} harus salah satu dari {', '.join(map(str, values))}"
    return Candidate("enum", severity, text, figures, values=values)


def _few(given: list[Any]) -> list[Any]:
    """The values, where they are few and each comes often: then they are a list, and say nothing of one person."""
    counts = Counter(value.strip() if isinstance(value, str) else value for value in given)
    is_list = 1 < len(counts) <= FEW and min(counts.values()) >= OFTEN and len(given) / len(counts) >= 10
    return sorted(counts, key=str) if is_list else []


def _counted(given: list[Any]) -> str:
    if not given:
        return "belum ada nilai"
    counts = Counter(str(value).strip() for value in given)
    often = sorted(counts.items(), key=lambda each: (-each[1], each[0]))[:FEW]
    return f"{len(given)} nilai: {', '.join(f'{value} {count}' for value, count in often)}"


def _pattern(given: list[Any]) -> str | None:
    """The shape of codes: digits, or capitals and digits, all of one length."""
    text = [str(value).strip() for value in given]
    lengths = {len(value) for value in text}
    if len(lengths) != 1 or not 2 <= len(text[0]) <= 40:
        return None
    for letters in ("[0-9]", "[A-Z0-9]", "[a-f0-9-]"):
        if all(re.fullmatch(f"{letters}+", value) for value in text):
            return f"^{letters}{{{len(text[0])}}}$"
    return None


def _range(label: str, given: list[Any]) -> Iterator[Candidate]:
    numbers = [
        float(str(value).replace(",", ".")) for value in given if re.fullmatch(r"-?\d+([.,]\d+)?", str(value).strip())
    ]
    if len(numbers) < len(given):
        return
    smallest, largest = min(numbers), max(numbers)
    if smallest >= 0:
        figures = f"{len(numbers)} nilai, dari {smallest:g} sampai {largest:g}"
        text, expectation = f"{label} biasanya tidak negatif", "expect_column_values_to_be_between"
        yield Candidate("rentang", "warning", text, figures, expectation=expectation, kwargs={"min_value": 0})
