"""Staged batches: what a consume made, waiting for the sinks. A batch appears under its name only when it is complete."""

from __future__ import annotations

import hashlib
import io
import json
import os
import uuid
from dataclasses import dataclass
from typing import Any

import fsspec
import pyarrow as pa
import pyarrow.parquet as pq

from include.records import PlannedBatch

ROWS, REJECTS, MANIFEST = "rows.parquet", "rejects.parquet", "manifest.json"


@dataclass(frozen=True)
class StagedBatch:
    """`read == accepted + rejected`. `held` says, in Indonesian, why the quality gate holds the batch; None lets it pass."""

    batch: PlannedBatch
    url: str
    read: int
    accepted: int
    rejected: int
    warnings: dict[str, int]
    held: str | None
    checksum: str

    def rows(self) -> pa.Table:
        return self._table(ROWS)

    def rejects(self) -> pa.Table:
        return self._table(REJECTS)

    def _table(self, name: str) -> pa.Table:
        with fsspec.open(f"{self.url}/{name}", "rb") as file:
            return pq.read_table(file)


def stage(
    staging_url: str, batch: PlannedBatch, rows: pa.Table, rejects: pa.Table, warnings: dict[str, int], held: str | None
) -> StagedBatch:
    files = {ROWS: _parquet(rows), REJECTS: _parquet(rejects)}
    digest = hashlib.sha256()
    for name in sorted(files):
        digest.update(files[name])
    manifest = {
        "read": rows.num_rows + rejects.num_rows,
        "accepted": rows.num_rows,
        "rejected": rejects.num_rows,
        "warnings": warnings,
        "held": held,
        "checksum": digest.hexdigest(),
    }
    files[MANIFEST] = json.dumps(manifest).encode()
    url = batch_url(staging_url, batch)
    file_system, path = fsspec.core.url_to_fs(url)
    work = f"{path}.{uuid.uuid4().hex[:8]}.part"
    file_system.makedirs(work, exist_ok=True)
    for name, content in files.items():
        with file_system.open(f"{work}/{name}", "wb") as file:
            file.write(content)
            file.flush()
            if "file" in file_system.protocol:
                os.fsync(file.fileno())
    if file_system.exists(path):
        file_system.rm(path, recursive=True)
    file_system.mv(work, path, recursive=True)
    return StagedBatch(batch=batch, url=url, **manifest)


def load_staged(staging_url: str, batch: PlannedBatch) -> StagedBatch | None:
    """The staged batch, or None when it is not there, not complete, or damaged."""
    url = batch_url(staging_url, batch)
    file_system, path = fsspec.core.url_to_fs(url)
    if not file_system.exists(f"{path}/{MANIFEST}"):
        return None
    manifest: dict[str, Any] = json.loads(file_system.cat_file(f"{path}/{MANIFEST}"))
    digest = hashlib.sha256()
    for name in sorted((ROWS, REJECTS)):
        if not file_system.exists(f"{path}/{name}"):
            return None
        digest.update(file_system.cat_file(f"{path}/{name}"))
    if digest.hexdigest() != manifest["checksum"]:
        return None
    return StagedBatch(batch=batch, url=url, **manifest)


def discard(staging_url: str, batch: PlannedBatch) -> None:
    """Remove a batch that every sink has, and what was left half-written of it."""
    file_system, path = fsspec.core.url_to_fs(batch_url(staging_url, batch))
    for left in file_system.glob(f"{path}*"):
        file_system.rm(left, recursive=True)


def batch_url(staging_url: str, batch: PlannedBatch) -> str:
    return f"{staging_url}/{batch.dataset}/{batch.batch_id}-r{batch.revision}"


def _parquet(table: pa.Table) -> bytes:
    buffer = io.BytesIO()
    pq.write_table(table, buffer, compression="zstd")
    return buffer.getvalue()
