"""A folder that people drop files into: what lies there, read only once nobody writes it any more."""

from __future__ import annotations

import hashlib
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

from include.errors import ServiceUnavailable, SourceFileError
from include.sources.base import Refusal

REFUSED = "ditolak"
QUIET = 2.0
"""Seconds for which a file has to stay as it is before it counts as completely written."""
CHUNK = 1_000_000
NOT_DROPPED = ("~$", ".")
"""What names begin with of files that programs keep beside the one that they have open."""


@dataclass(frozen=True)
class DroppedFile:
    """`modified` is in microseconds since 1970, `digest` the SHA-256 of the content."""

    name: str
    modified: int
    digest: str
    content: IO[bytes]
    """A copy that nobody else can write to, at its beginning."""


@dataclass(frozen=True)
class DropFolder:
    """`connection` is the Airflow connection that holds the path. Every method raises ServiceUnavailable when it is away."""

    path: Path
    connection: str

    def names(self, pattern: str) -> list[str]:
        """The files of this pattern, the one that was modified first comes first."""
        with self._reachable():
            if not self.path.is_dir():
                raise FileNotFoundError("no such folder")
            paths = (path for path in self.path.glob(pattern) if not path.name.startswith(NOT_DROPPED))
            files = [(path.stat().st_mtime_ns, path.name) for path in paths if path.is_file()]
        return [name for _, name in sorted(files)]

    @contextmanager
    def opened(self, name: str) -> Iterator[DroppedFile | None]:
        """The file, or None when it is still being written or was taken away again.

        The copy has no name, may only be read by this user, and is gone when the block is left or the process dies.
        Raises SourceFileError when the file may not be read.
        """
        with tempfile.TemporaryFile() as copy:
            yield self._copied(name, copy)

    def _copied(self, name: str, copy: IO[bytes]) -> DroppedFile | None:
        path, digest = self.path / name, hashlib.sha256()
        with self._reachable():
            try:
                before = path.stat()
                age = time.time() - before.st_mtime
                if 0 <= age < QUIET:
                    time.sleep(QUIET - age)
                with path.open("rb") as file:
                    while chunk := file.read(CHUNK):
                        digest.update(chunk)
                        copy.write(chunk)
                after = path.stat()
            except FileNotFoundError:
                return None
            except PermissionError as error:
                raise SourceFileError(
                    f"{name}: tidak boleh dibaca. Beri hak baca kepada pengguna yang menjalankan Airflow, lalu jalankan lagi."
                ) from error
        if (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns):
            return None
        copy.seek(0)
        return DroppedFile(name, before.st_mtime_ns // 1000, digest.hexdigest(), copy)

    def keep_apart(self, refusal: Refusal) -> None:
        """Move a refused file to `ditolak/`, with a note that says why, unless another one came under its name since."""
        path, stamp = self.path / refusal.name, datetime.now(UTC).strftime("%Y%m%dT%H%M%S.%f")
        with self._reachable():
            if refusal.content is None or not path.is_file() or _digest(path) != refusal.content:
                return
            folder = self.path / REFUSED
            folder.mkdir(exist_ok=True)
            (folder / f"{stamp}-{path.name}.txt").write_text(refusal.why + "\n", encoding="utf-8")
            path.rename(folder / f"{stamp}-{path.name}")

    @contextmanager
    def _reachable(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise ServiceUnavailable(
                f"drop folder {self.path} of the Airflow connection {self.connection!r} cannot be used ({error}). Check that the "
                f"folder is there and mounted, that there is room, and that the user that Airflow runs as may write to it."
            ) from error


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
