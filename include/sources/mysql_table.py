"""One table of a MySQL or MariaDB source, seen in one consistent view."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime
from itertools import islice
from typing import Any

from pymysql.connections import Connection
from pymysql.constants import FIELD_TYPE
from pymysql.converters import convert_datetime
from pymysql.cursors import Cursor, SSDictCursor

from include.calendar import CAMPUS_ZONE
from include.contract.model import Contract
from include.errors import FinalError
from include.sources.values import key_text

CHUNK = 5_000
KEYS_AT_ONCE = 1_000


class MysqlTable:
    """Values come as the server has them: a TIMESTAMP is an instant, a DATETIME has no zone, a TIME is its text, bits are a number.

    A change column without a zone tells campus time, as every time without a zone does.
    """

    def __init__(self, connection: Connection[Any], contract: Contract) -> None:
        self._connection = connection
        connection.decoders = {
            **connection.decoders,
            FIELD_TYPE.TIMESTAMP: _instant,
            FIELD_TYPE.TIME: str,
            FIELD_TYPE.BIT: _number,
        }
        change = contract.source.change_column
        self.name = contract.source.object
        self.columns = tuple(field.source_name or field.name for field in contract.message_fields)
        self.key_columns = tuple(field.source_name or field.name for field in contract.key_fields)
        self.change_column = contract.field(change).source_name or change if change else None

    def begin(self) -> datetime:
        """Fix the view that every query sees from now on; returns the server's time."""
        with self._connection.cursor(Cursor) as cursor:
            cursor.execute("SET SESSION TRANSACTION ISOLATION LEVEL REPEATABLE READ")
            cursor.execute("START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY")
            cursor.execute("SELECT UTC_TIMESTAMP(6)")
            rows = cursor.fetchall()
        now: datetime = rows[0][0]
        return now.replace(tzinfo=UTC)

    def key_values(self) -> Iterator[tuple[Any, ...]]:
        for row in self._stream(f"SELECT {_quoted(self.key_columns)} FROM `{self.name}`", ()):
            yield tuple(row.values())

    def rows(self) -> Iterator[dict[str, Any]]:
        yield from self._stream(f"{self._select} ORDER BY {_quoted(self.key_columns)}", ())

    def rows_since(self, moment: datetime) -> Iterator[dict[str, Any]]:
        """The rows that changed at `moment` or later, and those whose change time is empty."""
        column = f"`{self.change_column}`"
        where = f"{column} >= %s OR {column} IS NULL"
        yield from self._stream(self._ordered(where), (self._as_stored(moment),))

    def rows_between(self, start: datetime, end: datetime) -> Iterator[dict[str, Any]]:
        """The rows that changed in [start, end)."""
        where = f"`{self.change_column}` >= %s AND `{self.change_column}` < %s"
        yield from self._stream(self._ordered(where), (self._as_stored(start), self._as_stored(end)))

    def rows_with(self, keys: Iterable[tuple[Any, ...]]) -> Iterator[dict[str, Any]]:
        """The rows with these keys, given as `key_values` gave them: a key that went through text may match another row."""
        mark = "(" + ", ".join(["%s"] * len(self.key_columns)) + ")"
        remaining = iter(keys)
        while chunk := list(islice(remaining, KEYS_AT_ONCE)):
            marks = ", ".join([mark] * len(chunk))
            sql = (
                f"{self._select} WHERE ({_quoted(self.key_columns)}) IN ({marks}) ORDER BY {_quoted(self.key_columns)}"
            )
            yield from self._stream(sql, tuple(value for key in chunk for value in key))

    def key(self, row: dict[str, Any]) -> str:
        return key_text(row[column] for column in self.key_columns)

    def changed(self, row: dict[str, Any]) -> datetime | None:
        """When the row changed, or None where its change time is empty or zero."""
        value = row[self.change_column] if self.change_column else None
        if isinstance(value, datetime):
            return value.astimezone(UTC) if value.tzinfo else value.replace(tzinfo=CAMPUS_ZONE).astimezone(UTC)
        if isinstance(value, date):
            return datetime(value.year, value.month, value.day, tzinfo=CAMPUS_ZONE).astimezone(UTC)
        if value is None or str(value).startswith("0000-00-00"):
            return None
        raise FinalError(
            f"{self.name}.{self.change_column} is the change column and holds {type(value).__name__}, expected TIMESTAMP, DATETIME "
            f"or DATE. Name another column as changeColumn in the contract, or none."
        )

    @property
    def _select(self) -> str:
        return f"SELECT {_quoted(self.columns)} FROM `{self.name}`"

    def _ordered(self, where: str) -> str:
        return f"{self._select} WHERE {where} ORDER BY `{self.change_column}`, {_quoted(self.key_columns)}"

    def _as_stored(self, moment: datetime) -> datetime:
        """An instant as the change column would hold it, in a session that speaks UTC."""
        with self._connection.cursor(Cursor) as cursor:
            cursor.execute(f"SELECT `{self.change_column}` FROM `{self.name}` LIMIT 0")
            kind: Any = cursor.description[0][1]
        is_instant = kind == FIELD_TYPE.TIMESTAMP
        return moment.astimezone(UTC if is_instant else CAMPUS_ZONE).replace(tzinfo=None)

    def _stream(self, sql: str, parameters: tuple[Any, ...]) -> Iterator[dict[str, Any]]:
        with self._connection.cursor(RowByRow) as cursor:
            cursor.execute(sql, parameters)
            while rows := cursor.fetchmany(CHUNK):
                yield from rows


class RowByRow(SSDictCursor):
    """A streaming cursor that can be left early, if its connection is closed after it."""

    _result: Any

    def close(self) -> None:
        # pymysql would first read the rest, which takes long in a large table and fails where the connection is lost.
        if self._result is not None:
            self._result.unbuffered_active = False
        self.connection = None  # type: ignore[assignment]

    __del__ = close


def _number(bits: Any) -> int:
    return int.from_bytes(bits, "big")


def _quoted(columns: Iterable[str]) -> str:
    return ", ".join(f"`{column}`" for column in columns)


def _instant(text: str) -> datetime | str:
    """A TIMESTAMP in a session that speaks UTC. A zero date stays the text that it is."""
    value = convert_datetime(text)
    return value.replace(tzinfo=UTC) if isinstance(value, datetime) else value
