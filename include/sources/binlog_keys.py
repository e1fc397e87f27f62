"""The keys that a table has, as far as its change log was read: a file for each run that made or deleted some.

They are what tells which rows are gone when the log does not: after a TRUNCATE, or where a part of the log was purged.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from include.sources.base import Position
from include.sources.values import to_bytes, to_text
from include.state import StateFiles

SCHEMA = pa.schema([("key", pa.binary()), ("present", pa.bool_()), ("streamed", pa.bool_())])
PLACED = SCHEMA.append(pa.field("place", pa.int32()))
BATCH = 50_000
MANY = 20
"""Files that are joined to one."""


@dataclass
class KeyChanges:
    """What one run found out about keys."""

    present: dict[str, bool]
    streamed: set[str]
    """Keys whose row the change log has told, so that a row read in a range of keys says nothing new."""

    def told(self, key: str, *, present: bool) -> None:
        self.present[key] = present
        self.streamed.add(key)


@dataclass(frozen=True)
class KeyLog:
    files: StateFiles

    def write(self, changes: KeyChanges, since: Position | None) -> str:
        """A new file for an extract that began at `since`; returns its name."""
        keys = list(changes.present)
        columns = [
            [to_bytes(key) for key in keys],
            list(changes.present.values()),
            [k in changes.streamed for k in keys],
        ]
        name = self.files.new_name(since)
        with self.files.writing(name) as file:
            pq.write_table(pa.table(columns, schema=SCHEMA), file, compression="zstd")
        return name

    def take_over(self, polled: StateFiles, name: str, since: Position | None) -> str | None:
        """The keys that a table had when it was polled last, in a new file. None when their key snapshot is gone."""
        if name not in polled.names():
            return None
        new = self.files.new_name(since)
        with (
            polled.reading(name) as file,
            self.files.writing(new) as written,
            pq.ParquetWriter(written, SCHEMA, compression="zstd") as writer,
        ):
            for batch in pq.ParquetFile(file, pre_buffer=False).iter_batches(BATCH, columns=["key"]):
                flags = [pa.array([flag] * len(batch), pa.bool_()) for flag in (True, False)]
                writer.write_batch(pa.record_batch([batch.column("key"), *flags], schema=SCHEMA))
        return new

    def join(self, names: Sequence[str], since: Position | None) -> str:
        """The keys that are there according to these files, in a new one."""
        name = self.files.new_name(since)
        with self.files.writing(name) as file, pq.ParquetWriter(file, SCHEMA, compression="zstd") as writer:
            for batch in self._query(names, _THERE.format(more=", bool_or(streamed) AS streamed")):
                writer.write_batch(batch.cast(SCHEMA))
        return name

    def streamed(self, names: Sequence[str]) -> set[str]:
        return set(self._keys(names, "SELECT key FROM log WHERE streamed"))

    def gone(self, before: Sequence[str], since: Sequence[str]) -> Iterator[str]:
        """The keys that were there according to the files `before`, and of which those `since` say nothing."""
        yield from self._keys(
            [*before, *since], f"{_THERE.format(more='')} AND max(place) < {len(before)} ORDER BY key"
        )

    def are_there(self, names: Sequence[str]) -> bool:
        return set(names) <= set(self.files.names())

    def _keys(self, names: Sequence[str], sql: str) -> Iterator[str]:
        for batch in self._query(names, sql):
            yield from map(to_text, batch.column("key").to_pylist())

    def _query(self, names: Sequence[str], sql: str) -> Iterator[pa.RecordBatch]:
        with _duckdb() as connection:
            connection.register("log", pa.RecordBatchReader.from_batches(PLACED, self._placed(names)))
            yield from connection.sql(sql).to_arrow_reader(BATCH)

    def _placed(self, names: Sequence[str]) -> Iterator[pa.RecordBatch]:
        for place, name in enumerate(names):
            with self.files.reading(name) as file:
                # With its buffer it would hold the whole file.
                for batch in pq.ParquetFile(file, pre_buffer=False).iter_batches(BATCH):
                    yield batch.append_column("place", pa.array([place] * len(batch), pa.int32()))


_THERE = "SELECT key, true AS present{more} FROM log GROUP BY key HAVING arg_max(present, place)"


@contextmanager
def _duckdb() -> Iterator[duckdb.DuckDBPyConnection]:
    """A database in little memory, that goes to disk where the keys are many."""
    with tempfile.TemporaryDirectory() as folder:
        settings = {"memory_limit": "256MB", "threads": "1", "temp_directory": folder}
        with duckdb.connect(config=settings) as connection:
            yield connection
