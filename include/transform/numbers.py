"""Numbers as people, spreadsheets and databases write them, as plain digits that Arrow reads exactly.

What could be read in two ways is refused, never guessed: `5,000` is five thousand to one and five to another. In rupiah a
point before exactly three digits groups thousands, as everybody in Indonesia writes it; in other units it is the decimal
point that databases write.
"""

from __future__ import annotations

from decimal import Decimal

import pandas as pd
import pyarrow as pa

from include.contract.model import Field
from include.transform.schema import arrow_type
from include.transform.text import matches

DIGITS = pd.ArrowDtype(pa.string())
BLANKS = "[ \t\u00a0]*"
PLAIN = r"[+-]?[0-9]+(?:\.[0-9]+)?"
COMMA = r"[+-]?[0-9]+,[0-9]+"
TWO_WAYS = r"[+-]?[1-9][0-9]{0,2},[0-9]{3}"
RUPIAH = r"[+-]?[1-9][0-9]{0,2}(?:\.[0-9]{3})+(?:,[0-9]+)?"
ENGLISH = r"[+-]?[1-9][0-9]{0,2}(?:,[0-9]{3})+(?:\.[0-9]+|,[0-9]{3})"

MAGNITUDE = {"int": 31, "bigint": 63}
"""Bits of an integer column besides the sign."""


def integers(text: pd.Series, field: Field) -> pd.Series:
    """`3`, `+3`, `3.0` and `3.00` are 3. `3.000` is refused, because it can mean three thousand."""
    whole = _without_unit(text, field).str.replace(r"\.(?:0|00|0000+)$", "", regex=True)
    digits = whole.where(matches(whole, r"[+-]?0*[0-9]{1,19}"), None).astype(DIGITS).str.removeprefix("+")
    wide = digits.astype(pd.ArrowDtype(pa.decimal128(38, 0)))
    limit = Decimal(2 ** MAGNITUDE[field.column_type])
    fits = ((wide >= -limit) & (wide < limit)).fillna(False).astype(bool)
    return wide.where(fits, None).astype(pd.ArrowDtype(pa.int64()))


def decimals(text: pd.Series, field: Field, as_text: pd.Series) -> pd.Series:
    """Decimals of the field's precision and scale; one that does not fit is missing, never rounded.

    `as_text` marks the values that were sent as text, where a point can group thousands.
    """
    number = _without_unit(text, field)
    if field.unit == "IDR":
        number = _rupiah(number, as_text)
    number = number.where(~matches(number, TWO_WAYS), None)
    number = number.where(~matches(number, ENGLISH), number.str.replace(",", "", regex=False))
    number = number.where(~matches(number, COMMA), number.str.replace(",", ".", regex=False))
    number = number.where(matches(number, PLAIN), None)
    number = number.str.replace(r"(\.[0-9]*?)0+$", r"\1", regex=True).str.replace(r"\.$", "", regex=True)
    scale, precision = field.scale or 0, field.precision or 38
    fits = matches(number, rf"[+-]?0*[0-9]{{0,{precision - scale}}}(?:\.[0-9]{{0,{scale}}})?")
    digits = number.where(fits, None).astype(DIGITS).str.removeprefix("+")
    return digits.astype(pd.ArrowDtype(arrow_type(field)))


def _rupiah(text: pd.Series, as_text: pd.Series) -> pd.Series:
    """`Rp 1.250.000,00` as `1250000.00`."""
    amount = text.str.replace(rf"^([+-]?){BLANKS}(?:[Rr][Pp]\.?|IDR){BLANKS}", r"\1", regex=True).str.replace(
        r",-$", "", regex=True
    )
    grouped = matches(amount, RUPIAH) & as_text
    points = amount.str.replace(".", "", regex=False).str.replace(",", ".", regex=False)
    return amount.where(~grouped, points)


def _without_unit(text: pd.Series, field: Field) -> pd.Series:
    """`3 sks` as `3` in a field whose unit is sks. Another unit than the field's own stays, and is refused."""
    if field.unit is None:
        return text
    unit = "".join(f"[{letter.upper()}{letter.lower()}]" for letter in field.unit)
    return text.str.replace(rf"{BLANKS}{unit}$", "", regex=True)
