"""The number of an indicator in words: each unit of measure is told in its own way."""

from __future__ import annotations

from decimal import Decimal

from include.iku.model import Value
from include.iku.regulation import Indicator
from include.reports.format import NOTHING, compact, number, signed

PERCENT = " %"
UNITS = {
    "persen": "persen", "rasio": "rasio", "jumlah": "jumlah", "kategori": "kategori", "ya_tidak": "ya atau tidak",
}  # fmt: skip


def told(value: Decimal | None, indicator: Indicator) -> str:
    """`53,33 %`, `0,42`, `12`, the name of a category, `Ya`; a dash for what is missing."""
    if value is None:
        return NOTHING
    match indicator.satuan:
        case "persen":
            return number(value) + PERCENT
        case "rasio":
            return number(value)
        case "jumlah":
            return compact(value)
        case "kategori":
            return _category(value, indicator)
        case "ya_tidak":
            return "Ya" if value >= 1 else "Tidak"


def told_change(value: Value, indicator: Indicator) -> str:
    """With its sign; of words, what it was before."""
    if indicator.satuan not in {"kategori", "ya_tidak"}:
        return signed(value.perubahan) if indicator.satuan != "jumlah" else _signed_count(value.perubahan)
    if value.perubahan is None:
        return NOTHING
    return "tetap" if value.perubahan == 0 else f"sebelumnya {told(value.nilai_sebelum, indicator)}"


def fraction(value: Value, indicator: Indicator) -> str:
    """`1,60 / 3`, or the sum alone where nothing is divided."""
    if indicator.satuan in {"persen", "rasio"}:
        return f"{compact(value.pembilang)} / {compact(value.penyebut)}"
    return told(value.nilai, indicator)


def better(indicator: Indicator) -> str:
    return "makin kecil makin baik" if indicator.arah == "turun" else "makin besar makin baik"


def _category(value: Decimal, indicator: Indicator) -> str:
    """The name of the category that a rank reaches; a rank without a name is told as it is."""
    rank = int(value)
    return indicator.kategori[rank - 1] if 1 <= rank <= len(indicator.kategori) else compact(value)


def _signed_count(value: Decimal | None) -> str:
    if value is None or value == 0:
        return compact(value)
    return f"+{compact(value)}" if value > 0 else compact(value).replace("-", "−")
