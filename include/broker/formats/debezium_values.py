"""How Debezium writes values that JSON has no form for, by the schema of a message or by the contract.

A DATETIME has no zone: its number counts the clock at the source, which is the campus's.
"""

from __future__ import annotations

import base64
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import lru_cache, partial
from typing import Any

import msgspec

from include.broker.formats.envelope import Form
from include.contract.model import Contract, Field, LogicalType

DAY_ONE = date(1970, 1, 1)
CLOCK_ONE = datetime(1970, 1, 1)
MICROS = {"millis": 1_000, "micros": 1}


def day(value: int) -> str:
    return (DAY_ONE + timedelta(days=_whole(value))).isoformat()


def clock(value: int, micros: int) -> str:
    """A time without a zone; `micros` are in one of the units that `value` counts."""
    return (CLOCK_ONE + timedelta(microseconds=_whole(value) * micros)).isoformat(sep=" ")


def time_of_day(value: int, micros: int) -> str:
    return str(timedelta(microseconds=_whole(value) * micros))


def unscaled(value: str, scale: int) -> str:
    """The digits of a decimal that is sent as the bytes of its unscaled integer."""
    whole = int.from_bytes(base64.b64decode(value, validate=True), "big", signed=True)
    return format(Decimal(whole).scaleb(-scale), "f")


def bits(value: str) -> int:
    return int.from_bytes(base64.b64decode(value, validate=True), "little")


NAMED: Mapping[str, Form] = {
    "io.debezium.time.Date": day,
    "org.apache.kafka.connect.data.Date": day,
    "io.debezium.time.Timestamp": partial(clock, micros=1_000),
    "org.apache.kafka.connect.data.Timestamp": partial(clock, micros=1_000),
    "io.debezium.time.MicroTimestamp": partial(clock, micros=1),
    "io.debezium.time.NanoTimestamp": lambda value: clock(value // 1_000, micros=1),
    "io.debezium.time.Time": partial(time_of_day, micros=1_000),
    "org.apache.kafka.connect.data.Time": partial(time_of_day, micros=1_000),
    "io.debezium.time.MicroTime": partial(time_of_day, micros=1),
    "io.debezium.time.NanoTime": lambda value: time_of_day(value // 1_000, micros=1),
    "io.debezium.data.VariableScaleDecimal": lambda value: unscaled(value["value"], value["scale"]),
    "io.debezium.data.Bits": bits,
}
DECIMAL = "org.apache.kafka.connect.data.Decimal"


class _Schema(msgspec.Struct, gc=False):
    field: str = ""
    name: str = ""
    parameters: dict[str, str] = {}
    fields: list[_Schema] = []


_SCHEMA = msgspec.json.Decoder(_Schema)


@lru_cache(maxsize=64)
def by_schema(schema: bytes) -> dict[str, Form]:
    """The forms of the columns, by the schema of an envelope or of a key. Raises msgspec.DecodeError for what is none."""
    read = _SCHEMA.decode(schema)
    images = [part for part in read.fields if part.field in {"before", "after"}]
    columns = images[0].fields if images else read.fields
    return {column.field: form for column in columns if (form := _form(column))}


def by_contract(contract: Contract) -> dict[str, Form]:
    """The forms of the columns of messages without a schema: numbers by their logical type, text as it is."""
    forms = {field.source_name or field.name: _declared(field, contract) for field in contract.message_fields}
    return {name: form for name, form in forms.items() if form}


def _form(column: _Schema) -> Form | None:
    if column.name == DECIMAL:
        return partial(unscaled, scale=int(column.parameters["scale"]))
    return NAMED.get(column.name)


def _declared(field: Field, contract: Contract) -> Form | None:
    match field.logical_type:
        case LogicalType.DATE:
            return partial(_number, form=day)
        case LogicalType.TIMESTAMP:
            return partial(_number, form=partial(clock, micros=MICROS[field.unit or "millis"]))
        case LogicalType.DECIMAL if contract.topic.decimals == "bytes":
            return partial(unscaled, scale=field.scale or 0)
    return None


def _number(value: Any, form: Form) -> Any:
    return form(value) if isinstance(value, int) else value


def _whole(value: int) -> int:
    if type(value) is not int:
        raise TypeError
    return value
