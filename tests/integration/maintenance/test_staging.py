"""What nobody waits for is removed from staging; what a sink still needs is kept."""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from include.contract.catalog import Catalog
from include.contract.model import Mode, SinkSpec
from include.maintenance.files import Removed
from include.maintenance.staging import sweep_staging
from include.records import PlannedBatch
from include.settings import DatabaseSettings
from include.staging import batch_url
from tests.contract.sinks.builders import Refused, row
from tests.contract.sinks.kit import RUN, Table

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


def sweep(table: Table, before: datetime = LONG_AGO) -> Removed:
    return sweep_staging(str(table.kit.staging), table.kit.warehouse, Catalog((table.contract,), ()), before)


def staged_files(table: Table, batch: PlannedBatch) -> list[str]:
    return sorted(file.name for file in Path(batch_url(str(table.kit.staging), batch)).glob("*"))


WHOLE = ["manifest.json", "rejects.parquet", "rows.parquet"]


def test_what_was_staged_of_a_range_that_is_loaded_is_removed_and_of_one_that_waits_is_kept(table: Table) -> None:
    loaded, waiting = table.plan(1), table.plan(1)
    table.sink.load(loaded, table.contract, table.stage(loaded, row("a")), RUN)
    table.stage(waiting, row("b"))
    size = sum(file.stat().st_size for file in Path(batch_url(str(table.kit.staging), loaded)).glob("*"))
    assert sweep(table) == Removed(files=3, bytes=size)
    assert (staged_files(table, loaded), staged_files(table, waiting)) == ([], WHOLE)
    assert [folder.name for folder in (table.kit.staging / table.contract.dataset).iterdir()] == [
        Path(batch_url("", waiting)).parent.name
    ]
    assert sweep(table) == Removed()


def test_what_one_of_two_sinks_still_needs_is_kept(table: Table) -> None:
    batch = table.plan(1)
    table.sink.load(batch, table.contract, table.stage(batch, row("a")), RUN)
    lakehouse = SinkSpec("lakehouse", table.contract.dataset, Mode.UPSERT)
    both = replace(table, contract=replace(table.contract, sinks=(*table.contract.sinks, lakehouse)))
    assert sweep(both) == Removed()
    assert staged_files(table, batch) == WHOLE
    assert sweep(table).files == 3


def test_a_later_generation_of_a_range_is_kept_when_only_the_live_one_is_loaded(table: Table) -> None:
    live = table.plan(1)
    replayed = table.plan(1, start=0, generation=7)
    table.sink.load(live, table.contract, table.stage(live, row("a")), RUN)
    table.stage(replayed, row("a"))
    assert sweep(table).files == 3
    assert (staged_files(table, live), staged_files(table, replayed)) == ([], WHOLE)


def test_half_written_files_and_ranges_that_no_plan_knows_are_removed_once_they_are_old(table: Table) -> None:
    waiting = table.plan(1)
    table.stage(waiting, row("a"))
    half = Path(batch_url(str(table.kit.staging), waiting)) / "rows.parquet.0f.part"
    half.write_bytes(b"1234")
    unknown = table.kit.staging / "dataset_lama" / "0f-g0" / "0f-r0" / "rows.parquet"
    unknown.parent.mkdir(parents=True)
    unknown.write_bytes(b"12")
    assert sweep(table, datetime.now(UTC) - timedelta(hours=1)) == Removed()
    hours_ago = (datetime.now(UTC) - timedelta(hours=2)).timestamp()
    for file in (half, unknown):
        os.utime(file, (hours_ago, hours_ago))
    assert sweep(table, datetime.now(UTC) - timedelta(hours=1)) == Removed(files=2, bytes=6)
    assert staged_files(table, waiting) == WHOLE


def test_a_batch_of_which_staging_was_removed_is_loaded_all_the_same(table: Table) -> None:
    batch = table.plan(2)
    staged = table.stage(batch, row("a"), Refused("rusak"))
    table.sink.load(batch, table.contract, staged, RUN)
    sweep(table)
    assert table.sink.load(batch, table.contract, staged, RUN).already


def test_a_staging_folder_that_is_not_there_yet_is_nothing_to_do(trail: DatabaseSettings, tmp_path: Path) -> None:
    assert sweep_staging(f"{tmp_path}/belum_ada", trail, Catalog((), ()), LONG_AGO) == Removed()
