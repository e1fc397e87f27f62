"""The key snapshot of a dataset: which rows it had at the last extract, and what they looked like.

It stays on disk while a pass compares it, so that memory is the same for a thousand rows and for ten million.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterator, Mapping
from typing import NamedTuple

import pyarrow as pa
import pyarrow.parquet as pq

from include.sources.base import Position
from include.sources.values import to_bytes, to_text
from include.state import StateFiles

SCHEMA = pa.schema([("key", pa.binary()), ("hash", pa.string()), ("at", pa.int64())])
BATCH = 5_000
CACHE_KIB = 64 * 1024
TABLE = "CREATE TABLE row (key BLOB PRIMARY KEY, hash TEXT, at INTEGER, seen TEXT) WITHOUT ROWID"
PUT = (
    "INSERT INTO row (key, hash, at) VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET hash = excluded.hash, at = excluded.at"
)
PUT_NEWER = f"{PUT} WHERE excluded.at > at"
SEE = "INSERT INTO row (key, seen) VALUES (?, ?) ON CONFLICT DO UPDATE SET seen = excluded.seen WHERE seen IS NOT excluded.seen"
UNSEEN = "FROM row WHERE hash IS NOT NULL AND seen IS NULL"


class State(NamedTuple):
    """The state of a row that was sent last: its hash, and the time of its version in microseconds since 1970."""

    hash: str
    at: int


class KnownKeys:
    """The last state that was sent of each row, by key, and which keys a pass has seen, in which state.

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
                # With its buffer it would hold the whole file.
                for batch in pq.ParquetFile(file, pre_buffer=False).iter_batches(BATCH):
                    columns = [batch.column(column).to_pylist() for column in SCHEMA.names]
                    self._database.executemany(PUT_NEWER, zip(*columns, strict=True))
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

    def states(self, keys: Collection[str]) -> dict[str, State]:
        """The states of those keys that are known. Not for more keys than a statement has room for, which is 30,000."""
        marks = ", ".join("?" * len(keys))
        rows = self._database.execute(
            f"SELECT key, hash, at FROM row WHERE key IN ({marks}) AND hash IS NOT NULL",
            [to_bytes(key) for key in keys],
        )
        return {to_text(key): State(hash_, at) for key, hash_, at in rows}

    def put(self, states: Mapping[str, State]) -> None:
        self._database.executemany(PUT, ((to_bytes(key), *state) for key, state in states.items()))

    def forget(self, key: str) -> None:
        self._database.execute("DELETE FROM row WHERE key = ?", (to_bytes(key),))

    def see(self, keys: Collection[str], state: str = "") -> int:
        """Note that a pass saw these rows in this state. Returns of how many no pass had seen that before."""
        return self._database.executemany(SEE, ((to_bytes(key), state) for key in keys)).rowcount

    def any_unseen(self) -> bool:
        return self._database.execute(f"SELECT 1 {UNSEEN} LIMIT 1").fetchone() is not None

    def unseen(self) -> Iterator[tuple[str, State]]:
        """The known keys that no pass saw, in their order. They may be forgotten meanwhile."""
        # Any number is smaller than any key, the empty one too.
        after: bytes | int = -1
        while chunk := self._database.execute(
            f"SELECT key, hash, at {UNSEEN} AND key > ? ORDER BY key LIMIT {BATCH}", (after,)
        ).fetchall():
            for key, hash_, at in chunk:
                yield to_text(key), State(hash_, at)
            after = chunk[-1][0]
