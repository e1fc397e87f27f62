"""The key snapshot of a dataset: which rows it had at the last extract, and what they looked like."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field

import fsspec
import pyarrow as pa
import pyarrow.parquet as pq

SCHEMA = pa.schema([("key", pa.string()), ("hash", pa.string())])


@dataclass
class KeySnapshot:
    """Row hash by key. Stored as one immutable file that the saved position names, so both change together."""

    hashes: dict[str, str] = field(default_factory=dict)

    @classmethod
    def load(cls, folder: str, name: str | None) -> KeySnapshot:
        """An empty snapshot when there is none yet, or when its file is gone."""
        if name is None:
            return cls()
        file_system, path = fsspec.core.url_to_fs(f"{folder}/{name}")
        if not file_system.exists(path):
            return cls()
        with file_system.open(path, "rb") as file:
            table = pq.read_table(file)
        return cls(dict(zip(table["key"].to_pylist(), table["hash"].to_pylist(), strict=True)))

    def save(self, folder: str, dataset: str) -> str:
        """Write a new file and return its name."""
        name = f"{dataset}-{uuid.uuid4().hex}.parquet"
        file_system, path = fsspec.core.url_to_fs(f"{folder}/{name}")
        file_system.makedirs(file_system._parent(path), exist_ok=True)
        table = pa.table([list(self.hashes), list(self.hashes.values())], schema=SCHEMA)
        with file_system.open(f"{path}.part", "wb") as file:
            pq.write_table(table, file, compression="zstd")
        file_system.mv(f"{path}.part", path)
        return name

    def missing_from(self, keys: Iterable[str]) -> list[str]:
        """The keys that the snapshot has and `keys` has not: deleted rows."""
        present = set(keys)
        return [key for key in self.hashes if key not in present]


def discard(folder: str, name: str | None) -> None:
    """Remove a snapshot that no position names any more."""
    if name is None:
        return
    file_system, path = fsspec.core.url_to_fs(f"{folder}/{name}")
    if file_system.exists(path):
        file_system.rm(path)
