"""Files in a drop folder, of each kind, made ready for the suites."""

from __future__ import annotations

import os
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path

from include.sources.base import Source
from include.sources.files import FileSource
from tests.contract.sources.builders import contract
from tests.contract.sources.file_builders import csv_bytes, xlsx_bytes
from tests.contract.sources.kit import Kit

WRITERS = {"csv": csv_bytes, "xlsx": xlsx_bytes}
UNREADABLE = {"csv": ["3"], "xlsx": ["3", "=NAMA()"]}
"""A row that was cut; a formula that nothing has computed."""


class FileKit(Kit):
    source_class: type[FileSource] = FileSource

    def __init__(self, home: Path, kind: str) -> None:
        self.folder, self._state, self.kind = home / "drop", home / "state", kind
        self.folder.mkdir()
        self.contract = contract(kind=kind, place=f"dosen_*.{kind}")
        self.source: FileSource = self._source(self.folder)

    def put_at(self, id_: str, nama: str, changed: datetime) -> None:
        """The row comes in a file of its own."""
        number = len(list(self.folder.iterdir()))
        # A file is read once by content, so empty rows make each one another file.
        self._write(f"dosen_{number}", [[""] for _ in range(number)] + [["id", "nama"], [id_, nama]], changed)

    def reshape(self) -> None:
        self._write("dosen_lain", [["id", "alamat"], ["9", "Bandung"]], self.clock)

    def away(self) -> Source:
        return self._source(self.folder / "tidak_ada")

    def drop(self, name: str, *rows: Sequence[str]) -> Path:
        """A file of these rows, a minute newer than the one before."""
        self.clock += timedelta(minutes=1)
        return self._write(name, [["id", "nama"], *rows], self.clock)

    def drop_nothing(self, name: str) -> None:
        """A file of zero bytes."""
        self.path(name).write_bytes(b"")
        os.utime(self.path(name), (self.clock.timestamp(), self.clock.timestamp()))

    def path(self, name: str) -> Path:
        return self.folder / f"{name}.{self.kind}"

    def _write(self, name: str, rows: Sequence[Sequence[str]], modified: datetime) -> Path:
        path = self.path(name)
        path.write_bytes(WRITERS[self.kind](rows))
        os.utime(path, (modified.timestamp(), modified.timestamp()))
        return path

    def _source(self, folder: Path) -> FileSource:
        return self.source_class(self.contract, folder, str(self._state))
