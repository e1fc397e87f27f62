"""Staged batches: what a consume made, waiting for the sinks.

    <staging url>/<dataset>/<range id>-g<generation>/<batch id>-r<revision>/rows.parquet, rejects.parquet, manifest.json

Each file is written under a temporary name and renamed, the manifest last: only with a manifest whose checksum fits is the
batch there. Two copies of a task may stage the same batch at once. They write the same files, a file is replaced in one
step, and a reader of the old one keeps it.
"""

from __future__ import annotations

import hashlib
import io
import json
import logging
import os
import uuid
from dataclasses import dataclass
from typing import Any

import fsspec
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from include.audit.identity import range_id
from include.errors import ServiceUnavailable
from include.records import PlannedBatch

log = logging.getLogger(__name__)

ROWS, REJECTS, MANIFEST = "rows.parquet", "rejects.parquet", "manifest.json"
MESSAGE_KEY = "_key"
"""A column of staged rows that no sink is given: whose row a message is, by the digest of its key."""


@dataclass(frozen=True)
class StagedBatch:
    """`read == accepted + rejected`. `held` says, in Indonesian, why the quality gate holds the batch; None lets it pass.

    Its tables raise ServiceUnavailable when a copy of the task has loaded the batch and removed the files meanwhile.
    """

    batch: PlannedBatch
    url: str
    read: int
    accepted: int
    rejected: int
    warnings: dict[str, int]
    held: str | None
    checksum: str

    def rows(self, since: int = 0) -> pa.Table:
        """The accepted rows, as a sink takes them, from an offset on: a sink that was put back has those before it."""
        rows = self._since(since, self._table(ROWS), "_offset")
        return rows.select([name for name in rows.column_names if name != MESSAGE_KEY])

    def identities(self, since: int = 0) -> pa.Table:
        """`_offset`, `_version` and `_key` (the digest of the message's key, null without one) of the accepted rows."""
        return self._since(since, self._table(ROWS, ["_offset", "_version", MESSAGE_KEY]), "_offset")

    def rejects(self, since: int = 0) -> pa.Table:
        return self._since(since, self._table(REJECTS), "offset")

    def _since(self, since: int, table: pa.Table, offset: str) -> pa.Table:
        return table.filter(pc.greater_equal(table[offset], since)) if since > self.batch.range.start else table

    def _table(self, name: str, columns: list[str] | None = None) -> pa.Table:
        try:
            with fsspec.open(f"{self.url}/{name}", "rb") as file:
                return pq.read_table(file, columns=columns)
        except FileNotFoundError as error:
            raise ServiceUnavailable(
                f"{self.batch.range}: what was staged of it is gone from {self.url}. A copy of the task was faster and removed it, "
                f"or somebody else did. The retry finds the batch loaded, or reads it again."
            ) from error


def stage(
    staging_url: str, batch: PlannedBatch, rows: pa.Table, rejects: pa.Table, warnings: dict[str, int], held: str | None
) -> StagedBatch:
    """Raises ServiceUnavailable when the folder cannot be written, for example because its disk is full."""
    files = {ROWS: _parquet(rows), REJECTS: _parquet(rejects)}
    manifest = {
        "read": rows.num_rows + rejects.num_rows,
        "accepted": rows.num_rows,
        "rejected": rejects.num_rows,
        "warnings": warnings,
        "held": held,
        "checksum": _checksum(files),
    }
    url = batch_url(staging_url, batch)
    try:
        _write(url, {**files, MANIFEST: json.dumps(manifest).encode()})
    except OSError as error:
        raise ServiceUnavailable(
            f"staging folder {staging_url} cannot be written ({error.strerror or type(error).__name__}). Check that it is there, "
            f"its free space and rights, and the Airflow connection 'kampus_staging'."
        ) from error
    return StagedBatch(batch=batch, url=url, **manifest)


def load_staged(staging_url: str, batch: PlannedBatch) -> StagedBatch | None:
    """The staged batch, or None when it is not there, not complete, or damaged."""
    url = batch_url(staging_url, batch)
    file_system, path = fsspec.core.url_to_fs(url)
    try:
        manifest: dict[str, Any] = json.loads(file_system.cat_file(f"{path}/{MANIFEST}"))
        files = {name: file_system.cat_file(f"{path}/{name}") for name in (ROWS, REJECTS)}
        whole = _checksum(files) == manifest["checksum"]
        return StagedBatch(batch=batch, url=url, **manifest) if whole else None
    except (FileNotFoundError, ValueError, KeyError, TypeError):
        return None


def discard(staging_url: str, batch: PlannedBatch) -> None:
    """Remove all that was staged of a range that every sink has: held revisions and half-written files too.

    Best effort: a copy of the task that still writes there is no reason to fail a batch that is loaded.
    """
    file_system, path = fsspec.core.url_to_fs(_range_url(staging_url, batch))
    file_system.invalidate_cache()
    try:
        file_system.rm(path, recursive=True)
    except FileNotFoundError:
        return
    except OSError as error:
        log.warning("%s: staged files are left in %s (%s)", batch.range, staging_url, error.strerror)


def batch_url(staging_url: str, batch: PlannedBatch) -> str:
    return f"{_range_url(staging_url, batch)}/{batch.batch_id}-r{batch.revision}"


def _range_url(staging_url: str, batch: PlannedBatch) -> str:
    return f"{staging_url}/{batch.dataset}/{range_id(batch.range)}-g{batch.generation}"


def _write(url: str, files: dict[str, bytes]) -> None:
    file_system, path = fsspec.core.url_to_fs(url)
    file_system.makedirs(path, exist_ok=True)
    for name, content in files.items():
        part = f"{path}/{name}.{uuid.uuid4().hex}.part"
        with file_system.open(part, "wb") as file:
            file.write(content)
            file.flush()
            if "file" in file_system.protocol:
                os.fsync(file.fileno())
        file_system.mv(part, f"{path}/{name}")


def _checksum(files: dict[str, bytes]) -> str:
    digest = hashlib.sha256()
    for name in sorted(files):
        digest.update(files[name])
    return digest.hexdigest()


def _parquet(table: pa.Table) -> bytes:
    buffer = io.BytesIO()
    pq.write_table(table, buffer, compression="zstd")
    return buffer.getvalue()
