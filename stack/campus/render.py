"""How a true row looks in its source: text everywhere, dates and amounts in several spellings, stray blanks.

Which spelling a value gets depends only on its place (table, key, column), so that a value that did not change looks the
same again. All of this is put right by a careful reader: none of it makes a row unusable.
"""

from __future__ import annotations

import zlib
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from stack.campus.model import Key, Row, Values

DAY_FIRST_DATES, DAY_FIRST_TIMES = 60, 30
"""Per cent of dates written d-m-Y, and of times written d-m-Y H:M:S, instead of year first."""
TRAILING_BLANKS, LEADING_BLANKS = 15, 20
"""Per cent of names followed by blanks, and of numbers that have one before them."""
COMMA_DECIMALS = 10
"""Per cent of decimals written 3,25."""
RP_WITH_CENTS, RP_WHOLE, RP_POINTS = 30, 20, 15
"""Per cent of amounts written `Rp 1.250.000,00`, `Rp1.250.000` and `1.250.000`; the others are 1250000.00."""
NIM_AS_EMPTY_TEXT = 50
"""Per cent of missing nim that are empty text; the others are NULL."""
LOST_ZERO = 80
"""Per cent of province codes that lost the zero they begin with."""

AMOUNTS = frozenset({"biaya_kuliah_smt", "subtotal", "diskon", "ongkir", "harga_satuan"})
NAMES = ("nama_", "produk")
TYPED = frozenset({"id", "pesanan_id", "bobot_evaluasi"})
"""Columns that are numbers in the source; all others are text."""


def render(table: str, key: Key, row: Row) -> Values:
    """The columns of a database row, or the cells of a tracer-study line."""
    spell = _cell if table == "tracer_study" else _column
    place = zlib.crc32(f"{table}/{key}/".encode())
    raw = {name: spell(name, value, zlib.crc32(name.encode(), place) % 100) for name, value in row.values.items()}
    if row.spoilt is not None:
        raw[row.spoilt.field] = row.spoilt.raw
    return raw


def _cell(name: str, value: Any, chance: int) -> str:
    """A cell of the ministry's form: nothing when empty, dates d/m/Y, province codes as a spreadsheet leaves them."""
    if value is None:
        return ""
    if isinstance(value, date):
        return f"{value:%d/%m/%Y}"
    if name == "f5a1" and chance < LOST_ZERO:
        return str(value).lstrip("0")
    return str(value)


def _column(name: str, value: Any, chance: int) -> Any:
    if value is None:
        return "" if name == "nim" and chance < NIM_AS_EMPTY_TEXT else None
    if name in TYPED:
        return value
    if isinstance(value, datetime):
        return f"{value:%d-%m-%Y %H:%M:%S}" if chance < DAY_FIRST_TIMES else f"{value:%Y-%m-%d %H:%M:%S}"
    if isinstance(value, date):
        return f"{value:%d-%m-%Y}" if chance < DAY_FIRST_DATES else f"{value:%Y-%m-%d}"
    if name in AMOUNTS:
        return _amount(value, chance)
    if isinstance(value, Decimal):
        return _decimal(value, chance)
    if name.startswith(NAMES) and chance < TRAILING_BLANKS:
        return f"{value}  "
    return str(value)


def _decimal(value: Decimal, chance: int) -> str:
    if chance < LEADING_BLANKS:
        return f" {value}"
    if chance < LEADING_BLANKS + COMMA_DECIMALS:
        return str(value).replace(".", ",")
    return str(value)


def _amount(value: Decimal, chance: int) -> str:
    pointed = f"{int(value):,}".replace(",", ".")
    if chance < RP_WITH_CENTS:
        return f"Rp {pointed},00"
    if chance < RP_WITH_CENTS + RP_WHOLE:
        return f"Rp{pointed}"
    if chance < RP_WITH_CENTS + RP_WHOLE + RP_POINTS:
        return pointed
    return f"{value:.2f}"
