"""Cleaning of one column by its logical type: text in, typed values out, with a mask of what could not be understood.

Everything is done on whole columns. A value that is missing stays missing; it is never turned into zero or empty text.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd
import pyarrow as pa

from include.calendar import CAMPUS_ZONE
from include.contract.model import Field, LogicalType
from include.transform.schema import UTC_TIME, arrow_type

PLAIN = r"[+-]?\d+(?:\.\d+)?"
COMMA = r"[+-]?\d+,\d+"
THOUSANDS = r"[+-]?\d{1,3}(?:\.\d{3})+(?:,\d+)?"

RULES = {
    LogicalType.DATE: "date",
    LogicalType.TIMESTAMP: "timestamp",
    LogicalType.INTEGER: "number",
    LogicalType.DECIMAL: "number",
    LogicalType.BOOLEAN: "type",
}
EXPECTED = {
    LogicalType.DATE: "tanggal yang ada, YYYY-MM-DD atau DD-MM-YYYY",
    LogicalType.TIMESTAMP: "waktu yang ada, YYYY-MM-DD HH:MM:SS",
    LogicalType.INTEGER: "bilangan bulat",
    LogicalType.BOOLEAN: "ya atau tidak",
}


@dataclass(frozen=True)
class Cleaned:
    """`values` has the field's Arrow type; `bad` marks rows whose value could not be understood (missing in `values`)."""

    values: pd.Series
    bad: pd.Series
    text: pd.Series
    """What stood there, trimmed: for the reason of a reject."""


def clean(raw: list[Any], field: Field, index: pd.Index) -> Cleaned:
    text = trimmed(raw, index)
    match field.logical_type:
        case LogicalType.INTEGER:
            values = _integers(text)
        case LogicalType.DECIMAL:
            values = _decimals(text, field)
        case LogicalType.DATE:
            values = _dates(text)
        case LogicalType.TIMESTAMP:
            values = _timestamps(text)
        case LogicalType.BOOLEAN:
            values = _booleans(text)
        case _:
            values = text
    typed = values.astype(pd.ArrowDtype(arrow_type(field)))
    return Cleaned(typed, text.notna() & typed.isna(), text)


def reason(field: Field, text: str) -> str:
    """Why a value was refused. A personal value is not repeated."""
    expected = EXPECTED.get(field.logical_type) or f"angka dengan paling banyak {field.scale} desimal"
    shown = "nilai (disembunyikan)" if field.classification == "personal" else f"'{text[:40]}'"
    return f"{field.name}: {shown} bukan {expected}"


def trimmed(raw: list[Any], index: pd.Index) -> pd.Series:
    """Text without blanks around it; empty text is missing. Numbers are written out exactly."""
    as_text = [v if isinstance(v, str) or v is None else _written(v) for v in raw]
    text = pd.Series(as_text, index=index, dtype="str").str.strip()
    return text.mask(text == "", None)


def _written(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and "e" in repr(value):
        return f"{value:.17f}".rstrip("0").rstrip(".")
    return str(value)


def _full_match(text: pd.Series, pattern: str) -> pd.Series:
    return text.str.fullmatch(pattern).fillna(False).astype(bool)


def _integers(text: pd.Series) -> pd.Series:
    whole = text.str.replace(r"\.0+$", "", regex=True)
    return (
        whole.where(_full_match(whole, r"[+-]?\d{1,18}"), None).astype(pd.ArrowDtype(pa.string())).str.removeprefix("+")
    )


def _decimals(text: pd.Series, field: Field) -> pd.Series:
    number = text
    if field.unit == "IDR":
        number = number.str.replace(r"(?i)^rp\.?\s*", "", regex=True).str.replace(r",-$", "", regex=True)
        grouped = _full_match(number, THOUSANDS)
        number = number.where(~grouped, number.str.replace(".", "", regex=False))
    number = number.where(~_full_match(number, COMMA), number.str.replace(",", ".", regex=False))
    number = number.where(_full_match(number, PLAIN), None)
    number = number.str.replace(r"(\.\d*?)0+$", r"\1", regex=True).str.replace(r"\.$", "", regex=True)
    scale, precision = field.scale or 0, field.precision or 38
    fits = _full_match(number, rf"[+-]?0*\d{{1,{precision - scale}}}(?:\.\d{{0,{scale}}})?")
    return number.where(fits, None).astype(pd.ArrowDtype(pa.string())).str.removeprefix("+")


def _dates(text: pd.Series) -> pd.Series:
    return pd.to_datetime(_iso_day(text), format="%Y-%m-%d", errors="coerce").dt.date


def _iso_day(text: pd.Series) -> pd.Series:
    """`31-12-2024`, `31/12/2024` and `2024-12-31 00:00:00` as `2024-12-31`."""
    turned = text.str.replace(r"^(\d{1,2})[-/](\d{1,2})[-/](\d{4})", r"\3-\2-\1", regex=True)
    turned = turned.str.replace(r"[ T]00:00(?::00(?:\.0+)?)?Z?$", "", regex=True)
    padded = turned.str.replace(r"-(\d)(?=-|$|[ T])", r"-0\1", regex=True)
    return padded.str.replace(r"-(\d)(?=-|$|[ T])", r"-0\1", regex=True)


def _timestamps(text: pd.Series) -> pd.Series:
    iso = text.str.replace(r"^(\d{1,2})[-/](\d{1,2})[-/](\d{4})", r"\3-\2-\1", regex=True)
    zoned = iso.str.contains(r"(?:Z|[+-]\d{2}:?\d{2})$", regex=True).fillna(False).astype(bool)
    with_zone = pd.to_datetime(iso.where(zoned), format="ISO8601", errors="coerce", utc=True).astype(
        "datetime64[us, UTC]"
    )
    naive = pd.to_datetime(iso.where(~zoned), format="ISO8601", errors="coerce")
    local = naive.dt.tz_localize(CAMPUS_ZONE, nonexistent="NaT", ambiguous="NaT").dt.tz_convert("UTC")
    return with_zone.where(zoned, local.astype("datetime64[us, UTC]")).astype(pd.ArrowDtype(UTC_TIME))


def _booleans(text: pd.Series) -> pd.Series:
    lowered = text.str.lower()
    known = {"1": True, "true": True, "ya": True, "y": True, "0": False, "false": False, "tidak": False, "t": False}
    return lowered.map(known).astype("boolean")
