"""Polling a MySQL or MariaDB table.

With a change column: rows at or after the watermark, less an overlap for transactions that committed late. Without one:
the whole table, row hash by row hash. Both ways all keys are compared with the key snapshot of the last extract, which
finds deleted rows, and rows whose change column is empty.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pymysql
from pymysql.connections import Connection
from pymysql.cursors import SSDictCursor

from include.contract.model import Contract, Field
from include.database import connect, is_transient, unavailable
from include.errors import FinalError
from include.records import Op, SourceRecord
from include.settings import DatabaseSettings
from include.sources.base import Position, Reading
from include.sources.keys import KeySnapshot
from include.sources.version import event_id, row_hash, source_version, utc

CHUNK = 5_000
UNKNOWN_COLUMN, UNKNOWN_TABLE, NOT_ALLOWED = 1054, 1146, (1044, 1045, 1142, 1143)


@dataclass(frozen=True)
class MysqlSource:
    contract: Contract
    settings: DatabaseSettings
    state_url: str

    def read(self, since: Position | None) -> Reading:
        known = KeySnapshot.load(self.state_url, (since or {}).get("keys"))
        reading = Reading(iter(()))
        reading.records = self._guarded(self._changes(since or {}, known, reading))
        return reading

    def read_window(self, since: Position | None, start: datetime, end: datetime) -> Reading:
        reading = Reading(iter(()), position=dict(since or {}))
        reading.records = self._guarded(self._window(since or {}, start, end, reading))
        return reading

    def _changes(self, since: Position, known: KeySnapshot, reading: Reading) -> Iterator[SourceRecord]:
        sequence = int(since.get("sequence", 0))
        watermark = datetime.fromisoformat(since["watermark"]) if since.get("watermark") else None
        column = self.contract.source.change_column
        with connect(self.settings, cursor=SSDictCursor) as connection:
            now = _begin(connection)
            keys = None if column is None else set(self._keys(connection))
            hashes = dict(known.hashes)
            seen: set[str] = set()
            rows = self._rows(connection, watermark)
            if keys is not None:
                rows = self._then_unseen(connection, rows, keys, seen, known)
            for row in rows:
                key, hash_ = self._key(row), row_hash(row)
                seen.add(key)
                reading.read += 1
                changed = utc(row[column]) if column and row[column] else now
                watermark = max(watermark or changed, changed) if column and row[column] else watermark
                if hashes.get(key) == hash_:
                    reading.unchanged += 1
                    continue
                hashes[key] = hash_
                sequence += 1
                reading.newest_change = max(reading.newest_change or changed, changed)
                yield self._record(key, row, changed, sequence, hash_, Op.UPSERT)
            for key in known.missing_from(seen if keys is None else keys):
                del hashes[key]
                sequence += 1
                reading.deleted += 1
                reading.newest_change = now
                yield self._record(key, self._key_values(key), now, sequence, "", Op.DELETE)
        reading.position = {
            "sequence": sequence,
            "watermark": watermark.isoformat() if watermark else None,
            "keys": KeySnapshot(hashes).save(self.state_url, self.contract.dataset),
        }

    def _window(self, since: Position, start: datetime, end: datetime, reading: Reading) -> Iterator[SourceRecord]:
        column = self.contract.source.change_column
        if column is None:
            raise FinalError(f"{self._table} has no change column, so it cannot be asked for a window of time.")
        with connect(self.settings, cursor=SSDictCursor) as connection:
            _begin(connection)
            sql = f"SELECT {self._columns} FROM `{self._table}` WHERE `{column}` >= %s AND `{column}` < %s ORDER BY {self._order}"
            for row in _stream(connection, sql, (_naive(start), _naive(end))):
                reading.read += 1
                changed = utc(row[column])
                reading.newest_change = max(reading.newest_change or changed, changed)
                sequence = int(since.get("sequence", 0))
                yield self._record(self._key(row), row, changed, sequence, row_hash(row), Op.UPSERT)

    def _rows(self, connection: Connection[Any], watermark: datetime | None) -> Iterator[dict[str, Any]]:
        column = self.contract.source.change_column
        select = f"SELECT {self._columns} FROM `{self._table}`"
        if column is None:
            return _stream(connection, f"{select} ORDER BY {self._order}", ())
        order = f"`{column}`, {self._order}"
        if watermark is None:
            return _stream(connection, f"{select} ORDER BY {order}", ())
        from_ = _naive(watermark - self.contract.source.overlap)
        return _stream(connection, f"{select} WHERE `{column}` >= %s ORDER BY {order}", (from_,))

    def _then_unseen(
        self,
        connection: Connection[Any],
        rows: Iterator[dict[str, Any]],
        keys: set[str],
        seen: set[str],
        known: KeySnapshot,
    ) -> Iterator[dict[str, Any]]:
        """The changed rows, then the rows that are there, were never extracted, and have no change time that shows them."""
        yield from rows
        unseen = sorted(keys - seen - known.hashes.keys())
        for start in range(0, len(unseen), CHUNK):
            chunk = [tuple(self._key_values(key).values()) for key in unseen[start : start + CHUNK]]
            marks = ", ".join(["(" + ", ".join(["%s"] * len(self._key_fields)) + ")"] * len(chunk))
            sql = (
                f"SELECT {self._columns} FROM `{self._table}` WHERE ({self._order}) IN ({marks}) ORDER BY {self._order}"
            )
            yield from _stream(connection, sql, tuple(value for values in chunk for value in values))

    def _keys(self, connection: Connection[Any]) -> Iterator[str]:
        for row in _stream(connection, f"SELECT {self._order} FROM `{self._table}`", ()):
            yield self._key(row)

    def _record(
        self, key: str, value: dict[str, Any], changed: datetime, sequence: int, hash_: str, op: Op
    ) -> SourceRecord:
        return SourceRecord(
            key=key,
            value=value,
            version=source_version(changed, sequence),
            position=f"{self.settings.name}.{self._table}#{key}",
            event_id=event_id(self.contract.dataset, key, changed, hash_, op),
            op=op,
        )

    def _guarded(self, records: Iterator[SourceRecord]) -> Iterator[SourceRecord]:
        """The records, with the database's errors in the words of this project."""
        try:
            yield from records
        except pymysql.err.MySQLError as error:
            if is_transient(error):
                raise unavailable(self.settings, error) from error
            code = error.args[0] if error.args else 0
            hint = {
                UNKNOWN_TABLE: "The table is not there; check schema[0].physicalName in the contract.",
                UNKNOWN_COLUMN: "A column of the contract is not there; compare the contract with the table.",
            }.get(code, "Check the table and the rights of the account." if code in NOT_ALLOWED else "")
            raise FinalError(
                f"{self.settings.name}.{self._table} cannot be read (error {code}): {error.args[-1]}. {hint}"
            ) from error

    @property
    def _table(self) -> str:
        return self.contract.source.object

    @property
    def _key_fields(self) -> Sequence[Field]:
        return self.contract.key_fields

    @property
    def _columns(self) -> str:
        return ", ".join(f"`{field.source_name}`" for field in self.contract.message_fields)

    @property
    def _order(self) -> str:
        return ", ".join(f"`{field.source_name}`" for field in self._key_fields)

    def _key(self, row: dict[str, Any]) -> str:
        return key_text(row[field.source_name or field.name] for field in self._key_fields)

    def _key_values(self, key: str) -> dict[str, Any]:
        names = [field.source_name or field.name for field in self._key_fields]
        return dict(zip(names, split_key(key), strict=True))


def key_text(values: Iterable[Any]) -> str:
    """Key values joined with `|`; a `|` or a backslash inside a value is escaped."""
    return "|".join(str(value).replace("\\", "\\\\").replace("|", "\\|") for value in values)


def split_key(key: str) -> list[str]:
    parts, current, characters = [], "", iter(key)
    for character in characters:
        if character == "\\":
            current += next(characters, "")
        elif character == "|":
            parts.append(current)
            current = ""
        else:
            current += character
    return [*parts, current]


def _begin(connection: Connection[Any]) -> datetime:
    """One consistent view of the table for the whole pass; returns the source's own time."""
    with connection.cursor() as cursor:
        cursor.execute("SET SESSION TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        cursor.execute("START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY")
        cursor.execute("SELECT NOW(6) AS now")
        rows = cursor.fetchall()
    return utc(rows[0]["now"])


def _stream(connection: Connection[Any], sql: str, parameters: tuple[Any, ...]) -> Iterator[dict[str, Any]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        while rows := cursor.fetchmany(CHUNK):
            yield from rows


def _naive(value: datetime) -> datetime:
    return utc(value).replace(tzinfo=None)
