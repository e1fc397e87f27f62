"""Cleaning of one column by its logical type: what was sent in, typed values out, with a mask of what was not understood.

Everything is done on whole columns, and no row has a say in another's value. A value that is missing stays missing; it is
never turned into zero or empty text. The word NULL is text like any other.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd

from include.contract.model import Field, LogicalType
from include.transform.dates import dates, timestamps
from include.transform.numbers import decimals, integers
from include.transform.schema import arrow_type
from include.transform.text import trimmed

RULES = {
    LogicalType.STRING: "text",
    LogicalType.DATE: "date",
    LogicalType.TIMESTAMP: "timestamp",
    LogicalType.INTEGER: "number",
    LogicalType.DECIMAL: "number",
    LogicalType.BOOLEAN: "type",
}
EXPECTED = {
    LogicalType.STRING: "teks tanpa karakter NUL",
    LogicalType.DATE: "tanggal yang ada, YYYY-MM-DD atau DD-MM-YYYY",
    LogicalType.TIMESTAMP: "waktu yang ada, YYYY-MM-DD HH:MM:SS",
    LogicalType.INTEGER: "bilangan bulat yang muat dalam kolomnya",
    LogicalType.BOOLEAN: "ya atau tidak",
}
BOOLEANS = {"1": True, "true": True, "ya": True, "y": True, "0": False, "false": False, "tidak": False, "n": False}
"""`t` is in neither: it is `tidak` in an Indonesian form and `true` in a database dump."""


@dataclass(frozen=True)
class Cleaned:
    """`values` has the field's Arrow type; `bad` marks rows whose value was not understood (missing in `values`)."""

    values: pd.Series
    bad: pd.Series
    text: pd.Series
    """What stood there, trimmed: for the reason of a reject."""


def clean(raw: list[Any], field: Field, index: pd.Index) -> Cleaned:
    text = trimmed(raw, index)
    match field.logical_type:
        case LogicalType.INTEGER:
            values = integers(text, field)
        case LogicalType.DECIMAL:
            as_text = pd.Series([isinstance(value, str) for value in raw], index=index, dtype=bool)
            values = decimals(text, field, as_text)
        case LogicalType.DATE:
            values = dates(text)
        case LogicalType.TIMESTAMP:
            values = timestamps(text)
        case LogicalType.BOOLEAN:
            values = text.str.lower().map(BOOLEANS).astype("boolean")
        case LogicalType.STRING:
            values = text.mask(text.str.contains("\0", regex=False, na=False), None)
    typed = values.astype(pd.ArrowDtype(arrow_type(field)))
    return Cleaned(typed, text.notna() & typed.isna(), text)


def reason(field: Field, text: str) -> str:
    """Why a value was refused. A personal value is not repeated."""
    expected = EXPECTED.get(field.logical_type) or (
        f"angka yang jelas artinya, paling banyak {(field.precision or 0) - (field.scale or 0)} angka di depan dan "
        f"{field.scale} di belakang koma"
    )
    return f"{field.name}: {shown(field, text) or 'nilai (disembunyikan)'} bukan {expected}"


def shown(field: Field, value: Any) -> str:
    """A value as a reason may quote it: its first letters, or nothing where the field is personal."""
    if hides(field):
        return ""
    return "'" + "".join(letter if letter.isprintable() else "�" for letter in str(value)[:40]) + "'"


def hides(field: Field) -> bool:
    return field.classification == "personal" or field.protect is not None
