"""Which column type holds every value of another one, so that a column may change by itself."""

from __future__ import annotations

import re

CHARACTERS = {"text": 16_383, "longtext": 2**30}
"""How many characters of four bytes fit."""
BYTES = {"int": 4, "bigint": 8}
SPELLED = {"boolean": "tinyint(1)", "tinyint(4)": "tinyint"}
VARCHAR, INTEGER = re.compile(r"varchar\((\d+)\)"), re.compile(r"(int|bigint)(?:\(\d+\))?")
DECIMAL = re.compile(r"decimal\((\d+),(\d+)\)")


def holds(kept: str, declared: str) -> bool:
    """Whether a column of the type `kept` holds every value of `declared` as it is. Servers spell one type in several ways."""
    family, sizes = _capacity(kept)
    other, needed = _capacity(declared)
    return family == other and all(size >= need for size, need in zip(sizes, needed, strict=True))


def _capacity(type_: str) -> tuple[str, tuple[int, ...]]:
    """A family of types, and how much fits into this one of it."""
    if text := VARCHAR.fullmatch(type_):
        return "characters", (int(text[1]),)
    if type_ in CHARACTERS:
        return "characters", (CHARACTERS[type_],)
    if whole := INTEGER.fullmatch(type_):
        return "integer", (BYTES[whole[1]],)
    if digits := DECIMAL.fullmatch(type_):
        return "decimal", (int(digits[1]) - int(digits[2]), int(digits[2]))
    return SPELLED.get(type_, type_), ()
