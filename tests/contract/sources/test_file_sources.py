"""Every kind of file through the suites, and the suite of files itself: each rule turns red for a source that breaks it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import IO, Any

import pytest

from include.errors import KampusError, SourceFileError
from include.records import SourceRecord
from include.sources import drop_folder
from include.sources.base import Position, Reading
from include.sources.drop_folder import DropFolder, DroppedFile
from include.sources.file_rows import FileRow
from include.sources.files import FileSource
from tests.contract.sources import file_suite, suite
from tests.contract.sources.file_kit import FileKit
from tests.contract.sources.file_suite import Rule


class KnowsFilesByName(FileSource):
    class _ByName(DropFolder):
        def _copied(self, name: str, copy: IO[bytes]) -> DroppedFile | None:
            file = super()._copied(name, copy)
            return replace(file, digest=name) if file else None

    @property
    def _drop_folder(self) -> DropFolder:
        return self._ByName(self.folder, "drop")


class SendsEveryRowOfAFile(FileSource):
    def _key(self, row: FileRow) -> str | None:
        return None


class Altered(FileSource):
    def read(self, since: Position | None) -> Reading:
        reading = super().read(since)
        records = reading.records
        reading.records = (altered for record in records for altered in self.alter(record))
        return reading

    def alter(self, record: SourceRecord) -> Iterator[SourceRecord]:
        yield record


class SendsWhatItCannotRead(Altered):
    def alter(self, record: SourceRecord) -> Iterator[SourceRecord]:
        yield replace(record, unreadable=None)


class DropsWhatItCannotRead(Altered):
    def alter(self, record: SourceRecord) -> Iterator[SourceRecord]:
        if not record.unreadable:
            yield record


class RemembersWhatItCouldNotRead(Altered):
    def alter(self, record: SourceRecord) -> Iterator[SourceRecord]:
        if record.unreadable:
            (self.folder / "tidak terbaca").mkdir(exist_ok=True)
        elif not (self.folder / "tidak terbaca").exists():
            yield record


class StopsAtARefusedFile(FileSource):
    def _read_whole(self, name: str, *rest: Any) -> DroppedFile | None:
        file = super()._read_whole(name, *rest)
        if rest[-1].refused:
            raise SourceFileError(f"{name} refused")
        return file


class ThrowsRefusedFilesAway(FileSource):
    def settle(self, reading: Reading) -> None:
        for refusal in reading.refused:
            (self.folder / refusal.name).unlink()


class NeverReadsARefusedNameAgain(FileSource):
    def _names(self, reading: Reading, *, anything_before: bool) -> list[str]:
        names = super()._names(reading, anything_before=anything_before)
        refused = {path.name.split("-", 1)[-1] for path in (self.folder / "ditolak").glob("*")}
        return [name for name in names if name not in refused]


class ReadsHalfFiles(FileSource):
    class _Hasty(DropFolder):
        def _copied(self, name: str, copy: IO[bytes]) -> DroppedFile | None:
            copy.write((self.path / name).read_bytes())
            copy.seek(0)
            return DroppedFile(name, 1, name, copy)

    @property
    def _drop_folder(self) -> DropFolder:
        return self._Hasty(self.folder, "drop")


BROKEN: list[tuple[type[FileSource], Rule]] = [
    (KnowsFilesByName, file_suite.the_same_file_under_two_names_is_read_once),
    (KnowsFilesByName, file_suite.a_corrected_file_gives_what_was_corrected_and_no_more),
    (SendsEveryRowOfAFile, file_suite.a_corrected_file_gives_what_was_corrected_and_no_more),
    (SendsWhatItCannotRead, file_suite.a_row_that_cannot_be_taken_says_so_and_where_it_is),
    (DropsWhatItCannotRead, file_suite.a_row_that_cannot_be_taken_says_so_and_where_it_is),
    (RemembersWhatItCouldNotRead, file_suite.a_row_that_could_not_be_taken_is_taken_from_the_corrected_file),
    (StopsAtARefusedFile, file_suite.a_refused_file_holds_up_no_other),
    (ThrowsRefusedFilesAway, file_suite.a_refused_file_is_kept_beside_the_reason),
    (NeverReadsARefusedNameAgain, file_suite.a_refused_file_is_read_when_it_was_replaced),
    (ReadsHalfFiles, file_suite.a_file_that_grows_is_left_to_the_next_read),
]


def name(part: Any) -> str:
    return str(getattr(part, "__name__", part))


@pytest.fixture(autouse=True)
def _short_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drop_folder, "QUIET", 0.5)


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
@pytest.mark.parametrize("rule", suite.GENERAL, ids=name)
def test_files_in_a_drop_folder(rule: suite.Rule, kind: str, tmp_path: Path) -> None:
    rule(FileKit(tmp_path, kind))


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
@pytest.mark.parametrize("rule", file_suite.EVERY_RULE, ids=name)
def test_what_files_alone_have(rule: Rule, kind: str, tmp_path: Path) -> None:
    rule(FileKit(tmp_path, kind))


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
@pytest.mark.parametrize(("fault", "rule"), BROKEN, ids=name)
def test_a_broken_source_turns_the_rule_red(fault: type[FileSource], rule: Rule, kind: str, tmp_path: Path) -> None:
    class BrokenKit(FileKit):
        source_class = fault

    with pytest.raises((AssertionError, KampusError)):
        rule(BrokenKit(tmp_path, kind))


def test_every_rule_has_a_source_that_breaks_it() -> None:
    assert {rule for _, rule in BROKEN} == set(file_suite.EVERY_RULE)
