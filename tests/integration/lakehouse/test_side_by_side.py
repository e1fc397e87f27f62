"""Several loads at once: each batch lands once, and a commit that came between is seen."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from pyiceberg.catalog.sql import SqlCatalog
from pyiceberg.exceptions import CommitStateUnknownException

from include.contract.model import Mode
from include.errors import ServiceUnavailable, TransientError
from include.settings import LakehouseSettings
from include.sinks.base import LoadOutcome
from include.sinks.lakehouse import lake, load
from tests.contract.sinks.builders import ADDED, Refused, contract, row, with_field
from tests.contract.sinks.kit import RUN, Kit, Table
from tests.contract.sinks.suite.promise import counts
from tests.integration.lakehouse import victim
from tests.integration.lakehouse.builders import (
    audited,
    batch,
    before_the_next_commit,
    contents,
    has_its_ledger_in_every_snapshot,
    iceberg,
    law,
    loads,
)


def test_a_zombie_that_wakes_up_before_its_commit_finds_the_work_of_its_retry_done(
    table: Table, tmp_path: Path
) -> None:
    one = batch(table, row("a"), row("b"), Refused("rusak"))
    zombie = victim.start(table, one, pause="before_commit", marks=tmp_path / "zombie")
    victim.wait_for(tmp_path / "zombie/paused")
    assert table.sink.load(one[0], table.contract, one[1], RUN) == counts(loaded=2, rejected=1)
    (tmp_path / "zombie/go").touch()
    assert victim.said(zombie) == [counts(loaded=2, rejected=1).as_dict() | {"already": True}]
    assert (loads(table), contents(table)) == (1, {(0, 0, "a"): 1, (0, 1, "b"): 1})
    assert (audited(table), law(table)) == ([(0, 0, 3, 2, 1)], [])
    assert [reject["attempts"] for reject in table.rejects()] == [1]


def test_of_two_processes_with_one_batch_one_makes_a_snapshot(table: Table, tmp_path: Path) -> None:
    one = batch(table, *(row(f"{n:03d}") for n in range(500)))
    copies = [victim.start(table, one, pause="before_commit", marks=tmp_path / name) for name in "xy"]
    for name in "xy":
        victim.wait_for(tmp_path / name / "paused")
    for name in "xy":
        (tmp_path / name / "go").touch()
    outcomes = [outcome for copy in copies for outcome in victim.said(copy)]
    assert sorted((outcome["loaded"], outcome["already"]) for outcome in outcomes) == [(500, False), (500, True)]
    assert (loads(table), len(table.audit())) == (1, 1)
    assert contents(table) == {(0, n, f"{n:03d}"): 1 for n in range(500)}


def test_two_processes_make_one_table_and_each_loads_its_partition(kit: Kit, tmp_path: Path) -> None:
    table = Table(kit, kit.sink(), contract("lakehouse", Mode.APPEND))
    work = [[batch(table, row(f"{p}{n}"), partition=p) for n in range(4)] for p in range(2)]
    processes = [victim.start(table, *work[p], pause="before_commit", marks=tmp_path / f"{p}") for p in range(2)]
    for p in range(2):
        victim.wait_for(tmp_path / f"{p}/paused")
    for p in range(2):
        (tmp_path / f"{p}/go").touch()
    assert [victim.said(process) for process in processes] == [[counts(loaded=1).as_dict()] * 4] * 2
    assert (table.ledger(), loads(table), law(table)) == ({0: 4, 1: 4}, 8, [])
    assert contents(table) == {(p, n, f"{p}{n}"): 1 for p in range(2) for n in range(4)}
    assert has_its_ledger_in_every_snapshot(table)


def test_a_load_of_another_partition_that_came_between_is_kept(table: Table, monkeypatch: pytest.MonkeyPatch) -> None:
    other = table.beside()
    with before_the_next_commit(monkeypatch, lambda: other.load(row("b"), partition=1)):
        assert table.load(row("a")) == counts(loaded=1)
    assert (table.ledger(), contents(table)) == ({0: 1, 1: 1}, {(0, 0, "a"): 1, (1, 0, "b"): 1})
    assert len(iceberg(table).inspect.data_files()) == 2


def test_a_replay_of_the_same_messages_that_came_between_is_not_added_twice(
    table: Table, monkeypatch: pytest.MonkeyPatch
) -> None:
    replay = table.beside()
    with before_the_next_commit(monkeypatch, lambda: replay.load(row("b"), start=1, generation=1)):
        assert table.load(row("a"), row("b"), row("c")) == LoadOutcome(3, 2, 0, 0, skipped=1)
    assert contents(table) == {(0, 0, "a"): 1, (0, 1, "b"): 1, (0, 2, "c"): 1}
    assert (table.ledger(), table.ledger(1), law(table)) == ({0: 3}, {0: 2}, [])


def test_the_live_lane_reads_nothing_of_the_table_before_it_adds_to_it(
    table: Table, monkeypatch: pytest.MonkeyPatch
) -> None:
    table.load(row("a"), row("b"))
    table.by_version("1.1.0").load(row("a"), start=0, generation=1)
    monkeypatch.setattr(load, "lacking", lambda *_: pytest.fail("the table was read"))
    assert table.load(row("c"), start=2) == counts(loaded=1)


def test_a_field_that_was_added_between_is_kept(table: Table, monkeypatch: pytest.MonkeyPatch) -> None:
    changed = with_field(table.contract, ADDED)
    with before_the_next_commit(monkeypatch, lambda: table.kit.sink().prepare(changed)):
        table.load(row("a", nama="Ani"))
    assert table.with_contract(changed).read("nama", "warna") == [("Ani", None)]


def test_two_that_prepare_for_the_same_new_field_add_it_once(table: Table, monkeypatch: pytest.MonkeyPatch) -> None:
    changed = with_field(table.contract, ADDED)
    with before_the_next_commit(monkeypatch, lambda: table.kit.sink().prepare(changed)):
        table.sink.prepare(changed)
    assert [field.name for field in iceberg(table).schema().fields].count("warna") == 1


def test_a_table_that_was_made_between_is_taken(kit: Kit, monkeypatch: pytest.MonkeyPatch) -> None:
    table = Table(kit, kit.sink(), contract("lakehouse", Mode.UPSERT))
    with before_the_next_commit(monkeypatch, lambda: table.beside().load(row("b"), partition=1)):
        assert table.load(row("a")) == counts(loaded=1)
    assert contents(table) == {(0, 0, "a"): 1, (1, 0, "b"): 1}


def test_a_commit_whose_answer_is_lost_is_found_by_the_retry(table: Table, monkeypatch: pytest.MonkeyPatch) -> None:
    planned, staged = batch(table, row("a"), Refused("rusak"))
    original = SqlCatalog.commit_table

    def loses_the_answer(*arguments: object, **named: object) -> None:
        original(*arguments, **named)
        raise CommitStateUnknownException

    with monkeypatch.context() as patch:
        patch.setattr(SqlCatalog, "commit_table", loses_the_answer)
        with pytest.raises(ServiceUnavailable):
            table.sink.load(planned, table.contract, staged, RUN)
    outcome = table.sink.load(planned, table.contract, staged, RUN)
    assert (outcome.loaded, outcome.rejected, outcome.already) == (1, 1, True)
    assert (contents(table), loads(table), law(table)) == ({(0, 0, "a"): 1}, 1, [])


def test_a_catalog_that_another_process_keeps_locked_is_transient(
    table: Table, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    planned, staged = batch(table, row("a"))
    settings = table.kit.lakehouse
    impatient = LakehouseSettings(
        {**settings.catalog, "uri": settings.catalog["uri"].replace("timeout=30", "timeout=0")}
    )
    monkeypatch.setattr(lake, "TRIES", 3)
    other = sqlite3.connect(tmp_path / "catalog.db")
    other.execute("BEGIN EXCLUSIVE")
    sink = type(table.sink)(impatient, table.kit.warehouse)
    with pytest.raises(TransientError, match="another process keeps its catalog locked"):
        sink.load(planned, table.contract, staged, RUN)
    other.rollback()
    assert sink.load(planned, table.contract, staged, RUN) == counts(loaded=1)
