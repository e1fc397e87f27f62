"""Time metadata of a row: when it became valid, happened, was extracted, and in which semester and budget year."""

from __future__ import annotations

import pandas as pd
import pyarrow as pa

from include.broker.formats.base import Event
from include.calendar import CAMPUS_ZONE
from include.contract.model import Contract, LogicalType
from include.records import Op, RawMessage
from include.transform.dates import INSTANT, campus_instants
from include.transform.schema import UTC_TIME, as_datetimes


def add_time(frame: pd.DataFrame, contract: Contract, messages: list[RawMessage], events: list[Event]) -> None:
    """Adds the time columns of the accepted frame in place."""
    source = contract.source
    broker_at = pd.Series([m.timestamp for m in messages], index=frame.index, dtype=INSTANT)
    extracted = pd.Series([e.extracted_at for e in events], index=frame.index, dtype=INSTANT)
    event_at = row_times(frame, contract, source.event_time)
    changed = row_times(frame, contract, source.change_column)
    created = row_times(frame, contract, source.created_column)
    changed_or_happened = changed.fillna(event_at)
    if any(e.happened_at for e in events):
        changed_or_happened = _as_the_message_says(changed_or_happened, events)
    valid_from = changed_or_happened.fillna(extracted).fillna(broker_at)
    local = event_at.fillna(valid_from).dt.tz_convert(CAMPUS_ZONE)
    times = {
        "_valid_from": valid_from,
        "_created_at": created.fillna(event_at) if source.change_column is None else created,
        "_event_at": event_at,
        "_extracted_at": extracted,
        "_broker_at": broker_at,
    }
    for name, instants in times.items():
        frame[name] = instants.astype(pd.ArrowDtype(UTC_TIME))
    frame["_semester"] = _semesters(local)
    frame["_tahun_anggaran"] = local.dt.year.astype(pd.ArrowDtype(pa.int32()))


def _as_the_message_says(changed: pd.Series, events: list[Event]) -> pd.Series:
    """What a deleted row says of its last change is older than its deletion."""
    happened = pd.Series([e.happened_at for e in events], index=changed.index, dtype=INSTANT)
    deleted = happened.where(pd.Series([e.op is Op.DELETE for e in events], index=changed.index, dtype=bool))
    return deleted.fillna(changed).fillna(happened)


def row_times(frame: pd.DataFrame, contract: Contract, name: str | None) -> pd.Series:
    """A date or timestamp column as instants; a date begins at midnight on campus."""
    if name is None:
        return pd.Series(pd.NaT, index=frame.index, dtype=INSTANT)
    times = as_datetimes(frame[name])
    return campus_instants(times) if contract.field(name).logical_type is LogicalType.DATE else times


def _semesters(local: pd.Series) -> pd.Series:
    """As `include.calendar.semester`, for a column of campus times."""
    month, year = local.dt.month, local.dt.year
    start = year.where(month >= 8, year - 1)
    half = pd.Series(2, index=local.index).where((month >= 2) & (month <= 7), 1)
    semesters: pd.Series = (10 * start + half).astype("Int64").astype("str")
    return semesters
