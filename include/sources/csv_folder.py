"""CSV files in a drop folder: each file once by content, each record with its line.

A file that is not what the contract says is refused as a whole: it moves to `ditolak/` beside a note that says why, and
the other files go on.
"""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from include.contract.model import Contract
from include.errors import ServiceUnavailable, SourceFileError
from include.records import Op, SourceRecord
from include.sources.base import Position, Reading
from include.sources.mysql import key_text
from include.sources.version import event_id, row_hash, source_version

REFUSED = "ditolak"


@dataclass(frozen=True)
class CsvSource:
    contract: Contract
    folder: Path

    def read(self, since: Position | None) -> Reading:
        if not self.folder.is_dir():
            raise ServiceUnavailable(
                f"drop folder {self.folder} of {self.contract.source.connection!r} is not there. Check the path of the "
                f"Airflow connection and that the folder is mounted."
            )
        reading = Reading(iter(()))
        reading.records = self._new_files(since or {}, reading)
        return reading

    def _new_files(self, since: Position, reading: Reading) -> Iterator[SourceRecord]:
        files: dict[str, Any] = dict(since.get("files", {}))
        sequence = int(since.get("sequence", 0))
        paths = sorted(self.folder.glob(self.contract.source.object))
        if not paths and not files:
            reading.refused.append(
                f"{self.contract.source.object}: no such file in {self.folder}. Expected one to be dropped there."
            )
        for path in paths:
            content = path.read_bytes()
            digest = hashlib.sha256(content).hexdigest()
            if digest in files:
                continue
            try:
                rows = self._rows(path.name, content)
            except SourceFileError as refusal:
                self._refuse(path, str(refusal))
                reading.refused.append(str(refusal))
                continue
            changed = datetime.fromtimestamp(path.stat().st_mtime_ns // 1000 / 1_000_000, UTC)
            for line, row in rows:
                reading.read += 1
                sequence += 1
                yield self._record(path.name, line, row, changed, sequence)
            reading.newest_change = max(reading.newest_change or changed, changed)
            files[digest] = {"name": path.name, "rows": len(rows), "changed_at": changed.isoformat()}
        reading.position = {"sequence": sequence, "files": files}

    def _rows(self, name: str, content: bytes) -> list[tuple[int, dict[str, str]]]:
        """The rows with the number of the line each ends on. Raises SourceFileError when the file cannot be trusted."""
        options = self.contract.source.options or {}
        encoding = options["encoding"]
        try:
            text = content.decode("utf-8-sig" if encoding == "utf-8" else encoding)
        except UnicodeDecodeError as error:
            line = content[: error.start].count(b"\n") + 1
            raise SourceFileError(
                f"{name}:{line}: byte 0x{content[error.start]:02x} is not {encoding}. Save the file as {encoding.upper()} and drop "
                f"it again."
            ) from error
        reader = csv.reader(text.splitlines(keepends=True), delimiter=options["delimiter"], strict=True)
        expected = [field.source_name or field.name for field in self.contract.message_fields]
        try:
            header = next(reader, None)
            if not header or not any(header):
                raise SourceFileError(f"{name}: the file is empty. Expected a header with {', '.join(expected)}.")
            self._check_header(name, [column.strip() for column in header], expected)
            rows = []
            for cells in reader:
                if not any(cells):
                    continue
                if len(cells) != len(header):
                    raise SourceFileError(
                        f"{name}:{reader.line_num}: {len(cells)} columns, expected {len(header)} as in the header. A delimiter "
                        f"inside a value needs quotes."
                    )
                rows.append((reader.line_num, dict(zip((c.strip() for c in header), cells, strict=True))))
        except csv.Error as error:
            raise SourceFileError(
                f"{name}:{reader.line_num}: not CSV with delimiter {options['delimiter']!r}: {error}."
            ) from error
        if not rows:
            raise SourceFileError(f"{name}: the file has a header and no rows. Expected at least one row.")
        return rows

    def _check_header(self, name: str, header: list[str], expected: list[str]) -> None:
        missing = [column for column in expected if column not in header]
        unknown = [column for column in header if column not in expected]
        if missing or unknown or len(set(header)) != len(header):
            raise SourceFileError(
                f"{name}:1: other columns than the contract's. Missing: {', '.join(missing) or '-'}; unknown: "
                f"{', '.join(unknown) or '-'}; expected: {', '.join(expected)}."
            )

    def _record(self, name: str, line: int, row: dict[str, str], changed: datetime, sequence: int) -> SourceRecord:
        key = key_text(row[field.source_name or field.name].strip() for field in self.contract.key_fields)
        hash_ = row_hash(row)
        return SourceRecord(
            key=key,
            value=dict(row),
            version=source_version(changed, sequence),
            position=f"{name}:{line}",
            # Two files can bring the same row; the event id then names the row, not the file.
            event_id=event_id(self.contract.dataset, key, changed, hash_, Op.UPSERT),
        )

    def _refuse(self, path: Path, why: str) -> None:
        kept = self.folder / REFUSED
        kept.mkdir(exist_ok=True)
        stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%S")
        (kept / f"{stamp}-{path.name}.txt").write_text(why + "\n", encoding="utf-8")
        path.rename(kept / f"{stamp}-{path.name}")
