"""Which type a column has in a contract: by its type at the source, and where that says little, by its values."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import pandas as pd

from include.draft.text_kinds import IDR, MONEY, Kind, kind_of_text, varchar
from include.transform.text import trimmed

WHOLE = {
    "tinyint": "int",
    "smallint": "int",
    "mediumint": "int",
    "int": "int",
    "integer": "int",
    "bigint": "bigint",
    "year": "int",
}
TEXTS = {
    "tinytext": "varchar(255)",
    "text": "text",
    "mediumtext": "longtext",
    "longtext": "longtext",
    "json": "longtext",
}
FRACTIONS = ("float", "double", "real")
MOST_DIGITS = 38


def kind_of(name: str, native: str, values: Sequence[Any]) -> Kind | None:
    """`name` is as the contract has it. None for a column whose values no contract can declare."""
    if not native:
        return _of_json(name, values)
    word, *numbers = re.findall(r"[a-z]+|\d+", native.lower())
    seen = {str(value) for value in values if value is not None}
    match word:
        case "tinyint" if numbers[:1] == ["1"] and seen <= {"0", "1"}:
            return Kind("boolean", "boolean")
        case "bit":
            return Kind("boolean", "boolean") if numbers[:1] == ["1"] else Kind("integer", "bigint")
        case "bigint" if "unsigned" in native.lower():
            return Kind("number", "decimal(20,0)", _money(name))
        case _ if word in WHOLE:
            wide = word == "bigint" or (word.startswith("int") and "unsigned" in native.lower())
            return Kind("integer", "bigint" if wide else WHOLE[word], _money(name))
        case "decimal" | "numeric":
            digits, decimals = [*map(int, (n for n in numbers if n.isdigit())), 10, 0][:2]
            return Kind("number", f"decimal({min(digits, MOST_DIGITS)},{min(decimals, 30)})", _money(name))
        case _ if word in FRACTIONS:
            return _of_fractions(name, values)
        case "date":
            return Kind("date", "date")
        case "datetime" | "timestamp":
            return Kind("timestamp", "datetime(6)")
        case "time":
            return Kind("string", "varchar(17)")
        case "enum":
            return Kind("string", varchar(max(map(len, enum_values(native)))))
        case "set":
            return Kind("string", varchar(len(",".join(enum_values(native)))))
        case "char" | "varchar":
            return _of_text(name, values, f"varchar({max(int(numbers[0]), 1)})")
        case _ if word in TEXTS:
            return Kind("string", TEXTS[word])
        case _:
            return None


def enum_values(native: str) -> list[str]:
    """The values that an ENUM or SET lists."""
    return [value.replace("''", "'") for value in re.findall(r"'((?:[^']|'')*)'", native)]


def _of_text(name: str, values: Sequence[Any], column: str | None) -> Kind:
    return kind_of_text(name, trimmed(list(values), pd.RangeIndex(len(values))), column)


def _of_json(name: str, values: Sequence[Any]) -> Kind | None:
    """Of a source whose only types are those of its values."""
    types = {type(value) for value in values if value is not None}
    if types <= {str}:
        return _of_text(name, values, None)
    if types == {bool}:
        return Kind("boolean", "boolean")
    if types == {int}:
        return Kind("integer", "bigint", _money(name))
    if types <= {int, Decimal}:
        return _of_fractions(name, values)
    if types <= {int, Decimal, str}:
        kind = _of_text(name, values, None)
        # Only a number may come as a number and as text.
        return kind if kind.logical in {"integer", "number"} else None
    return None


def _of_fractions(name: str, values: Sequence[Any]) -> Kind:
    scales = [-exponent for value in values if value is not None and (exponent := _exponent(value)) < 0]
    scale = min(max([*scales, 2]), 10)
    doubt = f"pecahan: dibaca dengan paling banyak {scale} angka di belakang koma; nilai yang lebih rinci dikarantina"
    return Kind("number", f"decimal({18 if scale == 2 else 30},{scale})", _money(name), doubt)


def _exponent(value: Any) -> int:
    exponent = Decimal(str(value)).as_tuple().exponent
    return exponent if isinstance(exponent, int) else 0


def _money(name: str) -> str | None:
    return IDR if MONEY.search(name) else None
