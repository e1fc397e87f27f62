"""Polling a MySQL or MariaDB table.

With a change column: rows at or after the watermark, less an overlap for transactions that committed late, and rows whose
key was not there before, because their change time may not show them. Without one: the whole table.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

import pymysql

from include.database import code, connect
from include.errors import FinalError
from include.records import SourceRecord
from include.settings import DatabaseSettings
from include.sources.base import Position
from include.sources.comparison import AT_ONCE, Comparison, TimedRow, chunks, same_key
from include.sources.held import Held
from include.sources.mysql_table import MysqlTable, Row
from include.sources.polling import PollingSource, compare_all
from include.sources.values import key_text

HINTS = {
    1146: "The table is not there; check schema[0].physicalName in the contract.",
    1054: "A column of the contract is not there; compare the contract with the table.",
}


@dataclass(frozen=True)
class MysqlSource(PollingSource):
    settings: DatabaseSettings

    @contextmanager
    def look(self, since: Position) -> Iterator[MysqlLook]:
        try:
            with connect(self.settings) as connection:
                yield MysqlLook(MysqlTable(connection, self.contract), self.place)
        except pymysql.err.MySQLError as error:
            hint = HINTS.get(code(error), "Compare the contract with the table, and check the rights of the account.")
            raise FinalError(f"{self.place} cannot be read (error {code(error)}): {error.args[-1]}. {hint}") from error


class MysqlLook:
    def __init__(self, table: MysqlTable, place: str) -> None:
        self._table, self._place = table, place
        self.now = table.begin()
        self.columns, self.key_columns = table.columns, table.key_columns
        self.change_column = table.change_column

    def changes(self, compared: Comparison, since: datetime | None) -> Iterator[SourceRecord]:
        known = compared.known
        if since is None and known.empty:
            yield from compared.changes(self._timed(self._table.rows()), all_new=True)
        elif since is None:
            yield from compare_all(compared, self._seen(compared, self._table.rows()), known.unseen)
        else:
            yield from self._recent(compared, since)

    def rows_between(self, compared: Comparison, start: datetime, end: datetime) -> Iterator[TimedRow]:
        return self._timed(self._table.rows_between(start, end))

    def position(self) -> Position:
        return {}

    def heard_at(self) -> datetime:
        return self._table.clock()

    def _recent(self, compared: Comparison, since: datetime) -> Iterator[SourceRecord]:
        """What is gone, the rows that changed since, then those of the new keys that were not among them."""
        with Held[tuple[str, str]]() as new:
            self._see_keys(compared, new)
            yield from compared.deletions(compared.known.unseen())
            yield from compared.changes(self._timed(self._table.rows_since(since)))
            for chunk in chunks(new, AT_ONCE):
                read = compared.known.states([key for key, _ in chunk])
                keys = [literal for key, literal in chunk if key not in read]
                yield from compared.changes(self._timed(self._table.rows_with(keys)))

    def _see_keys(self, compared: Comparison, new: Held[tuple[str, str]]) -> None:
        """Note which keys are in the table, and hold those that are not known, as text and as SQL."""
        for chunk in chunks(self._table.key_values(), AT_ONCE):
            keys = [key_text(values) for values in chunk]
            self._see(compared, keys)
            known = compared.known.states(keys)
            for key, values in zip(keys, chunk, strict=True):
                if key not in known:
                    new.add((key, self._table.literal(values)))

    def _seen(self, compared: Comparison, rows: Iterable[Row]) -> Iterator[TimedRow]:
        for chunk in chunks(self._timed(rows), AT_ONCE):
            self._see(compared, [key for key, _, _ in chunk])
            yield from chunk

    def _see(self, compared: Comparison, keys: list[str]) -> None:
        if compared.known.see(keys) < len(keys):
            raise same_key(self._place, self.key_columns)

    def _timed(self, rows: Iterable[Row]) -> Iterator[TimedRow]:
        return ((self._table.key(row), row, self._table.changed(row)) for row in rows)
