"""How a true row looks in its source: text everywhere, dates and amounts in several spellings, stray blanks.

The spelling of a value depends only on the value and its place, so that a row that did not change looks the same again.
"""

from __future__ import annotations

import zlib
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from stack.campus.model import Key, Row, Values

RUPIAH = {"biaya_kuliah_smt", "subtotal", "diskon", "ongkir", "harga_satuan"}
TYPED = {"id", "pesanan_id", "bobot_evaluasi"}
"""Columns that are numbers in the source."""


def render(table: str, key: Key, row: Row) -> Values:
    raw = {name: _text(f"{table}/{key}/{name}", name, value) for name, value in row.values.items()}
    if table == "tracer_study":
        raw = {name: "" if value is None else str(value) for name, value in raw.items()}
        raw["f5a1"] = raw["f5a1"].lstrip("0")
    if row.spoilt is not None:
        _, field, text = row.spoilt
        raw[field] = text
    return raw


def _text(place: str, name: str, value: Any) -> Any:
    chance = zlib.crc32(place.encode()) % 100
    if value is None:
        # An empty nim is empty text as often as it is missing.
        return "" if name == "nim" and chance < 50 else None
    if name in TYPED:
        return value
    if isinstance(value, datetime):
        return f"{value:%d-%m-%Y %H:%M:%S}" if chance < 30 else f"{value:%Y-%m-%d %H:%M:%S}"
    if isinstance(value, date):
        if name in {"tanggal_isi", "f18d"}:
            return f"{value:%d/%m/%Y}"
        return f"{value:%d-%m-%Y}" if chance < 60 else f"{value:%Y-%m-%d}"
    if name in RUPIAH:
        return _rupiah(value, chance)
    if isinstance(value, Decimal):
        return f" {value}" if chance < 20 else str(value)
    if isinstance(value, int):
        return str(value)
    if name.startswith(("nama_", "produk")) and chance < 15:
        return f"{value}  "
    return value


def _rupiah(value: Decimal, chance: int) -> str:
    dotted = f"{int(value):,}".replace(",", ".")
    if chance < 30:
        return f"Rp {dotted},00"
    if chance < 50:
        return f"Rp{dotted}"
    if chance < 65 and value >= 1000:
        return dotted
    return f"{value:.2f}"
