from __future__ import annotations

import hashlib
import os
import threading
import time
from pathlib import Path

import pytest

from include.errors import ServiceUnavailable, SourceFileError
from include.sources import drop_folder
from include.sources.base import Refusal
from include.sources.drop_folder import DropFolder

LONG_AGO = 1_785_000_000


@pytest.fixture
def folder(tmp_path: Path) -> DropFolder:
    return DropFolder(tmp_path, "tracer_drop")


def put(folder: DropFolder, name: str, content: bytes = b"x", modified: float = LONG_AGO) -> Path:
    path = folder.path / name
    path.write_bytes(content)
    os.utime(path, (modified, modified))
    return path


def refusal(name: str, content: bytes) -> Refusal:
    return Refusal(name, "dosen.csv: the file is empty.", hashlib.sha256(content).hexdigest())


def test_files_of_the_pattern_come_in_the_order_of_their_modification(folder: DropFolder) -> None:
    put(folder, "b.csv", modified=LONG_AGO)
    put(folder, "c.csv", modified=LONG_AGO)
    put(folder, "a.csv", modified=LONG_AGO + 1)
    put(folder, "a.csv.part")
    (folder.path / "d.csv").mkdir()

    assert folder.names("*.csv") == ["b.csv", "c.csv", "a.csv"]


@pytest.mark.parametrize("name", ["~$a.csv", "._a.csv", ".a.csv"], ids=["of Excel", "of macOS", "hidden"])
def test_files_that_programs_keep_beside_an_open_one_are_not_dropped_ones(folder: DropFolder, name: str) -> None:
    put(folder, name)

    assert folder.names("*.csv") == []


def content(folder: DropFolder, name: str) -> bytes | None:
    with folder.opened(name) as file:
        return file.content.read() if file else None


def test_a_file_is_read_with_its_time_and_digest(folder: DropFolder) -> None:
    put(folder, "a.csv", b"isi")

    with folder.opened("a.csv") as file:
        assert file is not None
        assert (file.name, file.modified, file.content.read()) == ("a.csv", LONG_AGO * 1_000_000, b"isi")
        assert file.digest == hashlib.sha256(b"isi").hexdigest()


def test_what_is_written_to_a_file_afterwards_is_not_in_what_was_read(folder: DropFolder) -> None:
    path = put(folder, "a.csv", b"isi")

    with folder.opened("a.csv") as file:
        path.write_bytes(b"lain")
        assert file is not None
        assert file.content.read() == b"isi"


def test_a_fresh_file_is_read_after_it_was_quiet_for_a_while(
    folder: DropFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(drop_folder, "QUIET", 0.3)
    put(folder, "a.csv", modified=time.time())
    began = time.monotonic()

    assert content(folder, "a.csv") == b"x"
    assert time.monotonic() - began > 0.2


def test_a_file_that_grows_while_it_is_looked_at_is_left_for_the_next_run(
    folder: DropFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(drop_folder, "QUIET", 0.5)
    path = put(folder, "a.csv", b"id,nama\n1,A", modified=time.time())
    writer = threading.Timer(0.1, path.write_bytes, [b"id,nama\n1,Ani\n"])
    writer.start()

    assert content(folder, "a.csv") is None
    writer.join()


def test_a_file_with_a_time_from_the_future_is_read(folder: DropFolder) -> None:
    put(folder, "a.csv", modified=time.time() + 3600)

    assert content(folder, "a.csv") == b"x"


def test_a_file_that_was_taken_away_is_left(folder: DropFolder) -> None:
    assert content(folder, "a.csv") is None


def test_a_refused_file_is_kept_apart_with_the_reason(folder: DropFolder) -> None:
    put(folder, "a.csv", b"")

    folder.keep_apart(refusal("a.csv", b""))

    assert folder.names("*.csv") == []
    assert [path.read_text() for path in sorted((folder.path / "ditolak").iterdir())] == [
        "",
        "dosen.csv: the file is empty.\n",
    ]


def test_a_good_file_that_has_come_under_the_name_since_stays(folder: DropFolder) -> None:
    put(folder, "a.csv", b"id,nama\n1,Ani\n")

    folder.keep_apart(refusal("a.csv", b""))

    assert folder.names("*.csv") == ["a.csv"]
    assert not (folder.path / "ditolak").exists()


def test_the_same_name_may_be_refused_again_and_again(folder: DropFolder) -> None:
    for content in (b"1", b"2", b"3"):
        put(folder, "a.csv", content)
        folder.keep_apart(refusal("a.csv", content))

    assert len(list((folder.path / "ditolak").glob("*-a.csv"))) == 3


def test_a_folder_that_is_away_is_named_with_what_to_check(tmp_path: Path) -> None:
    with pytest.raises(
        ServiceUnavailable, match=f"drop folder {tmp_path}/x of the Airflow connection 'tracer_drop'.*mounted"
    ):
        DropFolder(tmp_path / "x", "tracer_drop").names("*.csv")


def test_a_file_that_may_not_be_read_is_refused(folder: DropFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    def forbidden(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    put(folder, "a.csv")
    monkeypatch.setattr(Path, "open", forbidden)

    with pytest.raises(SourceFileError, match=r"a\.csv: tidak boleh dibaca"):
        content(folder, "a.csv")
