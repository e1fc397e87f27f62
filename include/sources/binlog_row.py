"""The rows of a row event, by column name, with the values that the server's SELECT gives, as they look in a message.

The stream and the description of the table come from mysql-replication. Its own row reader is not used: it has one value
for every zero date, loses the order of a SET and JSON's null, and reads negative fractions of a TIME wrong.
"""

from __future__ import annotations

import codecs
import json
import struct
from calendar import monthrange
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import Any

import numpy as np
from pymysqlreplication.constants import FIELD_TYPE
from pymysqlreplication.json_binary import parse_json
from pymysqlreplication.row_event import DeleteRowsEvent, RowsEvent, TableMapEvent, WriteRowsEvent

from include.errors import FinalError

Row = dict[str, Any]
Reader = Callable[[bytes, int], tuple[Any, int]]
"""The value that begins at an offset, and the offset after it."""

EPOCH = datetime(1970, 1, 1)
CODECS = {"ucs2": "utf-16-be", "utf16": "utf-16-be", "utf16le": "utf-16-le", "utf32": "utf-32-be", "binary": "binary"}
"""Python's names of character sets that it knows under another name than the server."""
GROUP_BYTES = (0, 1, 1, 2, 2, 3, 3, 4, 4, 4)
"""Bytes that a decimal takes for a group of so many digits."""


class RowReader:
    """Reads the row events of one stream."""

    def __init__(self) -> None:
        self._readers: dict[int, tuple[Any, list[tuple[str, Reader]]]] = {}
        """By table id, with the description that they were made for: a table has another one after an ALTER."""

    def images(self, event: RowsEvent) -> Iterator[tuple[Row | None, Row | None]]:
        """Of each row what it was and what it became. Raises FinalError for an event that does not hold whole rows."""
        readers = self._of(event)
        data = bytes(event.packet.read(event.event_size - event.packet.read_bytes))
        for bitmap in (event.columns_present_bitmap, getattr(event, "columns_present_bitmap2", b"")):
            if bitmap and int.from_bytes(bitmap, "little").bit_count() < len(readers):
                raise FinalError(
                    f"the binlog of {event.schema}.{event.table} holds only some columns of a row. Set binlog_row_image=FULL, "
                    f"also in sessions that set it for themselves, then ask for a new snapshot."
                )
        offset = 0
        while offset < len(data):
            row, offset = _image(data, offset, readers)
            if isinstance(event, WriteRowsEvent):
                yield None, row
            elif isinstance(event, DeleteRowsEvent):
                yield row, None
            else:
                after, offset = _image(data, offset, readers)
                yield row, after

    def _of(self, event: RowsEvent) -> list[tuple[str, Reader]]:
        described = event.table_map[event.table_id]
        known, readers = self._readers.get(event.table_id, (None, []))
        if known is not described:
            if any(not column.name for column in described.columns):
                raise FinalError(
                    f"the binlog of {event.schema}.{event.table} does not name its columns. Set binlog_row_metadata=FULL, then "
                    f"ask for a new snapshot: what was written before cannot be read by name."
                )
            readers = [(column.name, _reader(column, event)) for column in described.columns]
            self._readers[event.table_id] = (described, readers)
        return readers


def shortest(value: float) -> float:
    """A FLOAT with the fewest digits that name it, as people wrote it: 0.1 and not 0.10000000149."""
    return float(str(np.float32(value)))


def _image(data: bytes, offset: int, readers: list[tuple[str, Reader]]) -> tuple[Row, int]:
    missing = int.from_bytes(data[offset : offset + (len(readers) + 7) // 8], "little")
    offset += (len(readers) + 7) // 8
    row: Row = {}
    for name, read in readers:
        if missing & 1:
            row[name] = None
        else:
            row[name], offset = read(data, offset)
        missing >>= 1
    return row, offset


def _reader(column: Any, event: RowsEvent) -> Reader:
    kind = column.type
    if kind in _FIXED:
        signed, unsigned = _FIXED[kind]
        return unsigned if column.unsigned else signed
    if kind in _MADE:
        return _MADE[kind](column)
    raise FinalError(
        f"column {column.name} of {event.schema}.{event.table} has a type that cannot be read from the binlog (type {kind}). "
        f"Types of which this is known are VECTOR on MySQL and COMPRESSED columns on MariaDB. Poll the table (kind: mysql) "
        f"instead."
    )


def _packed(code: str) -> Reader:
    form = struct.Struct(code)

    def read(data: bytes, offset: int) -> tuple[Any, int]:
        return form.unpack_from(data, offset)[0], offset + form.size

    return read


def _number(size: int, *, signed: bool) -> Reader:
    def read(data: bytes, offset: int) -> tuple[Any, int]:
        return int.from_bytes(data[offset : offset + size], "little", signed=signed), offset + size

    return read


def _float(data: bytes, offset: int) -> tuple[Any, int]:
    return shortest(struct.unpack_from("<f", data, offset)[0]), offset + 4


def _year(data: bytes, offset: int) -> tuple[Any, int]:
    return data[offset] + 1900 if data[offset] else 0, offset + 1


def _date(data: bytes, offset: int) -> tuple[Any, int]:
    packed = int.from_bytes(data[offset : offset + 3], "little")
    return f"{packed >> 9:04d}-{packed >> 5 & 15:02d}-{packed & 31:02d}", offset + 3


def _old_timestamp(data: bytes, offset: int) -> tuple[Any, int]:
    return _instant(int.from_bytes(data[offset : offset + 4], "little"), 0, ""), offset + 4


def _old_datetime(data: bytes, offset: int) -> tuple[Any, int]:
    digits = f"{int.from_bytes(data[offset : offset + 8], 'little'):014d}"
    return _moment(*(int(digits[a:b]) for a, b in ((0, 4), (4, 6), (6, 8), (8, 10), (10, 12), (12, 14)))), offset + 8


def _old_time(data: bytes, offset: int) -> tuple[Any, int]:
    digits = int.from_bytes(data[offset : offset + 3], "little", signed=True)
    hours, minutes, seconds = abs(digits) // 10_000, abs(digits) // 100 % 100, abs(digits) % 100
    return f"{'-' if digits < 0 else ''}{hours:02d}:{minutes:02d}:{seconds:02d}", offset + 3


def _timestamp(column: Any) -> Reader:
    def read(data: bytes, offset: int) -> tuple[Any, int]:
        seconds = int.from_bytes(data[offset : offset + 4], "big")
        micros, text, offset = _fraction(data, offset + 4, column.fsp)
        return _instant(seconds, micros, text), offset

    return read


def _datetime(column: Any) -> Reader:
    def read(data: bytes, offset: int) -> tuple[Any, int]:
        packed = int.from_bytes(data[offset : offset + 5], "big") - 0x8000000000
        micros, text, offset = _fraction(data, offset + 5, column.fsp)
        year, month = divmod(packed >> 22, 13)
        parts = (year, month, packed >> 17 & 31, packed >> 12 & 31, packed >> 6 & 63, packed & 63)
        return _moment(*parts, micros=micros, fraction=text), offset

    return read


def _time(column: Any) -> Reader:
    size = (column.fsp + 1) // 2

    def read(data: bytes, offset: int) -> tuple[Any, int]:
        # A negative time is the negative of the whole, fraction and all.
        packed = int.from_bytes(data[offset : offset + 3 + size], "big") - (0x800000 << 8 * size)
        whole, fraction = divmod(abs(packed), 1 << 8 * size)
        digits = f".{fraction:0{2 * size}d}"[: column.fsp + 1] if column.fsp else ""
        sign = "-" if packed < 0 else ""
        return f"{sign}{whole >> 12 & 1023:02d}:{whole >> 6 & 63:02d}:{whole & 63:02d}{digits}", offset + 3 + size

    return read


def _fraction(data: bytes, offset: int, digits: int) -> tuple[int, str, int]:
    """Microseconds, the fraction as the server writes it, and the offset after it."""
    size = (digits + 1) // 2
    stored = int.from_bytes(data[offset : offset + size], "big")
    text = f".{stored:0{2 * size}d}"[: digits + 1] if digits else ""
    return stored * 10 ** (6 - 2 * size), text, offset + size


def _instant(seconds: int, micros: int, fraction: str) -> str:
    if not seconds:
        return f"0000-00-00 00:00:00{fraction}"
    return f"{(EPOCH + timedelta(seconds=seconds)).isoformat()}.{micros:06d}Z"


def _moment(
    year: int, month: int, day: int, hour: int, minute: int, second: int, *, micros: int = 0, fraction: str = ""
) -> str:
    """In ISO form, or as the server shows a time that no calendar has, as a zero date."""
    if 1 <= day <= _days(year, month):
        return f"{year:04d}-{month:02d}-{day:02d}T{hour:02d}:{minute:02d}:{second:02d}.{micros:06d}"
    return f"{year:04d}-{month:02d}-{day:02d} {hour:02d}:{minute:02d}:{second:02d}{fraction}"


@lru_cache(maxsize=4096)
def _days(year: int, month: int) -> int:
    return monthrange(year, month)[1] if year and month else 0


def _decimal(column: Any) -> Reader:
    whole, scale = column.precision - column.decimals, column.decimals
    digits = [whole % 9, *[9] * (whole // 9), *[9] * (scale // 9), scale % 9]
    size = sum(GROUP_BYTES[count] for count in digits)
    sign, all_ones = 0x80 << 8 * (size - 1), (1 << 8 * size) - 1
    groups, left = [], size
    for count in digits:
        left -= GROUP_BYTES[count]
        groups.append((8 * left, (1 << 8 * GROUP_BYTES[count]) - 1, 10**count))

    def read(data: bytes, offset: int) -> tuple[Any, int]:
        stored = int.from_bytes(data[offset : offset + size], "big")
        positive = stored & sign
        stored ^= sign if positive else sign ^ all_ones
        unscaled = 0
        for shift, mask, power in groups:
            unscaled = unscaled * power + (stored >> shift & mask)
        text = f"{unscaled:0{scale + 1}d}"
        point = f"{text[:-scale]}.{text[-scale:]}" if scale else text
        return point if positive else f"-{point}", offset + size

    return read


def _text(column: Any) -> Reader:
    length_size = column.length_size if column.type == FIELD_TYPE.BLOB else 2 if column.max_length > 255 else 1
    # The server cuts zero bytes off the end of a BINARY.
    padded = column.max_length if column.type == FIELD_TYPE.STRING and column.character_set_name == "binary" else 0
    decode = _decoder(column)

    def read(data: bytes, offset: int) -> tuple[Any, int]:
        start = offset + length_size
        end = start + int.from_bytes(data[offset:start], "little")
        return decode(data[start:end].ljust(padded, b"\0")), end

    return read


def _decoder(column: Any) -> Callable[[bytes], str]:
    """Text in the character set of a column; bytes as hexadecimal digits."""
    name = CODECS.get(column.character_set_name, column.character_set_name)
    if name == "binary":
        return bytes.hex
    try:
        decode = codecs.lookup(name).decode
    except LookupError:
        raise FinalError(
            f"column {column.name} has the character set {name}, which cannot be read from the binlog. Convert it to utf8mb4, "
            f"or poll the table (kind: mysql)."
        ) from None
    return lambda stored: decode(stored, "surrogateescape")[0]


def _labels(event: Any, length: int) -> list[list[bytes]]:
    """The labels of each ENUM, or of each SET, in a description of a table."""
    labels, end = [], event.packet.read_bytes + length
    while event.packet.read_bytes < end:
        count = event.packet.read_length_coded_binary()
        labels.append([event.packet.read_variable_length_string() for _ in range(count)])
    return labels


# The library's own takes every label for UTF-8 and gives those empty that are not.
TableMapEvent._read_type_values = _labels


def _enum(column: Any) -> Reader:
    # The number 0 is what the server puts in where a value was none of the labels.
    labels = ["", *map(_decoder(column), column.enum_values[1:])]

    def read(data: bytes, offset: int) -> tuple[Any, int]:
        number = int.from_bytes(data[offset : offset + column.size], "little")
        return labels[number], offset + column.size

    return read


def _set(column: Any) -> Reader:
    labels = [*map(_decoder(column), column.set_values)]

    def read(data: bytes, offset: int) -> tuple[Any, int]:
        mask = int.from_bytes(data[offset : offset + column.size], "little")
        chosen = [label for number, label in enumerate(labels) if mask >> number & 1]
        return ",".join(chosen), offset + column.size

    return read


def _bit(column: Any) -> Reader:
    def read(data: bytes, offset: int) -> tuple[Any, int]:
        return int.from_bytes(data[offset : offset + column.bytes], "big"), offset + column.bytes

    return read


def _blob(column: Any) -> Reader:
    def read(data: bytes, offset: int) -> tuple[Any, int]:
        start = offset + column.length_size
        end = start + int.from_bytes(data[offset:start], "little")
        return data[start:end], end

    return read


def _geometry(column: Any) -> Reader:
    blob = _blob(column)

    def read(data: bytes, offset: int) -> tuple[Any, int]:
        stored, end = blob(data, offset)
        return stored.hex(), end

    return read


def _json(column: Any) -> Reader:
    blob = _blob(column)

    def read(data: bytes, offset: int) -> tuple[Any, int]:
        stored, end = blob(data, offset)
        # A row that a server without strict mode filled in holds an empty document, which it shows as null.
        value = parse_json(stored[0], stored[1:]) if stored else None
        return json.dumps(_plain(value), ensure_ascii=False), end

    return read


def _plain(value: Any) -> Any:
    """What the library makes of a JSON document, with text for bytes and for the server's own types in it."""
    if isinstance(value, dict):
        return {_plain(key): _plain(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_plain(each) for each in value]
    if isinstance(value, bytes):
        return value.decode()
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, (date, timedelta)):
        return str(value)
    return value


_FIXED: dict[int, tuple[Reader, Reader]] = {
    FIELD_TYPE.TINY: (_packed("<b"), _packed("<B")),
    FIELD_TYPE.SHORT: (_packed("<h"), _packed("<H")),
    FIELD_TYPE.INT24: (_number(3, signed=True), _number(3, signed=False)),
    FIELD_TYPE.LONG: (_packed("<i"), _packed("<I")),
    FIELD_TYPE.LONGLONG: (_packed("<q"), _packed("<Q")),
    FIELD_TYPE.FLOAT: (_float, _float),
    FIELD_TYPE.DOUBLE: (_packed("<d"), _packed("<d")),
    FIELD_TYPE.YEAR: (_year, _year),
    FIELD_TYPE.DATE: (_date, _date),
    FIELD_TYPE.TIMESTAMP: (_old_timestamp, _old_timestamp),
    FIELD_TYPE.DATETIME: (_old_datetime, _old_datetime),
    FIELD_TYPE.TIME: (_old_time, _old_time),
}
"""Readers of types that say all by themselves: signed, unsigned."""
_MADE: dict[int, Callable[[Any], Reader]] = {
    FIELD_TYPE.NEWDECIMAL: _decimal,
    FIELD_TYPE.TIMESTAMP2: _timestamp,
    FIELD_TYPE.DATETIME2: _datetime,
    FIELD_TYPE.TIME2: _time,
    FIELD_TYPE.VARCHAR: _text,
    FIELD_TYPE.STRING: _text,
    FIELD_TYPE.VAR_STRING: _text,
    FIELD_TYPE.BLOB: _text,
    FIELD_TYPE.ENUM: _enum,
    FIELD_TYPE.SET: _set,
    FIELD_TYPE.BIT: _bit,
    FIELD_TYPE.JSON: _json,
    FIELD_TYPE.GEOMETRY: _geometry,
}
"""Readers of types whose columns have a length, a scale or a character set."""
