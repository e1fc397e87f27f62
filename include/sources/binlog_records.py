"""What a change in the binlog, or a row read in a range of keys, is as records: with a version and an event id."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from include.contract.model import Contract
from include.errors import FinalError
from include.records import Change, Op, SourceRecord
from include.sources.binlog_row import Row
from include.sources.binlog_stream import RowChange
from include.sources.values import encode, key_text
from include.sources.version import body_hash, event_id, micros, moment_text, source_version

SECOND = 1_000_000
POSITION_LENGTH = 300
"""How much of a record's place the trail keeps."""


@dataclass
class Numbering:
    """Versions that only ever grow, whatever server the log comes from: the greatest time so far, then a count.

    Both are part of the position, so that a change read again from the same position has the version it had.
    """

    at: int
    sequence: int

    def next(self, at: int) -> str:
        self.at, self.sequence = max(self.at, at), self.sequence + 1
        return source_version(self.at, self.sequence)


@dataclass
class Records:
    """Makes the records of one run. `place` is what their positions begin with, for example `siakad.lulus_dos`."""

    contract: Contract
    place: str
    schema: str
    table: str
    numbering: Numbering

    def __post_init__(self) -> None:
        self._columns = [field.source_name or field.name for field in self.contract.message_fields]
        self._key = [field.source_name or field.name for field in self.contract.key_fields]

    def key(self, row: Row) -> str:
        return key_text(row[column] for column in self._key)

    def of(self, change: RowChange) -> Iterator[SourceRecord]:
        """One record, two where the key changed (the old key is deleted before the new one is there), none where nothing did.

        A change of columns that the contract does not have is no change.
        """
        before = self._row(change.before, change) if change.before else None
        after = self._row(change.after, change) if change.after else None
        if before == after:
            return
        if before and (after is None or self.key(before) != self.key(after)):
            yield self._changed(self.key(before), before, None, change)
            before = None
        if after:
            yield self._changed(self.key(after), before, after, change)

    def read(self, row: Row, at: datetime, moment: str) -> SourceRecord:
        """A row as it was read in a range of keys. `moment` tells the states of different snapshots apart."""
        # Bytes as hexadecimal digits, so that every message is text and a binary key can be looked for.
        row = {column: value.hex() if isinstance(value := row[column], bytes) else value for column in self._columns}
        key, body = self.key(row), encode(row)
        name = event_id(self.contract.dataset, key, moment, body_hash(body), Op.UPSERT)
        source = self._source(micros(at) // 1_000, snapshot="true")
        return self._record(key, row, micros(at), name, Op.UPSERT, Change("r", None, source), "", body)

    def gone(self, key: str, values: dict[str, Any], at: datetime, moment: str) -> SourceRecord:
        """A key that was there and is not any more, without the log saying when it went."""
        name = event_id(self.contract.dataset, key, moment, "", Op.DELETE)
        source = self._source(micros(at) // 1_000, snapshot="true")
        return self._record(key, values, micros(at), name, Op.DELETE, Change("d", values, source), "")

    def _changed(self, key: str, before: Row | None, after: Row | None, change: RowChange) -> SourceRecord:
        op = Op.DELETE if after is None else Op.UPSERT
        name = event_id(self.contract.dataset, key, f"{change.gtid}#{change.number}", "", op)
        source = {
            **self._source(change.second * 1_000, snapshot="false"),
            "server_id": change.server_id,
            "gtid": change.gtid,
            "file": change.file,
            "pos": change.byte,
            "row": change.number - 1,
        }
        kind = "d" if after is None else "u" if before else "c"
        row = after if after is not None else {column: (before or {})[column] for column in self._key}
        told = Change(kind, before, source)
        return self._record(key, row, change.second * SECOND, name, op, told, f" @ {change.file}:{change.byte}")

    def _record(
        self, key: str, row: Row, at: int, name: str, op: Op, change: Change, where: str, body: bytes | None = None
    ) -> SourceRecord:  # fmt: skip
        room = POSITION_LENGTH - len(where)
        position = f"{self.place}#{key}"
        position = position if len(position) <= room else f"{position[: room - 1]}…"
        return SourceRecord(key, row, self.numbering.next(at), f"{position}{where}", name, op, change, body)

    def _row(self, image: Row, change: RowChange) -> Row:
        """The columns of the contract."""
        try:
            return {column: image[column] for column in self._columns}
        except KeyError as error:
            raise FinalError(
                f"{self.place} had no column {error.args[0]} when transaction {change.gtid} wrote to it "
                f"({change.file}:{change.byte}, {moment_text(change.second * SECOND)}). The table was altered since, or it is "
                f"altered back. Compare the contract with the table, then ask for a new snapshot (parameter potret_ulang of "
                f"extract__{self.contract.source.name})."
            ) from error

    def _source(self, millisecond: int, snapshot: str) -> dict[str, Any]:
        return {
            "version": self.contract.version,
            "connector": "mysql",
            "name": self.contract.source.name,
            "ts_ms": millisecond,
            "snapshot": snapshot,
            "db": self.schema,
            "table": self.table,
        }
