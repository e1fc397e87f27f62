"""Maxwell's rows: `{"database": ..., "table": ..., "type": "update", "ts": ..., "position": "...", "data": {...}}`.

Which version is newer is said by the place in the binlog, which Maxwell writes with `output_binlog_position=true`. The rows
of a bootstrap have none and count as older than every change.
"""

from __future__ import annotations

import msgspec

from include.broker.formats.base import Event, Problem, digest
from include.broker.formats.binlog import EARLIEST, binlog_version
from include.broker.formats.envelope import about_table, at, unreadable
from include.contract.model import Contract
from include.records import Op, RawMessage

EXPECTED = "pesan Maxwell {database, table, type, ts, data}"
BOOTSTRAP = "bootstrap-insert"
OPERATIONS = {"insert": Op.UPSERT, "update": Op.UPSERT, "delete": Op.DELETE, BOOTSTRAP: Op.UPSERT}
NO_POSITION = Problem(
    "version",
    "tanpa position; tidak diketahui versi mana yang lebih baru. Maxwell menulisnya dengan output_binlog_position=true",
)


class _Envelope(msgspec.Struct, gc=False):
    database: str
    table: str
    type: str
    data: msgspec.Raw = msgspec.Raw(b"")
    ts: int | None = None
    xid: int | None = None
    xoffset: int | None = None
    position: str | None = None

    @property
    def version(self) -> str | None:
        if self.type == BOOTSTRAP:
            return f"{EARLIEST}-{self.ts or 0:017d}"
        file, _, byte = (self.position or "").rpartition(":")
        return binlog_version(file, int(byte), self.xoffset or 0) if file and byte.isdecimal() else None


_DECODER = msgspec.json.Decoder(_Envelope)


class Maxwell:
    def __init__(self, contract: Contract) -> None:
        self._object = contract.source.object
        self._needs_version = contract.newest == "source"

    def read(self, message: RawMessage) -> Event:
        try:
            change = _DECODER.decode(message.value or b"")
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            return Event(problem=unreadable(message.value, EXPECTED, ("database", "table", "type")))
        row, version = bytes(change.data), change.version
        place = f"{change.position} {change.xid} {change.xoffset} {change.ts}"
        return Event(
            row=row,
            op=OPERATIONS.get(change.type, Op.UPSERT),
            id=digest(change.type.encode(errors="replace"), place.encode(errors="replace"), row),
            version=version,
            position=f"{change.database}.{change.table} @ {change.position}".encode(errors="replace"),
            happened_at=None if change.ts is None or change.type == BOOTSTRAP else at(change.ts * 1_000_000),
            problem=self._problem(change, version),
        )

    def _problem(self, change: _Envelope, version: str | None) -> Problem | None:
        if change.type not in OPERATIONS:
            expected = ", ".join(OPERATIONS)
            return Problem("envelope", f"jenis {change.type[:20]!r} bukan perubahan baris; diharapkan {expected}")
        if version is None and self._needs_version:
            return NO_POSITION
        return about_table(change.database, change.table, self._object)
