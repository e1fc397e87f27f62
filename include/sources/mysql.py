"""Polling a MySQL or MariaDB table.

With a change column: rows at or after the watermark, less an overlap for transactions that committed late. Without one:
the whole table, row hash by row hash. Both ways all keys are compared with the key snapshot of the last extract, which
finds deleted rows, and new rows whose change time does not show them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pymysql

from include.contract.model import Contract
from include.database import code, connect
from include.errors import FinalError
from include.records import SourceRecord
from include.settings import DatabaseSettings
from include.sources import keys
from include.sources.base import Position, Reading
from include.sources.comparison import Comparison, TimedRow
from include.sources.keys import Snapshot
from include.sources.mysql_table import MysqlTable
from include.sources.values import key_text
from include.state import StateFiles

HINTS = {
    1146: "The table is not there; check schema[0].physicalName in the contract.",
    1054: "A column of the contract is not there; compare the contract with the table.",
}


@dataclass(frozen=True)
class MysqlSource:
    contract: Contract
    settings: DatabaseSettings
    state_url: str

    def read(self, since: Position | None) -> Reading:
        return self._reading(lambda reading: self._changes(since or {}, reading))

    def read_window(self, since: Position | None, start: datetime, end: datetime) -> Reading:
        return self._reading(lambda reading: self._window(since or {}, start, end, reading))

    def settle(self, reading: Reading) -> None:
        self._files.prune(keep=[reading.position["snapshot"]], saved=reading.position)

    def _changes(self, since: Position, reading: Reading) -> Iterator[SourceRecord]:
        snapshot = self._snapshot(since)
        left = keys.left_over(self._files) if snapshot is None else {}
        if since and snapshot is None:
            reading.notes.append(self._lost(bool(left)))
        with connect(self.settings) as connection:
            table = MysqlTable(connection, self.contract)
            known = left if snapshot is None else snapshot
            compared = self._comparison(table, since, known, reading, resend=snapshot is None)
            gone, new = self._compare_keys(table, known)
            yield from compared.deletions(sorted(gone))
            # A row that did not change shows nothing of a column that its contract has since got.
            same_columns = since.get("columns") == list(table.columns)
            if compared.watermark is None or compared.resend or not same_columns:
                new.clear()
                rows = table.rows()
            else:
                rows = _recent(table, compared.watermark - self.contract.source.overlap, new)
            yield from compared.changes(_timed(table, rows))
        unchanged = snapshot is not None and not compared.sent
        reading.position = {
            **compared.position(),
            "columns": list(table.columns),
            "snapshot": since["snapshot"] if unchanged else keys.save(self._files, known, since or None),
        }

    def _window(self, since: Position, start: datetime, end: datetime, reading: Reading) -> Iterator[SourceRecord]:
        snapshot = self._snapshot(since)
        if snapshot is None:
            raise FinalError(
                f"{self._place}: there is no key snapshot of an earlier extract, so nothing is known to have been sent that could "
                f"be sent again. Run extract__{self.contract.source.name} first."
            )
        with connect(self.settings) as connection:
            table = MysqlTable(connection, self.contract)
            if table.change_column is None:
                raise FinalError(f"{self._place} has no change column, so it cannot be asked for a window of time.")
            compared = self._comparison(table, since, snapshot, reading)
            yield from compared.known_again(_timed(table, table.rows_between(start, end)))

    def _comparison(
        self, table: MysqlTable, since: Position, known: Snapshot, reading: Reading, *, resend: bool = False
    ) -> Comparison:
        return Comparison(
            dataset=self.contract.dataset,
            place=self._place,
            key_columns=table.key_columns,
            since=since,
            known=known,
            now=table.begin(),
            reading=reading,
            resend=resend,
        )

    def _compare_keys(self, table: MysqlTable, known: Snapshot) -> tuple[set[str], dict[str, tuple[Any, ...]]]:
        """The keys that are known and not in the table, and the key values that are in the table and not known."""
        gone = set(known)
        new: dict[str, tuple[Any, ...]] = {}
        for values in table.key_values():
            key = key_text(values)
            if key in gone:
                gone.remove(key)
            elif key in known or key in new:
                raise FinalError(
                    f"{self._place}: more than one row has the same ({', '.join(table.key_columns)}), which is the key in the "
                    f"contract. One row would overwrite the other: name columns as key that tell the rows apart."
                )
            else:
                new[key] = values
        return gone, new

    def _snapshot(self, since: Position) -> Snapshot | None:
        """The key snapshot that the position names, or None when there is none or it cannot be read any more."""
        return keys.load(self._files, since["snapshot"]) if "snapshot" in since else None

    def _lost(self, any_left: bool) -> str:
        rows = f"{self._place}: the key snapshot of the last extract in {self._files.url} is lost. All rows are sent again."
        if any_left:
            return f"{rows} Deleted rows were found by another snapshot that was left there."
        return (
            f"{rows} Rows that were deleted since that extract cannot be found and stay in the sinks: compare the keys of the "
            f"table with the warehouse."
        )

    def _reading(self, records: Callable[[Reading], Iterator[SourceRecord]]) -> Reading:
        reading = Reading(iter(()))
        reading.records = self._guarded(records(reading))
        return reading

    def _guarded(self, records: Iterator[SourceRecord]) -> Iterator[SourceRecord]:
        """The records, with the refusals of the database in the words of this project."""
        try:
            yield from records
        except pymysql.err.MySQLError as error:
            hint = HINTS.get(code(error), "Compare the contract with the table, and check the rights of the account.")
            raise FinalError(f"{self._place} cannot be read (error {code(error)}): {error.args[-1]}. {hint}") from error

    @property
    def _place(self) -> str:
        return f"{self.settings.name}.{self.contract.source.object}"

    @property
    def _files(self) -> StateFiles:
        return StateFiles(f"{self.state_url}/{self.contract.dataset}/keys")


def _recent(table: MysqlTable, moment: datetime, new: dict[str, tuple[Any, ...]]) -> Iterator[dict[str, Any]]:
    """The rows that changed since, then those of the new keys that were not among them."""
    for row in table.rows_since(moment):
        new.pop(table.key(row), None)
        yield row
    yield from table.rows_with(new.values())


def _timed(table: MysqlTable, rows: Iterable[dict[str, Any]]) -> Iterator[TimedRow]:
    return ((table.key(row), row, table.changed(row)) for row in rows)
