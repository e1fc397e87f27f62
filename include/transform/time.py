"""Time metadata of a row: when it became valid, happened, was extracted, and in which semester and budget year."""

from __future__ import annotations

from datetime import datetime

import pandas as pd
import pyarrow as pa

from include.calendar import CAMPUS_ZONE
from include.contract.model import Contract, LogicalType
from include.records import RawMessage
from include.transform.schema import UTC_TIME


def add_time(frame: pd.DataFrame, contract: Contract, messages: list[RawMessage]) -> None:
    """Adds the time columns of the accepted frame in place."""
    source = contract.source
    broker_at = pd.Series([m.timestamp for m in messages], index=frame.index, dtype="datetime64[us, UTC]")
    extracted = pd.Series([_header_time(m) for m in messages], index=frame.index, dtype="datetime64[us, UTC]")
    event_at = _instants(frame, contract, source.event_time)
    changed = _instants(frame, contract, source.change_column)
    frame["_valid_from"] = changed.fillna(event_at).fillna(extracted).fillna(broker_at)
    created = _instants(frame, contract, source.created_column)
    frame["_created_at"] = created.fillna(event_at) if source.change_column is None else created
    frame["_event_at"] = event_at
    frame["_extracted_at"] = extracted
    frame["_broker_at"] = broker_at
    local = frame["_event_at"].fillna(frame["_valid_from"]).dt.tz_convert(CAMPUS_ZONE)
    frame["_semester"] = _semesters(local)
    frame["_tahun_anggaran"] = local.dt.year.astype(pd.ArrowDtype(pa.int32()))
    for name in ("_valid_from", "_created_at", "_event_at", "_extracted_at", "_broker_at"):
        frame[name] = frame[name].astype(pd.ArrowDtype(UTC_TIME))


def _instants(frame: pd.DataFrame, contract: Contract, name: str | None) -> pd.Series:
    """A date or timestamp column as instants; a date begins at midnight on campus."""
    if name is None:
        return pd.Series(pd.NaT, index=frame.index, dtype="datetime64[us, UTC]")
    values = frame[name]
    if contract.field(name).logical_type is LogicalType.DATE:
        midnight = pd.to_datetime(values.astype(object), errors="coerce").astype("datetime64[us]")
        return midnight.dt.tz_localize(CAMPUS_ZONE).dt.tz_convert("UTC")
    return values.astype("datetime64[us, UTC]")


def _semesters(local: pd.Series) -> pd.Series:
    """As `include.calendar.semester`, for a column of campus times."""
    month, year = local.dt.month, local.dt.year
    start = year.where(month >= 8, year - 1)
    half = pd.Series(2, index=local.index).where((month >= 2) & (month <= 7), 1)
    semesters: pd.Series = (10 * start + half).astype("Int64").astype("str")
    return semesters


def _header_time(message: RawMessage) -> datetime | None:
    text = message.headers.get("extracted_at", b"").decode(errors="replace")
    try:
        return datetime.fromisoformat(text) if text else None
    except ValueError:
        return None
