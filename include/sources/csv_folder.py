"""CSV files in a drop folder: each file once by content, each record with its line.

A file that is not what the contract says is refused as a whole: it moves to `ditolak/` beside a note that says why, and
the other files go on. A file that is still being written waits for the next run.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from include.contract.model import Contract
from include.errors import SourceFileError
from include.records import Op, SourceRecord
from include.sources.base import Position, Reading, Refusal
from include.sources.csv_text import Format, NumberedRow, read_rows
from include.sources.drop_folder import DropFolder, DroppedFile
from include.sources.values import key_text
from include.sources.version import event_id, moment_text, row_hash, source_version, when


@dataclass(frozen=True)
class CsvSource:
    contract: Contract
    folder: Path

    def read(self, since: Position | None) -> Reading:
        reading = Reading(iter(()))
        reading.records = self._new_files(since or {}, reading)
        return reading

    def settle(self, reading: Reading) -> None:
        for refusal in reading.refused:
            self._drop_folder.keep_apart(refusal)

    def _new_files(self, since: Position, reading: Reading) -> Iterator[SourceRecord]:
        files: dict[str, Any] = dict(since.get("files", {}))
        sequence, at = int(since.get("sequence", 0)), int(since.get("newest", -1))
        for file in self._dropped(reading, anything_before=bool(files)):
            if file.digest in files:
                continue
            try:
                rows = read_rows(file.name, file.content, Format.of(self.contract))
            except SourceFileError as error:
                reading.refused.append(Refusal(file.name, str(error), file.digest))
                continue
            # A file that is dropped later is newer, even if it kept an older time of modification.
            at = max(file.modified, at + 1)
            for row in rows:
                sequence += 1
                yield self._record(file.name, row, at, sequence)
            modified = when(file.modified)
            reading.read += len(rows)
            reading.newest_change = max(reading.newest_change or modified, modified)
            files[file.digest] = {"name": file.name, "rows": len(rows), "modified": modified.isoformat()}
        reading.position = {"sequence": sequence, "newest": at, "files": files}

    def _dropped(self, reading: Reading, *, anything_before: bool) -> Iterator[DroppedFile]:
        """The files that can be read; what is to be said of the others goes into the reading."""
        pattern = self.contract.source.object
        names = self._drop_folder.names(pattern)
        if not names and not anything_before:
            why = f"{pattern}: no such file in {self.folder}. Expected one to be dropped there."
            reading.refused.append(Refusal(pattern, why))
        for name in names:
            try:
                file = self._drop_folder.read(name)
            except SourceFileError as error:
                reading.refused.append(Refusal(name, str(error)))
                continue
            if file:
                yield file
            else:
                reading.notes.append(f"{name}: is still being written or was taken away; the next run looks again.")

    def _record(self, name: str, numbered: NumberedRow, at: int, sequence: int) -> SourceRecord:
        line, row = numbered
        key = key_text(row[field.source_name or field.name].strip() for field in self.contract.key_fields)
        return SourceRecord(
            key=key,
            value=dict(row),
            version=source_version(at, sequence),
            position=f"{name}:{line}",
            event_id=event_id(self.contract.dataset, key, moment_text(at), row_hash(row), Op.UPSERT),
        )

    @property
    def _drop_folder(self) -> DropFolder:
        return DropFolder(self.folder, self.contract.source.connection)
