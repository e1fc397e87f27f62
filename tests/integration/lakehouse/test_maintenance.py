"""Compaction, expiry and the removal of orphans leave every row, the ledger and running loads as they are."""

from __future__ import annotations

import os
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pyarrow as pa
import pytest

from include.errors import FinalError, LedgerGap
from include.maintenance.lakehouse import Tidied, tidy_table
from include.sinks.lakehouse import compaction
from include.sinks.lakehouse.compaction import Compaction, compact
from include.sinks.lakehouse.expiry import expire, remove_orphans
from include.sinks.lakehouse.retire import retire_topic
from tests.contract.sinks.builders import ADDED, Refused, row, with_field
from tests.contract.sinks.kit import RUN, Table
from tests.contract.sinks.lakehouse_kit import LakehouseKit
from tests.contract.sinks.suite.promise import counts
from tests.integration.lakehouse import victim
from tests.integration.lakehouse.builders import (
    audited,
    batch,
    before_the_next_commit,
    contents,
    data_files,
    forget_audit,
    has_its_ledger_in_every_snapshot,
    iceberg,
    law,
    loads,
    planned_from,
)

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


def now() -> datetime:
    """Later than everything before and earlier than everything after, by the clock of snapshots and files."""
    time.sleep(0.02)
    moment = datetime.now(UTC)
    time.sleep(0.02)
    return moment


@pytest.fixture
def filled(kit: LakehouseKit, table: Table) -> Table:
    """Four files: three loads of partition 0, one of partition 1."""
    for version in range(3):
        table.load(row("a", version), row(f"b{version}"), Refused("rusak"))
    table.load(row("c"), partition=1)
    return table


ALL = {
    (0, 0, "a"): 1,
    (0, 1, "b0"): 1,
    (0, 3, "a"): 1,
    (0, 4, "b1"): 1,
    (0, 6, "a"): 1,
    (0, 7, "b2"): 1,
    (1, 0, "c"): 1,
}


def test_small_files_become_one_and_nothing_else_changes(kit: LakehouseKit, filled: Table) -> None:
    before = filled.read("kode", "_version", "_batch_id", "_loaded_at")
    assert compact(kit.lakehouse, filled.contract.dataset) == Compaction(files=4, by=1)
    assert (data_files(filled), contents(filled), filled.ledger()) == (1, ALL, {0: 9, 1: 1})
    assert filled.read("kode", "_version", "_batch_id", "_loaded_at") == before
    assert has_its_ledger_in_every_snapshot(filled)
    assert compact(kit.lakehouse, filled.contract.dataset) == Compaction(files=0, by=0)
    assert filled.load(row("d"), partition=1) == counts(loaded=1)


def test_files_from_before_a_new_field_are_joined_with_later_ones(kit: LakehouseKit, filled: Table) -> None:
    changed = filled.with_contract(with_field(filled.contract, ADDED))
    changed.load(row("d", warna="biru"), partition=1)
    assert compact(kit.lakehouse, filled.contract.dataset) == Compaction(files=5, by=1)
    assert changed.read("kode", "warna") == [
        ("a", None),
        ("b0", None),
        ("b1", None),
        ("b2", None),
        ("c", None),
        ("d", "biru"),
    ]


def test_months_are_never_mixed_and_large_files_are_left_alone(
    kit: LakehouseKit, filled: Table, monkeypatch: pytest.MonkeyPatch
) -> None:
    filled.load(row("d", _broker_at=datetime(2026, 9, 1, tzinfo=UTC)), partition=1)
    assert compact(kit.lakehouse, filled.contract.dataset) == Compaction(files=4, by=1)
    assert data_files(filled) == 2
    filled.load(row("e"), partition=1)
    monkeypatch.setattr(compaction, "SMALL", 10)
    assert compact(kit.lakehouse, filled.contract.dataset) == Compaction(files=0, by=0)


def test_not_more_is_joined_at_a_time_than_fits_in_memory(
    kit: LakehouseKit, filled: Table, monkeypatch: pytest.MonkeyPatch
) -> None:
    largest = max(iceberg(filled).inspect.data_files()["file_size_in_bytes"].to_pylist())
    monkeypatch.setattr(compaction, "TOGETHER", 2 * largest)
    assert compact(kit.lakehouse, filled.contract.dataset) == Compaction(files=4, by=2)
    assert contents(filled) == ALL


def test_a_load_between_compaction_and_its_commit_is_kept(
    kit: LakehouseKit, filled: Table, monkeypatch: pytest.MonkeyPatch
) -> None:
    with before_the_next_commit(monkeypatch, lambda: filled.beside().load(row("d"), partition=1)):
        assert compact(kit.lakehouse, filled.contract.dataset) == Compaction(files=4, by=1)
    assert (contents(filled), filled.ledger()) == ({**ALL, (1, 1, "d"): 1}, {0: 9, 1: 2})


def test_a_load_that_was_overtaken_by_compaction_is_kept(
    kit: LakehouseKit, filled: Table, monkeypatch: pytest.MonkeyPatch
) -> None:
    with before_the_next_commit(monkeypatch, lambda: compact(kit.lakehouse, filled.contract.dataset)):
        assert filled.load(row("d"), partition=1) == counts(loaded=1)
    assert (contents(filled), filled.ledger(), data_files(filled)) == ({**ALL, (1, 1, "d"): 1}, {0: 9, 1: 2}, 2)


def test_of_two_compactions_at_once_one_is_done(
    kit: LakehouseKit, filled: Table, monkeypatch: pytest.MonkeyPatch
) -> None:
    with before_the_next_commit(monkeypatch, lambda: compact(kit.lakehouse, filled.contract.dataset)):
        assert compact(kit.lakehouse, filled.contract.dataset) == Compaction(files=0, by=0)
    assert (contents(filled), data_files(filled)) == (ALL, 1)


def test_a_table_whose_commits_pyiceberg_would_try_again_is_not_touched(kit: LakehouseKit, filled: Table) -> None:
    with iceberg(filled).transaction() as transaction:
        transaction.set_properties({"commit.retry.num-retries": "4"})
    with pytest.raises(FinalError, match=r"commit.retry.num-retries is not 0.*Run ingest__"):
        compact(kit.lakehouse, filled.contract.dataset)
    assert data_files(filled) == 4


def test_expired_snapshots_are_gone_and_the_present_one_keeps_rows_and_ledger(kit: LakehouseKit, filled: Table) -> None:
    assert expire(kit.lakehouse, kit.warehouse, filled.contract.dataset, now()) == 3
    assert (len(iceberg(filled).snapshots()), contents(filled), filled.ledger()) == (1, ALL, {0: 9, 1: 1})
    assert filled.load(row("d"), partition=1) == counts(loaded=1)
    assert (filled.ledger(), law(filled)) == ({0: 9, 1: 2}, [])


def test_snapshots_made_after_the_moment_or_named_by_somebody_are_kept(kit: LakehouseKit, filled: Table) -> None:
    named = iceberg(filled).snapshots()[1].snapshot_id
    iceberg(filled).manage_snapshots().create_tag(named, "laporan-2026").commit()
    moment = now()
    filled.load(row("d"), partition=1)
    filled.load(row("e"), partition=1)
    assert expire(kit.lakehouse, kit.warehouse, filled.contract.dataset, moment) == 3
    assert named in {snapshot.snapshot_id for snapshot in iceberg(filled).snapshots()}
    assert len(iceberg(filled).snapshots()) == 3


def test_what_a_kill_left_out_of_the_warehouse_is_written_before_its_snapshot_expires(
    kit: LakehouseKit, filled: Table
) -> None:
    before = audited(filled)
    forget_audit(filled)
    expire(kit.lakehouse, kit.warehouse, filled.contract.dataset, now())
    assert (audited(filled), planned_from(filled), law(filled)) == (before, {0: 9, 1: 1}, [])


def test_a_batch_whose_snapshot_has_expired_is_still_known_to_be_loaded(kit: LakehouseKit, table: Table) -> None:
    planned, staged = batch(table, row("a"), Refused("rusak"))
    table.sink.load(planned, table.contract, staged, RUN)
    table.load(row("b"))
    expire(kit.lakehouse, kit.warehouse, table.contract.dataset, now())
    outcome = table.sink.load(planned, table.contract, staged, RUN)
    assert (outcome.loaded, outcome.rejected, outcome.already) == (1, 1, True)
    assert contents(table) == {(0, 0, "a"): 1, (0, 2, "b"): 1}


def test_a_load_between_is_never_expired(kit: LakehouseKit, filled: Table, monkeypatch: pytest.MonkeyPatch) -> None:
    with before_the_next_commit(monkeypatch, lambda: filled.beside().load(row("d"), partition=1)):
        assert expire(kit.lakehouse, kit.warehouse, filled.contract.dataset, now()) == 4
    assert (contents(filled), filled.ledger()) == ({**ALL, (1, 1, "d"): 1}, {0: 9, 1: 2})


def test_a_table_that_was_rolled_back_between_keeps_the_snapshot_it_stands_at(
    kit: LakehouseKit, filled: Table, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = iceberg(filled).snapshots()[0].snapshot_id

    def roll_back() -> None:
        iceberg(filled).manage_snapshots().rollback_to_snapshot(first).commit()

    with before_the_next_commit(monkeypatch, roll_back):
        assert expire(kit.lakehouse, kit.warehouse, filled.contract.dataset, now()) == 3
    assert (contents(filled), filled.ledger()) == ({(0, 0, "a"): 1, (0, 1, "b0"): 1}, {0: 3})


def test_a_snapshot_of_another_program_leaves_the_ledger_where_it_was(kit: LakehouseKit, filled: Table) -> None:
    another_program_appends(filled)
    assert filled.ledger() == {0: 9, 1: 1}
    assert expire(kit.lakehouse, kit.warehouse, filled.contract.dataset, now()) == 3
    assert filled.ledger() == {0: 9, 1: 1}
    assert filled.load(row("d"), partition=1) == counts(loaded=1)
    assert filled.ledger() == {0: 9, 1: 2}


def test_a_table_that_lost_its_ledger_is_not_loaded_twice(filled: Table) -> None:
    another_program_appends(filled)
    iceberg(filled).maintenance.expire_snapshots().older_than(datetime(2100, 1, 1)).commit()
    with pytest.raises(FinalError, match=r"has rows but no ledger.*Roll the table back"):
        filled.load(row("d"), partition=1)


def another_program_appends(table: Table) -> None:
    other = iceberg(table)
    other.append(pa.Table.from_pylist([], schema=other.schema().as_arrow()))


def test_orphans_are_removed_once_they_are_old(kit: LakehouseKit, filled: Table, tmp_path: Path) -> None:
    abandoned = batch(filled, row("d"), partition=1)
    assert victim.start(filled, abandoned, die="before_commit").wait(victim.PATIENCE) == -9
    compact(kit.lakehouse, filled.contract.dataset)
    expire(kit.lakehouse, kit.warehouse, filled.contract.dataset, now())
    folder = tmp_path / "kampus" / filled.contract.dataset
    assert len(list(folder.glob("data/**/*.parquet"))) == 6
    assert remove_orphans(kit.lakehouse, filled.contract.dataset, datetime.now(UTC) - timedelta(days=3)) == []
    removed = remove_orphans(kit.lakehouse, filled.contract.dataset, now())
    assert len([orphan for orphan in removed if orphan.path.endswith(".parquet")]) == 5
    assert len(list(folder.glob("data/**/*.parquet"))) == 1
    assert (contents(filled), filled.ledger()) == (ALL, {0: 9, 1: 1})
    assert remove_orphans(kit.lakehouse, filled.contract.dataset, now()) == []
    filled.sink.load(abandoned[0], filled.contract, abandoned[1], RUN)
    assert (contents(filled), loads(filled), law(filled)) == ({**ALL, (1, 1, "d"): 1}, 1, [])


def test_files_of_snapshots_that_are_kept_are_no_orphans(kit: LakehouseKit, filled: Table, tmp_path: Path) -> None:
    compact(kit.lakehouse, filled.contract.dataset)
    for file in (tmp_path / "kampus").rglob("*.*"):
        os.utime(file, (0, 0))
    removed = remove_orphans(kit.lakehouse, filled.contract.dataset, now())
    assert [orphan for orphan in removed if not orphan.path.endswith(".metadata.json")] == []
    for snapshot in iceberg(filled).snapshots():
        assert iceberg(filled).scan(snapshot_id=snapshot.snapshot_id).to_arrow().num_rows > 0


def test_a_topic_that_was_made_again_is_loaded_once_the_old_one_is_retired(kit: LakehouseKit, filled: Table) -> None:
    again = filled.plan(offsets=1, start=0, topic_id="topik-baru")
    staged = filled.stage(again, row("baru"))
    with pytest.raises(LedgerGap, match="stands at 9 of topic id"):
        filled.sink.load(again, filled.contract, staged, RUN)
    assert retire_topic(kit.lakehouse, kit.warehouse, filled.contract.dataset, filled.topic_id)
    assert (filled.ledger(), planned_from(filled)) == ({}, {0: 0, 1: 0})
    assert filled.sink.load(again, filled.contract, staged, RUN) == counts(loaded=1)
    assert (filled.ledger(), contents(filled)[(0, 0, "baru")]) == ({0: 1}, 1)
    assert not retire_topic(kit.lakehouse, kit.warehouse, filled.contract.dataset, filled.topic_id)


def test_the_weekly_chore_does_all_three_and_says_what_it_did(kit: LakehouseKit, filled: Table, tmp_path: Path) -> None:
    tidied = tidy_table(kit.lakehouse, kit.warehouse, filled.contract.dataset, now(), orphans_before=now())
    assert (tidied.joined, tidied.by, tidied.snapshots) == (4, 1, 4)
    assert tidied.orphans > 0
    assert tidied.bytes > 1000
    assert (contents(filled), filled.ledger(), data_files(filled)) == (ALL, {0: 9, 1: 1}, 1)
    assert tidy_table(kit.lakehouse, kit.warehouse, filled.contract.dataset, LONG_AGO, LONG_AGO) == Tidied()


def test_the_weekly_chore_has_nothing_to_do_for_a_dataset_that_was_never_loaded(kit: LakehouseKit) -> None:
    assert tidy_table(kit.lakehouse, kit.warehouse, "belum_pernah", now(), now()) == Tidied()
