from __future__ import annotations

from pathlib import Path

import pytest

from include.sources import keys
from include.sources.keys import State
from include.state import StateFiles

SNAPSHOT = {"1": State("a", 10), "\udcff|2": State("b", 20)}


@pytest.fixture
def files(tmp_path: Path) -> StateFiles:
    return StateFiles(str(tmp_path))


def test_a_snapshot_comes_back_as_it_was_saved(files: StateFiles) -> None:
    name = keys.save(files, SNAPSHOT, since=None)

    assert keys.load(files, name) == SNAPSHOT


def test_an_empty_table_has_a_snapshot_too(files: StateFiles) -> None:
    assert keys.load(files, keys.save(files, {}, since=None)) == {}


def test_a_snapshot_that_is_gone_or_damaged_is_none(files: StateFiles, tmp_path: Path) -> None:
    name = keys.save(files, SNAPSHOT, since=None)
    (tmp_path / name).write_bytes((tmp_path / name).read_bytes()[:100])

    assert keys.load(files, name) is None
    assert keys.load(files, "tidak-ada") is None


def test_what_is_left_over_is_the_newest_state_of_each_key(files: StateFiles, tmp_path: Path) -> None:
    keys.save(files, {"1": State("a", 10), "2": State("b", 20)}, since=None)
    keys.save(files, {"1": State("A", 11), "2": State("B", 19), "3": State("c", 1)}, since={"sequence": 1})
    (tmp_path / "rusak").write_bytes(b"PAR1")

    assert keys.left_over(files) == {"1": State("A", 11), "2": State("b", 20), "3": State("c", 1)}
