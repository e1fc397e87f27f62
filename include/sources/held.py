"""What has to wait, on disk, so that memory stays small however much it is."""

from __future__ import annotations

import pickle
import tempfile
from collections.abc import Iterator
from typing import Generic, TypeVar

T = TypeVar("T")


class Held(Generic[T]):
    """Rows in the order in which they were added.

    The file has no name, may only be read by this user, and is gone when the block is left or the process dies.
    """

    def __init__(self) -> None:
        self._file = tempfile.TemporaryFile()  # noqa: SIM115
        self._count = 0

    def __enter__(self) -> Held[T]:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def add(self, row: T) -> None:
        pickle.dump(row, self._file, pickle.HIGHEST_PROTOCOL)
        self._count += 1

    def __iter__(self) -> Iterator[T]:
        self._file.seek(0)
        for _ in range(self._count):
            yield pickle.load(self._file)
