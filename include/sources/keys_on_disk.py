"""A key snapshot that stays on disk, so that memory is the same for a thousand rows and for ten million.

It is a key snapshot as `keys` knows it, in the same files, beside which it is noted which keys a pass has seen.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator

import pyarrow as pa
import pyarrow.parquet as pq

from include.sources.base import Position
from include.sources.keys import SCHEMA, State
from include.sources.values import to_bytes, to_text
from include.state import StateFiles

BATCH = 5_000
CACHE_KIB = 64 * 1024
TABLE = "CREATE TABLE row (key BLOB PRIMARY KEY, hash TEXT, at INTEGER, seen TEXT) WITHOUT ROWID"
NEWEST = (
    "INSERT INTO row (key, hash, at) VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET hash = excluded.hash, at = excluded.at "
    "WHERE excluded.at > at"
)
SET = (
    "INSERT INTO row (key, hash, at) VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET hash = excluded.hash, at = excluded.at"
)
SEE = "INSERT INTO row (key, seen) VALUES (?, ?) ON CONFLICT DO UPDATE SET seen = excluded.seen WHERE seen IS NOT excluded.seen"


class KeysOnDisk:
    """The last state that was sent of each row, by key, and the hash of the state in which a pass saw it.

    The database is a temporary one of this process and gone with it.
    """

    def __init__(self) -> None:
        self._database = sqlite3.connect("", isolation_level=None)
        for statement in ("PRAGMA journal_mode = OFF", f"PRAGMA cache_size = -{CACHE_KIB}", "BEGIN", TABLE):
            self._database.execute(statement)
        self.empty = True
        """Whether nothing was loaded."""

    def close(self) -> None:
        self._database.close()

    def load(self, files: StateFiles, name: str) -> bool:
        """Add what a file knows, the newest state of each key. False when the file is gone or damaged."""
        if name not in files.names():
            return False
        try:
            with files.reading(name) as file:
                for batch in pq.ParquetFile(file).iter_batches(BATCH):
                    columns = [batch.column(column).to_pylist() for column in SCHEMA.names]
                    self._database.executemany(NEWEST, zip(*columns, strict=True))
                    self.empty = self.empty and not len(batch)
        except pa.ArrowInvalid:
            return False
        return True

    def save(self, files: StateFiles, since: Position | None) -> str:
        """Write a new file for an extract that began at `since`, and return its name."""
        name = files.new_name(since)
        rows = self._database.execute("SELECT key, hash, at FROM row WHERE hash IS NOT NULL")
        with files.writing(name) as file, pq.ParquetWriter(file, SCHEMA, compression="zstd") as writer:
            while chunk := rows.fetchmany(BATCH):
                columns = [list(column) for column in zip(*chunk, strict=True)]
                writer.write_table(pa.table(columns, schema=SCHEMA))
        return name

    def get(self, key: str, /) -> State | None:
        found = self._database.execute("SELECT hash, at FROM row WHERE key = ? AND hash IS NOT NULL", (to_bytes(key),))
        row = found.fetchone()
        return State(*row) if row else None

    def __setitem__(self, key: str, state: State, /) -> None:
        self._database.execute(SET, (to_bytes(key), *state))

    def pop(self, key: str, /) -> State:
        state = self.get(key)
        if state is None:
            raise KeyError(key)
        self._database.execute("DELETE FROM row WHERE key = ?", (to_bytes(key),))
        return state

    def see(self, key: str, hash_: str) -> bool:
        """Note that a pass saw the row in this state. True when no pass has seen it so before."""
        return self._database.execute(SEE, (to_bytes(key), hash_)).rowcount > 0

    def known_among(self, keys: Iterable[str]) -> set[str]:
        return {key for key in keys if self.get(key)}

    def any_unseen(self) -> bool:
        return self._database.execute(f"SELECT 1 {_UNSEEN} LIMIT 1").fetchone() is not None

    def unseen(self) -> Iterator[str]:
        """The known keys that no pass saw, in their order. Keys may be taken out meanwhile."""
        after = b""
        while chunk := self._database.execute(
            f"SELECT key {_UNSEEN} AND key > ? ORDER BY key LIMIT {BATCH}", (after,)
        ).fetchall():
            yield from (to_text(key) for (key,) in chunk)
            ((after,),) = chunk[-1:]


_UNSEEN = "FROM row WHERE hash IS NOT NULL AND seen IS NULL"
