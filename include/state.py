"""What extracts keep between runs, as files below the state folder.

A file is written once, under a name that begins with the mark of the position its extract began at, and counts only
once a saved position names it. An extract can only save its position while the one it began at is still the saved
one, so every file that began elsewhere and is not named is left over from a run that died.
"""

from __future__ import annotations

import hashlib
import json
import os
import uuid
from collections.abc import Collection, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import IO, Any

import fsspec

from include.errors import ServiceUnavailable

PART = ".part"


@dataclass(frozen=True)
class StateFiles:
    """The files of one kind of one dataset, in a folder or at any fsspec URL.

    Every method raises ServiceUnavailable when the folder cannot be used.
    """

    url: str

    def new_name(self, since: dict[str, Any] | None) -> str:
        return f"{mark(since)}-{uuid.uuid4().hex}"

    @contextmanager
    def writing(self, name: str) -> Iterator[IO[bytes]]:
        """A file that is there under its name only once the block has ended well."""
        with self._place(name) as (files, path):
            files.makedirs(files._parent(path), exist_ok=True)
            local = "file" in files.protocol
            with files.open(path + PART, "wb") as file:
                if local:
                    # It may hold personal data.
                    os.fchmod(file.fileno(), 0o600)
                yield file
                file.flush()
                if local:
                    os.fsync(file.fileno())
            files.mv(path + PART, path)

    @contextmanager
    def reading(self, name: str) -> Iterator[IO[bytes]]:
        with self._place(name) as (files, path), files.open(path, "rb") as file:
            yield file

    def names(self) -> list[str]:
        """The complete files."""
        return [name for name in self._all() if not name.endswith(PART)]

    def remove(self, name: str) -> None:
        """Without an error where it is gone already."""
        with self._place(name) as (files, path), suppress(FileNotFoundError):
            files.rm(path)

    def prune(self, keep: Collection[str], saved: dict[str, Any]) -> None:
        """Remove all but `keep` and what extracts that began at the saved position are writing."""
        for name in self._all():
            if name not in keep and not name.startswith(mark(saved)):
                self.remove(name)

    def _all(self) -> list[str]:
        with self._place("") as (files, path):
            if not files.exists(path):
                return []
            return sorted(str(found).rsplit("/", 1)[-1] for found in files.ls(path, detail=False))

    @contextmanager
    def _place(self, name: str) -> Iterator[tuple[Any, str]]:
        try:
            yield fsspec.core.url_to_fs(f"{self.url}/{name}".rstrip("/"))
        except OSError as error:
            raise ServiceUnavailable(
                f"state folder {self.url} cannot be used ({error}). Check that it is there, that its disk has room, and that "
                f"the user that Airflow runs as may write to it; its path is in the Airflow connection 'kampus_state'."
            ) from error


def mark(position: dict[str, Any] | None) -> str:
    """Names a position in the names of files."""
    return hashlib.sha256(json.dumps(position, sort_keys=True).encode()).hexdigest()[:12]
