"""Raw values of a column as text."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pandas as pd

TEXT = {str, type(None)}
EXPONENT = 60
"""No column holds a number of more digits than this."""


def trimmed(raw: list[Any], index: pd.Index) -> pd.Series:
    """Text without blanks around it; empty text is missing. Numbers are written out exactly."""
    if not set(map(type, raw)) <= TEXT:
        raw = [value if isinstance(value, str) or value is None else _written(value) for value in raw]
    text = pd.Series(raw, index=index, dtype="str").str.strip()
    return text.mask(text == "", None)


def matches(text: pd.Series, pattern: str) -> pd.Series:
    """Which values match a pattern from end to end. A missing value does not."""
    return text.str.fullmatch(pattern).fillna(False).astype(bool)


def _written(value: bool | int | Decimal) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal) and abs(value.adjusted()) <= EXPONENT:
        digits = format(value, "f")
        return digits.rstrip("0").rstrip(".") if "." in digits else digits
    return str(value)
