"""Finding and removing files in a folder and on another fsspec filesystem."""

from __future__ import annotations

import os
import uuid
from datetime import UTC, datetime
from pathlib import Path

import fsspec
import pytest

from include.errors import ServiceUnavailable
from include.maintenance.files import File, Removed, files_below, remove

MOMENT = datetime(2026, 8, 3, 1, 30, tzinfo=UTC)


def write(folder: Path, name: str, content: bytes) -> None:
    file = folder / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content)
    os.utime(file, (MOMENT.timestamp(), MOMENT.timestamp()))


def test_files_are_found_with_their_size_and_time(tmp_path: Path) -> None:
    write(tmp_path, "a/b/satu", b"123")
    write(tmp_path, "dua", b"")
    assert files_below(str(tmp_path)) == [File("a/b/satu", 3, MOMENT), File("dua", 0, MOMENT)]
    assert files_below(f"{tmp_path}/tidak_ada") == []


def test_what_was_removed_is_counted_and_its_empty_folders_go_with_it(tmp_path: Path) -> None:
    write(tmp_path, "a/b/satu", b"123")
    write(tmp_path, "a/c/dua", b"12")
    write(tmp_path, "a/c/tiga", b"1")
    found = {file.path: file for file in files_below(str(tmp_path))}
    (tmp_path / "a/c/dua").unlink()
    assert remove(str(tmp_path), [found["a/b/satu"], found["a/c/dua"]]) == Removed(1, 3)
    assert sorted(str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*")) == ["a", "a/c", "a/c/tiga"]


def test_the_folders_that_are_there_for_good_stay_when_they_are_empty(tmp_path: Path) -> None:
    write(tmp_path, "dataset/satu", b"123")
    write(tmp_path, "dua", b"12")
    assert remove(str(tmp_path), files_below(str(tmp_path))) == Removed(2, 5)
    assert [path.name for path in tmp_path.rglob("*")] == ["dataset"]


def test_another_file_system_is_tidied_the_same_way() -> None:
    url = f"memory://uji-{uuid.uuid4().hex}"
    fsspec.filesystem("memory").pipe(f"{url}/a/satu", b"123")
    (found,) = files_below(url)
    assert (found.path, found.size) == ("a/satu", 3)
    assert remove(url, [found]) == Removed(1, 3)
    assert files_below(url) == []


def test_what_cannot_be_removed_is_a_transient_error_that_names_the_folder(tmp_path: Path) -> None:
    write(tmp_path, "folder/berkas", b"123")
    with pytest.raises(ServiceUnavailable, match=rf"folder {tmp_path} cannot be tidied .*Check that it is there"):
        remove(str(tmp_path), [File("folder", 0, MOMENT)])
