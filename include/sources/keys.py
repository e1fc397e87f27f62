"""The key snapshot of a dataset: which rows it had at the last extract, and what they looked like."""

from __future__ import annotations

from typing import Any, NamedTuple

import pyarrow as pa
import pyarrow.parquet as pq

from include.sources.base import Position
from include.sources.values import to_bytes, to_text
from include.state import StateFiles

SCHEMA = pa.schema([("key", pa.binary()), ("hash", pa.string()), ("at", pa.int64())])


class State(NamedTuple):
    """The state of a row that was sent last: its hash, and the time of its version in microseconds since 1970."""

    hash: str
    at: int


Snapshot = dict[str, State]
"""The last state that was sent of each row, by key."""


def load(files: StateFiles, name: str) -> Snapshot | None:
    """None when the file is gone or damaged."""
    if name not in files.names():
        return None
    try:
        with files.reading(name) as file:
            table = pq.read_table(file)
    except pa.ArrowInvalid:
        return None
    columns: list[list[Any]] = [table[column].to_pylist() for column in SCHEMA.names]
    return {to_text(key): State(hash_, at) for key, hash_, at in zip(*columns, strict=True)}


def save(files: StateFiles, snapshot: Snapshot, since: Position | None) -> str:
    """Write a new file for an extract that began at `since`, and return its name."""
    name = files.new_name(since)
    states = snapshot.values()
    columns = [[to_bytes(key) for key in snapshot], [state.hash for state in states], [state.at for state in states]]
    with files.writing(name) as file:
        pq.write_table(pa.table(columns, schema=SCHEMA), file, compression="zstd")
    return name


def left_over(files: StateFiles) -> Snapshot:
    """What the files that are there know together, the newest state of each key. Empty when there is no file."""
    together: Snapshot = {}
    for name in files.names():
        for key, state in (load(files, name) or {}).items():
            if key not in together or together[key].at < state.at:
                together[key] = state
    return together
