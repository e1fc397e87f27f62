"""The columns of an accepted batch: the contract's fields, then what the pipeline knows of each message."""

from __future__ import annotations

import pandas as pd
import pyarrow as pa

from include.contract.model import Contract, Field, LogicalType, Protect
from include.staging import MESSAGE_KEY

UTC_TIME = pa.timestamp("us", tz="UTC")

META = pa.schema(
    [
        pa.field("_partition", pa.int32()),
        pa.field("_offset", pa.int64()),
        pa.field("_event_id", pa.string()),
        pa.field("_version", pa.string()),
        pa.field("_contract", pa.int64()),
        pa.field("_deleted", pa.bool_()),
        pa.field("_valid_from", UTC_TIME),
        pa.field("_created_at", UTC_TIME),
        pa.field("_event_at", UTC_TIME),
        pa.field("_extracted_at", UTC_TIME),
        pa.field("_broker_at", UTC_TIME),
        pa.field("_semester", pa.string()),
        pa.field("_tahun_anggaran", pa.int32()),
    ]
)

REJECTS = pa.schema(
    [
        pa.field("offset", pa.int64()),
        pa.field("rule", pa.string()),
        pa.field("field", pa.string()),
        pa.field("reason", pa.string()),
        pa.field("event_id", pa.string()),
        pa.field("version", pa.string()),
        pa.field("source_position", pa.string()),
        pa.field("key", pa.large_binary()),
        pa.field("value", pa.large_binary()),
        pa.field("headers", pa.string()),
        pa.field("broker_at", UTC_TIME),
    ]
)


def arrow_type(field: Field) -> pa.DataType:
    match field.logical_type:
        case LogicalType.INTEGER:
            return pa.int64()
        case LogicalType.DECIMAL:
            return pa.decimal128(field.precision or 38, field.scale or 0)
        case LogicalType.DATE:
            return pa.date32()
        case LogicalType.TIMESTAMP:
            return UTC_TIME
        case LogicalType.BOOLEAN:
            return pa.bool_()
        case _:
            return pa.string()


def as_datetimes(column: pd.Series) -> pd.Series:
    """A column of dates or times of Arrow as pandas' own, which pandas would convert one by one."""
    array = pa.array(column)
    times = array if pa.types.is_timestamp(array.type) else array.cast(pa.timestamp("us"))
    return pd.Series(times.to_pandas().array, index=column.index)


def kept_fields(contract: Contract) -> tuple[Field, ...]:
    """The fields that reach a sink: all but those the contract drops. A pseudonym is text whatever the field was."""
    return tuple(field for field in contract.fields if field.protect is not Protect.DROP)


def frame_schema(contract: Contract) -> pa.Schema:
    fields = [pa.field(f.name, _kept_type(f)) for f in kept_fields(contract)]
    return pa.schema([*fields, *META])


def staged_schema(contract: Contract) -> pa.Schema:
    return frame_schema(contract).append(pa.field(MESSAGE_KEY, pa.string()))


def _kept_type(field: Field) -> pa.DataType:
    return pa.string() if field.protect is Protect.PSEUDONYM else arrow_type(field)
