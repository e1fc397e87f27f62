"""CSV and Excel files in a drop folder: each file once by content, each record with its line.

A file that cannot be trusted is refused as a whole: it moves to `ditolak/` beside a note that says why, and the other
files go on. A row that cannot be taken as it stands goes on its way with the reason, and ends in the quarantine. A row
that was sent in the same state before is not sent again, so a corrected file brings what was corrected and no more.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from copy import deepcopy
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import Any

from include.contract.model import Contract
from include.errors import SourceFileError
from include.records import Op, SourceRecord
from include.sources.base import Position, Reading, Refusal
from include.sources.csv_text import open_csv
from include.sources.drop_folder import DropFolder, DroppedFile
from include.sources.file_header import column
from include.sources.file_rows import FileRow, Sheet
from include.sources.file_table import read_table
from include.sources.held import Held
from include.sources.keys import KnownKeys, State
from include.sources.spreadsheet import open_workbook
from include.sources.values import encode, key_text
from include.sources.version import body_hash, event_id, moment_text, source_version, when
from include.state import StateFiles

OPENERS: dict[str, Callable[[DroppedFile, Contract], Sheet]] = {"csv": open_csv, "xlsx": open_workbook}
"""The kinds of files."""
BATCH = 1_000


@dataclass
class _Progress:
    """How far the folder was read. `files` are those that were read, by digest; `newest` is the time of the newest version."""

    sequence: int
    newest: int
    files: dict[str, dict[str, Any]]

    @classmethod
    def of(cls, position: Position) -> _Progress:
        return cls(
            int(position.get("sequence", 0)), int(position.get("newest", -1)), deepcopy(position.get("files", {}))
        )

    def position(self, snapshot: str | None) -> Position:
        """`snapshot` is the key snapshot of what was sent, where anything was."""
        position = {"sequence": self.sequence, "newest": self.newest, "files": self.files}
        return {**position, "snapshot": snapshot} if snapshot else position


@dataclass(frozen=True)
class FileSource:
    contract: Contract
    folder: Path
    state_url: str

    def read(self, since: Position | None) -> Reading:
        reading = Reading(iter(()))
        reading.records = self._new_files(since or {}, reading)
        return reading

    def settle(self, reading: Reading) -> None:
        for refusal in reading.refused:
            self._drop_folder.keep_apart(refusal)
        keep = [reading.position["snapshot"]] if "snapshot" in reading.position else []
        self._states.prune(keep=keep, saved=reading.position)

    def _new_files(self, since: Position, reading: Reading) -> Iterator[SourceRecord]:
        progress = _Progress.of(since)
        began_at = progress.sequence
        with closing(KnownKeys()) as known:
            is_lost = "snapshot" in since and not known.load(self._states, since["snapshot"])
            if is_lost:
                reading.notes.append(
                    f"{self.contract.dataset}: potret kunci run terakhir di {self._states.url} hilang. Baris berkas baru dikirim "
                    f"juga bila tidak berubah."
                )
            for name in self._names(reading, anything_before=bool(progress.files)):
                with Held[list[FileRow]]() as held:
                    if file := self._read_whole(name, held, progress, reading):
                        yield from self._changed(file, held, progress, known, reading)
            snapshot = since.get("snapshot")
            if is_lost or progress.sequence > began_at:
                snapshot = known.save(self._states, since or None)
        reading.position = progress.position(snapshot)
        reading.freshness = {
            "read_to": max((file["modified"] for file in progress.files.values()), default=None),
            "heard_from_at": datetime.now(UTC).isoformat(),
        }

    def _names(self, reading: Reading, *, anything_before: bool) -> list[str]:
        pattern = self.contract.source.object
        names = self._drop_folder.names(pattern)
        if not names and not anything_before:
            why = f"{pattern}: belum ada berkas seperti itu di {self.folder}. Letakkan berkasnya di sana, lalu jalankan lagi."
            reading.refused.append(Refusal(pattern, why))
        return names

    def _read_whole(
        self, name: str, held: Held[list[FileRow]], progress: _Progress, reading: Reading
    ) -> DroppedFile | None:
        """Hold the rows of a file that was not read before. None when there is nothing to send of it; the reading says why."""
        digest = None
        try:
            with self._drop_folder.opened(name) as file:
                if file is None:
                    reading.notes.append(
                        f"{name}: masih ditulis atau sudah diambil lagi; dilihat lagi pada run berikutnya."
                    )
                    return None
                digest = file.digest
                if same := progress.files.get(digest):
                    if name != same["name"] and name not in same.setdefault("also", []):
                        same["also"].append(name)
                        reading.notes.append(f"{name}: isinya sama dengan {same['name']}; tidak dibaca dua kali.")
                    return None
                sheet = OPENERS[self.contract.source.kind](file, self.contract)
                rows = read_table(name, sheet, self.contract, reading.notes)
                while chunk := list(islice(rows, BATCH)):
                    held.add(chunk)
                return file
        except SourceFileError as error:
            reading.refused.append(Refusal(name, str(error), digest))
            return None

    def _changed(
        self, file: DroppedFile, held: Held[list[FileRow]], progress: _Progress, known: KnownKeys, reading: Reading
    ) -> Iterator[SourceRecord]:
        """A record for each row that was not sent in this state before, or that cannot be taken."""
        # A file that is dropped later is newer, even if it kept an older time of modification.
        progress.newest = max(file.modified, progress.newest + 1)
        count = 0
        for rows in held:
            count += len(rows)
            yield from self._changed_among(rows, file.name, progress, known, reading)
        modified = when(file.modified)
        reading.read += count
        reading.newest_change = max(reading.newest_change or modified, modified)
        progress.files[file.digest] = {"name": file.name, "rows": count, "modified": modified.isoformat()}

    def _changed_among(
        self, rows: list[FileRow], name: str, progress: _Progress, known: KnownKeys, reading: Reading
    ) -> Iterator[SourceRecord]:
        keyed = [(row, self._key(row)) for row in rows]
        states = known.states({key for _, key in keyed if key})
        moment = moment_text(progress.newest)
        for row, key in keyed:
            body = encode(row.values)
            hash_ = body_hash(body)
            if key and not row.problem:
                before = states.get(key)
                if before and before.hash == hash_:
                    reading.unchanged += 1
                    continue
                states[key] = State(hash_, progress.newest)
            progress.sequence += 1
            yield SourceRecord(
                key=key or "",
                value=row.values,
                version=source_version(progress.newest, progress.sequence),
                position=f"{name}:{row.line}",
                event_id=event_id(self.contract.dataset, key or "", f"{moment}#{row.line}", hash_, Op.UPSERT),
                unreadable=row.problem,
                body=body,
            )
        known.put(states)

    def _key(self, row: FileRow) -> str | None:
        """None where a part of the key is missing."""
        values = (row.values[column(field)] for field in self.contract.key_fields)
        parts = ["" if value is None else str(value).strip() for value in values]
        return key_text(parts) if all(parts) else None

    @property
    def _drop_folder(self) -> DropFolder:
        return DropFolder(self.folder, self.contract.source.connection)

    @property
    def _states(self) -> StateFiles:
        return StateFiles(f"{self.state_url}/{self.contract.dataset}/keys")
