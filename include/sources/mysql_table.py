"""One table of a MySQL or MariaDB source, seen in one consistent view."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from functools import cached_property
from typing import Any

from pymysql.connections import Connection
from pymysql.constants import FIELD_TYPE
from pymysql.converters import through
from pymysql.cursors import Cursor, SSDictCursor

from include.calendar import CAMPUS_ZONE
from include.contract.model import Contract
from include.errors import FinalError
from include.sources.values import key_text

CHUNK = 500
"""Rows that are fetched at once. Each may be as large as the server sends."""
TIMES = {FIELD_TYPE.TIMESTAMP, FIELD_TYPE.DATETIME, FIELD_TYPE.DATE}
AS_TEXT = {FIELD_TYPE.DECIMAL, FIELD_TYPE.NEWDECIMAL, FIELD_TYPE.DATE, FIELD_TYPE.TIME}
NULL, WIDTHS = 251, {252: 2, 253: 3, 254: 8}
"""The first byte of a value that is missing, and of those whose length stands in so many bytes after it."""

Row = dict[str, Any]


class MysqlTable:
    """Values come as they look in a message; bytes stay bytes.

    A TIMESTAMP is an instant, a DATETIME has no zone, a TIME and a decimal are their text, bits are a number. What no
    calendar has, as a zero date, is the server's text. A change column without a zone tells campus time, as every time
    without a zone does.
    """

    def __init__(self, connection: Connection[Any], contract: Contract) -> None:
        self._connection = connection
        connection.decoders = {
            **connection.decoders,
            **dict.fromkeys(AS_TEXT, through),
            FIELD_TYPE.TIMESTAMP: _instant,
            FIELD_TYPE.DATETIME: _moment,
            FIELD_TYPE.BIT: _number,
        }
        change = contract.source.change_column
        self.name = contract.source.object
        self.columns = tuple(field.source_name or field.name for field in contract.message_fields)
        self.key_columns = tuple(field.source_name or field.name for field in contract.key_fields)
        self.change_column = contract.field(change).source_name or change if change else None

    def begin(self) -> datetime:
        """Fix the view that every query sees from now on; returns the server's time.

        Raises FinalError when the change column is none.
        """
        with self._connection.cursor(Cursor) as cursor:
            cursor.execute("SET SESSION TRANSACTION ISOLATION LEVEL REPEATABLE READ")
            cursor.execute("START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY")
        if self.change_column and self.types[self.change_column] not in TIMES:
            raise FinalError(
                f"{self.name}.{self.change_column} is the change column and no TIMESTAMP, DATETIME or DATE. Name another "
                f"column as changeColumn in the contract, or none."
            )
        return self.clock()

    def clock(self) -> datetime:
        """The server's time."""
        with self._connection.cursor(Cursor) as cursor:
            cursor.execute("SELECT UTC_TIMESTAMP(6)")
            ((now,),) = cursor.fetchall()
        return datetime.fromisoformat(now).replace(tzinfo=UTC)

    def key_values(self) -> Iterator[tuple[Any, ...]]:
        key = _quoted(self.key_columns)
        for row in self._stream(f"SELECT {key} FROM `{self.name}` ORDER BY {key}"):
            yield tuple(row.values())

    def rows(self) -> Iterator[Row]:
        yield from self._stream(f"{self._select} ORDER BY {_quoted(self.key_columns)}")

    def rows_since(self, moment: datetime) -> Iterator[Row]:
        """The rows that changed at `moment` or later, and those whose change time is empty."""
        column = f"`{self.change_column}`"
        where = f"{column} >= %s OR {column} IS NULL"
        yield from self._stream(self._ordered(where), self._as_stored(moment))

    def rows_between(self, start: datetime, end: datetime) -> Iterator[Row]:
        """The rows that changed in [start, end)."""
        where = f"`{self.change_column}` >= %s AND `{self.change_column}` < %s"
        yield from self._stream(self._ordered(where), self._as_stored(start), self._as_stored(end))

    def rows_with(self, keys: Iterable[str]) -> Iterator[Row]:
        """The rows with these keys, given as `literal` gives them."""
        if wanted := ", ".join(keys):
            key = _quoted(self.key_columns)
            yield from self._stream(f"{self._select} WHERE ({key}) IN ({wanted}) ORDER BY {key}")

    def key(self, row: Row) -> str:
        return key_text([row[column] for column in self.key_columns])

    def literal(self, key_values: Iterable[Any]) -> str:
        """A key as SQL that compares as its columns do, so that it finds its own row and no other."""
        kinds = [self.types[column] for column in self.key_columns]
        return f"({', '.join(map(literal, key_values, kinds))})"

    def changed(self, row: Row) -> datetime | None:
        """When the row changed, or None where its change time is empty or zero."""
        value = row[self.change_column] if self.change_column else None
        if value is None or value.startswith("0000-00-00"):
            return None
        try:
            moment = datetime.fromisoformat(value)
        except ValueError:
            raise FinalError(
                f"{self.name}.{self.change_column} is the change column and holds {value}, which is in no calendar. Correct the "
                f"row, or name another column as changeColumn in the contract, or none."
            ) from None
        return (moment if moment.tzinfo else moment.replace(tzinfo=CAMPUS_ZONE)).astimezone(UTC)

    @cached_property
    def types(self) -> dict[str, int]:
        """The driver's FIELD_TYPE of each column."""
        with self._connection.cursor(Cursor) as cursor:
            cursor.execute(f"{self._select} LIMIT 0")
            described: Any = cursor.description
        return {column: kind for column, (_, kind, *_) in zip(self.columns, described, strict=True)}

    @property
    def _select(self) -> str:
        return f"SELECT {_quoted(self.columns)} FROM `{self.name}`"

    def _ordered(self, where: str) -> str:
        return f"{self._select} WHERE {where} ORDER BY `{self.change_column}`, {_quoted(self.key_columns)}"

    def _as_stored(self, moment: datetime) -> datetime:
        """An instant as the change column would hold it, in a session that speaks UTC."""
        is_instant = self.types[self.change_column or ""] == FIELD_TYPE.TIMESTAMP
        return moment.astimezone(UTC if is_instant else CAMPUS_ZONE).replace(tzinfo=None)

    def _stream(self, sql: str, *parameters: Any) -> Iterator[Row]:
        with self._connection.cursor(RowByRow) as cursor:
            cursor.execute(sql, parameters or None)
            while rows := cursor.fetchmany(CHUNK):
                yield from rows


class RowByRow(SSDictCursor):
    """A streaming cursor that can be left early, if its connection is closed after it."""

    _result: Any

    def _do_get_result(self) -> None:
        super()._do_get_result()  # type: ignore[misc]
        if self.description:
            # pymysql's own takes three times as long, which is most of the time that reading a table takes.
            self._result._read_row_from_packet = _row_reader(self._result.converters)

    def close(self) -> None:
        # pymysql would first read the rest, which takes long in a large table and fails where the connection is lost.
        if self._result is not None:
            self._result.unbuffered_active = False
        self.connection = None  # type: ignore[assignment]

    __del__ = close


def literal(value: Any, kind: int) -> str:
    """A value of a column as SQL that compares as the column does and fits into JSON. `kind` is the driver's FIELD_TYPE."""
    if value is None:
        return "NULL"
    if isinstance(value, (int, float)) or kind in (FIELD_TYPE.DECIMAL, FIELD_TYPE.NEWDECIMAL):
        return str(value)
    if isinstance(value, bytes):
        return f"x'{value.hex()}'"
    if kind in TIMES:
        return f"'{value.removesuffix('Z')}'"
    return f"_utf8mb4 x'{value.encode().hex()}'"


def _row_reader(converters: list[tuple[str | None, Callable[[Any], Any] | None]]) -> Callable[[Any], tuple[Any, ...]]:
    """Reads a row of the text protocol: of each column its length and its text."""

    def read(packet: Any) -> tuple[Any, ...]:
        data, at = packet.get_all_data(), 0
        row: list[Any] = []
        for encoding, convert in converters:
            size = data[at]
            at += 1
            if size >= NULL:
                if size == NULL:
                    row.append(None)
                    continue
                width = WIDTHS[size]
                size = int.from_bytes(data[at : at + width], "little")
                at += width
            value = data[at : at + size]
            at += size
            if encoding:
                value = value.decode(encoding)
            row.append(convert(value) if convert else value)
        return tuple(row)

    return read


def _number(bits: Any) -> int:
    return int.from_bytes(bits, "big")


def _quoted(columns: Iterable[str]) -> str:
    return ", ".join(f"`{column}`" for column in columns)


def _instant(text: str) -> str:
    """A TIMESTAMP in a session that speaks UTC."""
    moment = _moment(text)
    return f"{moment}Z" if "T" in moment else moment


def _moment(text: str) -> str:
    try:
        datetime.fromisoformat(text)
    except ValueError:
        return text
    fraction = text[20:] or "0"
    return f"{text[:10]}T{text[11:19]}.{fraction:0<6}"
