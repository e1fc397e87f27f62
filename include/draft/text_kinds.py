"""What columns of text hold, read by the very functions that an ingest reads them with.

A type is only taken where every value that was seen can be read as it; else the column stays text, which takes anything.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

import pandas as pd

from include.contract.model import Field, LogicalType
from include.transform.clean import BOOLEANS
from include.transform.dates import DAY, dates, timestamps
from include.transform.numbers import decimals, integers
from include.transform.text import matches

IDR = "IDR"
MONEY = re.compile(
    r"(^|_)(biaya|harga|dana|tarif|tagihan|bayar|nominal|gaji|penghasilan|pendapatan|ukt|spp|honor|saldo|denda|rupiah|rp|anggaran)(_|$)"
)
CODES = re.compile(
    r"(^|_)(kode|kd|no|nomor|nim|npm|nidn|nip|nik|npwp|isbn|id|hp|telp|telepon|rt|rw|pos|akun|semester|periode|versi)(_|$)"
)
"""Names of what looks like a number and is none: nobody adds codes up."""
WIDTHS = (10, 20, 50, 100, 200, 300, 500, 1000, 2000)
USUAL = 100
"""Letters that a column of text has at least, where its source says nothing: a longer value than any that was seen is no fault."""
ALMOST = 0.95
FEWEST = 20
"""Values below which a column that its source calls text stays text."""
ROOM = 4
"""Digits that a number may have beyond the longest that was seen."""


@dataclass(frozen=True)
class Kind:
    """`doubt` is what somebody has to decide, where the type was guessed."""

    logical: str
    physical: str
    unit: str | None = None
    doubt: str | None = None


def varchar(longest: int) -> str:
    """A column with room for values somewhat longer than the longest that was seen."""
    return next((f"varchar({width})" for width in WIDTHS if width >= longest), "longtext")


def kind_of_text(name: str, text: pd.Series, column: str | None) -> Kind:
    """`text` is trimmed, its empty values missing; `column` is the type that the source declares, if it does."""
    longest = int(text.str.len().max()) if text.notna().any() else 0
    plain = Kind("string", column or varchar(max(2 * longest, USUAL)))
    given = text.dropna()
    if given.empty:
        return replace(plain, doubt="selalu kosong dalam baris yang dilihat, jadi jenisnya belum pasti")
    if column and len(given) < FEWEST:
        return plain
    if given.str.lower().isin(set(BOOLEANS) - {"0", "1"}).all() and given.str.lower().nunique() == 2:
        return Kind("boolean", "boolean")
    for read, physical in ((dates, "date"), (timestamps, "datetime(6)")):
        if physical == "date" and not matches(given.str.slice(0, 10), f"{DAY}|[0-9/-]{{8,10}}").all():
            continue
        share = float(read(given).notna().mean())
        if physical == "date" and given.str.len().max() > len("31-12-2024"):
            continue
        if share == 1:
            return Kind("date" if physical == "date" else "timestamp", physical)
        if share >= ALMOST:
            return replace(plain, doubt=f"{share:.1%} nilainya terbaca sebagai tanggal, sisanya tidak")
    return _number(name, given) or plain


def _number(name: str, given: pd.Series) -> Kind | None:
    money = bool(MONEY.search(name)) or bool(given.str.contains(r"^[+-]?\s*(?:rp|idr)\b|^rp", case=False).any())
    if not money and (_is_code(name, given) or matches(given, r"[0-9]{1,3}(?:[.,][0-9]{3})+").all()):
        return None
    whole = Field(name, name, LogicalType.INTEGER, "bigint", name)
    if not money and integers(given, whole).notna().all():
        return Kind("integer", "int" if given.str.len().max() <= 8 else "bigint")
    exact = Field(name, name, LogicalType.DECIMAL, "", name, precision=38, scale=10, unit=IDR if money else None)
    as_text = pd.Series(True, index=given.index)
    values = decimals(given, exact, as_text)
    if not values.notna().all():
        return None
    scale = max(*(_scale(str(value)) for value in values), 2)
    digits = max(len(str(abs(int(value)))) for value in values) + ROOM + scale
    return Kind("number", f"decimal({max(digits, 18 if money else digits)},{scale})", exact.unit)


def _is_code(name: str, given: pd.Series) -> bool:
    """Codes are named so, begin with zeros, or are all long and of one length."""
    if CODES.search(name) and name != "id":
        return True
    lengths = given.str.len()
    return bool(matches(given, r"0[0-9]+").any()) or bool(lengths.min() == lengths.max() and lengths.min() >= 8)


def _scale(value: str) -> int:
    return len(value.rstrip("0").partition(".")[2])
