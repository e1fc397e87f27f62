from __future__ import annotations

import stat
from pathlib import Path

import pytest

from include.errors import ServiceUnavailable
from include.state import StateFiles

FIRST, SECOND = {"sequence": 1}, {"sequence": 2}


@pytest.fixture(params=["path", "memory"])
def files(request: pytest.FixtureRequest, tmp_path: Path) -> StateFiles:
    return StateFiles(f"{tmp_path}/dosen/keys" if request.param == "path" else f"memory://{tmp_path}/dosen/keys")


def write(files: StateFiles, since: dict[str, int] | None, content: bytes = b"isi") -> str:
    name = files.new_name(since)
    with files.writing(name) as file:
        file.write(content)
    return name


def test_a_file_is_read_as_it_was_written(files: StateFiles) -> None:
    name = write(files, None, b"isi")

    with files.reading(name) as file:
        assert file.read() == b"isi"
    assert files.names() == [name]


def test_a_folder_that_is_not_there_has_no_files(files: StateFiles) -> None:
    assert files.names() == []
    files.prune(keep=(), saved=FIRST)


def test_a_file_counts_only_when_it_was_written_to_its_end(files: StateFiles) -> None:
    name = files.new_name(None)
    with pytest.raises(ZeroDivisionError), files.writing(name) as file:
        file.write(b"%d" % (1 // 0))

    assert files.names() == []


def test_pruning_leaves_the_named_file_and_those_of_runs_that_began_at_the_saved_position(files: StateFiles) -> None:
    write(files, None)
    named = write(files, FIRST)
    write(files, FIRST)
    running = write(files, SECOND)

    files.prune(keep=[named], saved=SECOND)

    assert files.names() == sorted([named, running])


def test_pruning_removes_what_a_run_that_died_has_half_written(tmp_path: Path) -> None:
    files = StateFiles(str(tmp_path))
    name = files.new_name(FIRST)
    with pytest.raises(ZeroDivisionError), files.writing(name) as file:
        file.write(b"%d" % (1 // 0))
    assert len(list(tmp_path.iterdir())) == 1

    files.prune(keep=(), saved=SECOND)

    assert list(tmp_path.iterdir()) == []


def test_only_the_user_that_airflow_runs_as_may_read_a_file(tmp_path: Path) -> None:
    name = write(StateFiles(str(tmp_path)), None)

    assert stat.S_IMODE((tmp_path / name).stat().st_mode) == 0o600


def test_a_folder_that_cannot_be_used_is_named_with_what_to_check(tmp_path: Path) -> None:
    (tmp_path / "state").write_text("a file where a folder should be")

    with pytest.raises(ServiceUnavailable, match=f"state folder {tmp_path}/state cannot be used .*'kampus_state'"):
        write(StateFiles(f"{tmp_path}/state"), None)
