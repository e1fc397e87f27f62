from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import closing
from pathlib import Path

import pytest

from include.sources.keys import KnownKeys, State
from include.state import StateFiles


@pytest.fixture
def known() -> Iterator[KnownKeys]:
    with closing(KnownKeys()) as known:
        yield known


@pytest.fixture
def files(tmp_path: Path) -> StateFiles:
    return StateFiles(f"file://{tmp_path}")


def save(files: StateFiles, states: Mapping[str, State]) -> str:
    with closing(KnownKeys()) as known:
        known.put(states)
        return known.save(files, None)


def test_a_snapshot_comes_back_as_it_was_saved(known: KnownKeys, files: StateFiles) -> None:
    states = {"1": State("a", 10), "\udcff|2": State("b", 20), "": State("c", 30)}

    assert known.load(files, save(files, states))
    assert known.states(["1", "\udcff|2", "", "4"]) == states
    assert not known.empty


def test_an_empty_table_has_a_snapshot_too(known: KnownKeys, files: StateFiles) -> None:
    assert known.load(files, save(files, {}))
    assert known.empty


def test_a_snapshot_that_is_gone_or_damaged_is_said(known: KnownKeys, files: StateFiles, tmp_path: Path) -> None:
    name = save(files, {"1": State("a", 10)})
    (tmp_path / name).write_bytes((tmp_path / name).read_bytes()[:100])

    assert not known.load(files, name)
    assert not known.load(files, "tidak-ada")


def test_of_several_snapshots_the_newest_state_of_a_key_counts(known: KnownKeys, files: StateFiles) -> None:
    known.load(files, save(files, {"1": State("a", 10), "2": State("b", 20)}))
    known.load(files, save(files, {"1": State("A", 11), "2": State("B", 19), "3": State("c", 1)}))

    assert known.states("123") == {"1": State("A", 11), "2": State("b", 20), "3": State("c", 1)}


def test_a_state_can_be_replaced_and_forgotten(known: KnownKeys) -> None:
    known.put({"1": State("a", 2), "2": State("c", 1)})
    known.put({"1": State("b", 1)})
    known.forget("2")

    assert known.states("12") == {"1": State("b", 1)}


def test_a_row_is_seen_once_in_each_state(known: KnownKeys) -> None:
    assert [known.see(["1", "2"], "a"), known.see(["1", "3"], "a"), known.see(["1"], "b")] == [2, 1, 1]


def test_a_key_that_was_only_seen_is_not_known(known: KnownKeys, files: StateFiles) -> None:
    known.see(["1"])

    assert known.states(["1"]) == {}
    assert not known.any_unseen()


def test_known_keys_that_were_not_seen_can_be_forgotten_while_they_are_listed(known: KnownKeys) -> None:
    known.put({key: State("a", 1) for key in ("3", "1", "", "2")})
    known.see(["2", "4"])
    assert known.any_unseen()

    listed = []
    for key, state in known.unseen():
        known.forget(key)
        listed.append((key, state))

    assert listed == [("", State("a", 1)), ("1", State("a", 1)), ("3", State("a", 1))]
    assert not known.any_unseen()
