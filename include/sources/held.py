"""Rows that have to wait, on disk, so that memory stays small whatever their number."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from typing import Any

import msgspec

from include.sources.values import encode


class HeldRows:
    """Rows in the order in which they were added, as they will look in a message.

    The file has no name, may only be read by this user, and is gone when the block is left or the process dies.
    """

    def __init__(self) -> None:
        self._file = tempfile.TemporaryFile()  # noqa: SIM115

    def __enter__(self) -> HeldRows:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def add(self, row: dict[str, Any]) -> None:
        self._file.write(encode(row) + b"\n")

    def rows(self) -> Iterator[dict[str, Any]]:
        self._file.seek(0)
        decoder = msgspec.json.Decoder(dict[str, Any])
        return map(decoder.decode, self._file)
