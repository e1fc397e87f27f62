from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from include.sources import keys
from include.sources.keys import State
from include.sources.keys_on_disk import KeysOnDisk
from include.state import StateFiles


@pytest.fixture
def known() -> Iterator[KeysOnDisk]:
    with closing(KeysOnDisk()) as on_disk:
        yield on_disk


@pytest.fixture
def files(tmp_path: Path) -> StateFiles:
    return StateFiles(f"file://{tmp_path}/keys")


def test_a_snapshot_is_written_and_read_as_those_in_memory_are(known: KeysOnDisk, files: StateFiles) -> None:
    name = keys.save(files, {"1": State("a", 1), "kunci \udcff": State("b", 2)}, None)
    assert known.load(files, name)

    assert keys.load(files, known.save(files, None)) == {"1": State("a", 1), "kunci \udcff": State("b", 2)}


def test_a_snapshot_without_any_row_is_one(known: KeysOnDisk, files: StateFiles) -> None:
    assert keys.load(files, known.save(files, None)) == {}
    assert known.empty


def test_of_several_snapshots_the_newest_state_of_a_key_counts(known: KeysOnDisk, files: StateFiles) -> None:
    for snapshot in ({"1": State("b", 2)}, {"1": State("a", 1), "2": State("c", 1)}):
        known.load(files, keys.save(files, snapshot, None))

    assert (known.get("1"), known.get("2"), known.get("3")) == (State("b", 2), State("c", 1), None)
    assert not known.empty


def test_a_file_that_is_gone_or_damaged_is_said(known: KeysOnDisk, files: StateFiles) -> None:
    with files.writing("rusak") as file:
        file.write(b"bukan parquet")

    assert not known.load(files, "hilang")
    assert not known.load(files, "rusak")


def test_a_state_can_be_set_and_taken_out(known: KeysOnDisk) -> None:
    known["1"] = State("a", 1)
    known["1"] = State("b", 2)

    assert known.pop("1") == State("b", 2)
    with pytest.raises(KeyError):
        known.pop("1")


def test_a_row_is_seen_once_in_each_state(known: KeysOnDisk) -> None:
    assert [known.see("1", "a"), known.see("1", "a"), known.see("1", "b")] == [True, False, True]


def test_known_keys_that_were_not_seen_can_be_taken_out_while_they_are_listed(known: KeysOnDisk) -> None:
    for key in ("3", "1", "2"):
        known[key] = State("a", 1)
    known.see("2", "a")
    known.see("4", "a")
    assert known.any_unseen()

    assert [(key, known.pop(key)) for key in known.unseen()] == [("1", State("a", 1)), ("3", State("a", 1))]
    assert not known.any_unseen()
