"""Spools and key snapshots that no saved position names are removed once they are old; the others are kept."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from include.audit.positions import Extract, Pending, Progress, save_pending, save_position
from include.contract.catalog import Catalog
from include.contract.model import Contract, Mode
from include.database import connect
from include.maintenance.files import Removed
from include.maintenance.state import sweep_key_snapshots, sweep_spools
from include.records import RunContext
from include.settings import DatabaseSettings
from tests.contract.sinks.builders import contract

RUN = RunContext("extract__uji", "manual__2026-08-03", "uji")
DATASET = contract("warehouse", Mode.UPSERT)
YESTERDAY = datetime.now(UTC) - timedelta(days=1)


def extract_of(dataset: Contract) -> Extract:
    return Extract(dataset.source.name, dataset.dataset, "2026-08-03T01:30:00+00:00", 1, 0, 1, 0, None)


def put(state: Path, kind: str, name: str, age: timedelta = timedelta(days=2)) -> None:
    file = state / DATASET.dataset / kind / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(b"123")
    moment = (datetime.now(UTC) - age).timestamp()
    os.utime(file, (moment, moment))


def left(state: Path, kind: str) -> list[str]:
    return sorted(file.name for file in (state / DATASET.dataset / kind).glob("*"))


@pytest.fixture
def pending(trail: DatabaseSettings) -> Callable[..., None]:
    """Let an extract be on its way from a position to another one; it names a spool."""

    def save(reached: dict[str, str], spool: str, on_its_way_to: dict[str, str]) -> None:
        with connect(trail) as connection:
            first = Pending(extract_of(DATASET), "spool-pertama", reached)
            save_pending(connection, Progress(), first, RUN)
            save_position(connection, first, RUN)
            second = Pending(extract_of(DATASET), spool, on_its_way_to)
            save_pending(connection, Progress(reached), second, RUN)

    return save


def test_the_spool_that_waits_to_be_sent_is_kept_however_old_it_is(
    trail: DatabaseSettings, tmp_path: Path, pending: Callable[..., None]
) -> None:
    pending(reached={"snapshot": "s1"}, spool="m1-menunggu", on_its_way_to={"snapshot": "s2"})
    put(tmp_path, "spool", "m1-menunggu", age=timedelta(days=300))
    put(tmp_path, "spool", "m0-sisa")
    put(tmp_path, "spool", "m1-sisa.part")
    put(tmp_path, "spool", "m1-sedang-ditulis", age=timedelta(minutes=5))
    assert sweep_spools(str(tmp_path), trail, Catalog((DATASET,), ()), YESTERDAY) == Removed(files=2, bytes=6)
    assert left(tmp_path, "spool") == ["m1-menunggu", "m1-sedang-ditulis"]


def test_key_snapshots_of_the_saved_and_of_the_coming_position_are_kept(
    trail: DatabaseSettings, tmp_path: Path, pending: Callable[..., None]
) -> None:
    pending(reached={"snapshot": "s1"}, spool="m1-menunggu", on_its_way_to={"snapshot": "s2"})
    for name in ("s0", "s1", "s2"):
        put(tmp_path, "keys", name, age=timedelta(days=300))
    put(tmp_path, "keys", "s3", age=timedelta(minutes=5))
    assert sweep_key_snapshots(str(tmp_path), trail, Catalog((DATASET,), ()), YESTERDAY) == Removed(files=1, bytes=3)
    assert left(tmp_path, "keys") == ["s1", "s2", "s3"]


def test_a_dataset_that_lost_its_named_snapshot_keeps_the_others_because_deletes_are_found_by_them(
    trail: DatabaseSettings, tmp_path: Path, pending: Callable[..., None]
) -> None:
    pending(reached={"snapshot": "hilang"}, spool="m1-menunggu", on_its_way_to={"snapshot": "hilang-juga"})
    put(tmp_path, "keys", "s0", age=timedelta(days=300))
    assert sweep_key_snapshots(str(tmp_path), trail, Catalog((DATASET,), ()), YESTERDAY) == Removed()
    assert left(tmp_path, "keys") == ["s0"]


def test_the_files_of_a_dataset_that_was_never_read_to_the_end_are_removed_once_they_are_old(
    trail: DatabaseSettings, tmp_path: Path
) -> None:
    put(tmp_path, "spool", "m0-sisa")
    assert sweep_spools(str(tmp_path), trail, Catalog((DATASET,), ()), YESTERDAY) == Removed(files=1, bytes=3)
    assert sweep_spools(f"{tmp_path}/belum_ada", trail, Catalog((DATASET,), ()), YESTERDAY) == Removed()
