"""Debezium's envelope: the row before and after a change, the kind of change, and where it stands in the source's log.

With a schema in every message (`{"schema": ..., "payload": ...}`) or without. Which version is newer is said by the place in
the log, which a snapshot has too. The tombstone that follows a deletion says nothing new: it is a deletion that is older
than everything.
"""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from include.broker.formats.base import Event, Problem, digest
from include.broker.formats.binlog import EARLIEST, binlog_version
from include.broker.formats.debezium_values import by_contract, by_schema
from include.broker.formats.envelope import NULL, Form, about_table, at, reshaped, unreadable
from include.contract.model import Contract
from include.records import Op, RawMessage

EXPECTED = "amplop Debezium {op, before, after, source}"
UNREADABLE = (msgspec.DecodeError, UnicodeDecodeError, RecursionError, KeyError, ValueError)
TRUNCATED = Problem(
    "truncate", "tabel sumber dikosongkan (TRUNCATE); baris mana yang hilang tidak disebut, bandingkan dengan sumbernya"
)
NO_KEY = Problem(
    "tombstone", "pesan kosong (tombstone) tanpa kunci berupa objek JSON; baris mana yang dihapus tidak diketahui"
)
NO_ROW = Problem("envelope", f"tidak berisi baris (before atau after); diharapkan {EXPECTED}")


class _Source(msgspec.Struct, gc=False):
    db: str | None = None
    table: str | None = None
    name: str = ""
    file: str | None = None
    pos: int = 0
    row: int | None = None
    lsn: int | None = None
    ts_ms: int | None = None

    @property
    def version(self) -> str | None:
        """The place in a MySQL binlog, the LSN of PostgreSQL, else the time of the change."""
        if self.file:
            return binlog_version(self.file, self.pos, self.row or 0)
        if self.lsn is not None:
            return f"{self.lsn:020d}"
        return f"{self.ts_ms:017d}" if self.ts_ms is not None else None


class _Payload(msgspec.Struct, gc=False):
    op: str
    source: _Source
    before: msgspec.Raw = msgspec.Raw(NULL)
    after: msgspec.Raw = msgspec.Raw(NULL)
    ts_ms: int | None = None


class _Wrapped(msgspec.Struct, gc=False):
    """A message, a key too, that may have its schema with it."""

    schema: msgspec.Raw = msgspec.Raw(NULL)
    payload: msgspec.Raw = msgspec.Raw(b"")


_WRAPPED = msgspec.json.Decoder(_Wrapped)
_PAYLOAD = msgspec.json.Decoder(_Payload)


class Debezium:
    def __init__(self, contract: Contract) -> None:
        self._object = contract.source.object
        self._declared = by_contract(contract)

    def read(self, message: RawMessage) -> Event:
        if message.value is None:
            return self._tombstone(message.key)
        try:
            payload, forms = self._opened(message.value)
        except UNREADABLE:
            return Event(problem=unreadable(message.value, EXPECTED, ()))
        try:
            change = _PAYLOAD.decode(payload)
        except UNREADABLE:
            return Event(problem=unreadable(payload, EXPECTED, ("op", "source")))
        source = change.source
        version = source.version
        row, op = bytes(change.after), Op.UPSERT
        if change.op == "d":
            row, op = bytes(change.before), Op.DELETE
            if row == NULL and message.key is not None:
                row = self._key_row(message.key) or NULL
        plain = reshaped(row, forms) if row != NULL else NO_ROW
        return Event(
            row=None if isinstance(plain, Problem) else plain,
            op=op,
            id=digest(source.name.encode(), (version or "").encode(), change.op.encode(), row),
            version=version,
            position=f"{source.db}.{source.table} @ {source.file}:{source.pos}".encode(),
            happened_at=None if change.op == "r" or source.ts_ms is None else at(source.ts_ms * 1_000),
            extracted_at=None if change.ts_ms is None else at(change.ts_ms * 1_000),
            problem=self._problem(change) or (plain if isinstance(plain, Problem) else None),
        )

    def _opened(self, value: bytes) -> tuple[bytes, Mapping[str, Form]]:
        """What is inside of a message, and how the values in it are written."""
        wrapped = _WRAPPED.decode(value)
        payload, schema = bytes(wrapped.payload), bytes(wrapped.schema)
        return payload or value, by_schema(schema) if schema != NULL else self._declared

    def _problem(self, change: _Payload) -> Problem | None:
        if change.op == "t":
            return TRUNCATED
        if change.op not in {"r", "c", "u", "d"}:
            return Problem("envelope", f"op {change.op[:20]!r} tidak dikenal; diharapkan r, c, u, d atau t")
        return about_table(change.source.db, change.source.table, self._object)

    def _tombstone(self, key: bytes | None) -> Event:
        row = self._key_row(key) if key is not None else None
        if key is None or row is None:
            return Event(problem=NO_KEY)
        return Event(row=row, op=Op.DELETE, id=digest(b"tombstone", key), version=EARLIEST)

    def _key_row(self, key: bytes) -> bytes | None:
        """The key fields of the row, from the message's key; None where that is no JSON object."""
        try:
            payload, forms = self._opened(key)
        except UNREADABLE:
            return None
        row = reshaped(payload, forms)
        return None if isinstance(row, Problem) else row
