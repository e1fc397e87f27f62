"""Files in a folder, or at any fsspec URL: what is there, since when, and how they are removed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import fsspec

from include.errors import ServiceUnavailable


@dataclass(frozen=True)
class File:
    """`path` is below the folder that was searched; `size` is in bytes."""

    path: str
    size: int
    modified: datetime


@dataclass(frozen=True)
class Removed:
    files: int = 0
    bytes: int = 0

    def __add__(self, other: Removed) -> Removed:
        return Removed(self.files + other.files, self.bytes + other.bytes)


def files_below(url: str) -> list[File]:
    """All files below a folder, none when it is not there. Raises ServiceUnavailable when it cannot be read."""
    with _place(url) as (system, root):
        return [file for path in system.find(root) if (file := _file(system, root, path))]


def remove(url: str, files: Iterable[File]) -> Removed:
    """Remove files that `files_below` found, without an error where one is gone by now, and the folders that are left empty."""
    removed = Removed()
    with _place(url) as (system, root):
        for file in files:
            with suppress(FileNotFoundError):
                system.rm_file(f"{root}/{file.path}")
                removed += Removed(1, file.size)
            if "file" in system.protocol:
                _remove_empty_parents(Path(root), file)
    return removed


def _remove_empty_parents(root: Path, file: File) -> None:
    """Up to the first level below the root, which is there for good. A folder that holds something stays."""
    for parent in list((root / file.path).parents):
        if parent in (root, *root.parents) or parent.parent == root:
            return
        try:
            parent.rmdir()
        except OSError:
            return


def _file(system: Any, root: str, path: str) -> File | None:
    """None when somebody else has removed it meanwhile."""
    try:
        return File(path[len(root) + 1 :], system.size(path), system.modified(path).astimezone(UTC))
    except FileNotFoundError:
        return None


@contextmanager
def _place(url: str) -> Iterator[tuple[Any, str]]:
    try:
        system, root = fsspec.core.url_to_fs(url)
        system.invalidate_cache()
        yield system, root.rstrip("/")
    except OSError as error:
        raise ServiceUnavailable(
            f"folder {url} cannot be tidied ({error.strerror or type(error).__name__}). Check that it is there and that the user "
            f"that Airflow runs as may write to it; its path is in an Airflow connection of type fs."
        ) from error
