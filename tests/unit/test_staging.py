"""Staged batches on a local disk and on another fsspec filesystem, with copies of a task that get in each other's way."""

from __future__ import annotations

import errno
import json
import multiprocessing
import os
import threading
import uuid
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import fsspec
import pyarrow as pa
import pytest

from include import staging
from include.errors import ServiceUnavailable
from include.records import Action, PlannedBatch
from include.staging import StagedBatch, batch_url, discard, load_staged, stage
from include.transform.schema import REJECTS
from tests.unit.transform.builders import batch

BATCH = batch(start=0, end=3)
ROWS = pa.table({"id": [1, 2, 3], "nama": ["a", "b", None]})
NO_REJECTS = REJECTS.empty_table()
FORK = multiprocessing.get_context("fork")


@pytest.fixture(params=["local", "memory"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    if request.param == "local":
        yield f"{tmp_path}/staging"
    else:
        folder = f"memory://uji-{uuid.uuid4().hex}"
        yield folder
        fsspec.filesystem("memory").store.clear()


def staged(url: str, of: PlannedBatch = BATCH, rows: pa.Table = ROWS, held: str | None = None) -> StagedBatch:
    return stage(url, of, rows, NO_REJECTS, {"nama.kosong": 1}, held)


def files(url: str) -> list[str]:
    file_system, path = fsspec.core.url_to_fs(url)
    file_system.invalidate_cache()
    return sorted(name.rsplit("/", 1)[-1] for name in file_system.find(path))


def overwrite(url: str, name: str, content: bytes) -> None:
    with fsspec.open(f"{batch_url(url, BATCH)}/{name}", "wb") as file:
        file.write(content)


def test_a_batch_is_read_as_it_was_staged(url: str) -> None:
    made = staged(url, held="terlalu banyak yang ditolak.")

    found = load_staged(url, BATCH)

    assert found == made
    assert found is not None
    assert found.rows() == ROWS
    assert found.rejects() == NO_REJECTS
    assert (found.read, found.accepted, found.rejected, found.warnings, found.held) == (
        3, 3, 0, {"nama.kosong": 1}, "terlalu banyak yang ditolak.",
    )  # fmt: skip


def test_nothing_but_the_complete_batch_is_left_behind(url: str) -> None:
    staged(url)

    assert files(url) == ["manifest.json", "rejects.parquet", "rows.parquet"]


def test_staging_the_same_batch_again_gives_the_same_bytes(url: str) -> None:
    first, second = staged(url), staged(url)

    assert first.checksum == second.checksum
    assert files(url) == ["manifest.json", "rejects.parquet", "rows.parquet"]


def test_another_content_has_another_checksum(url: str) -> None:
    assert staged(url).checksum != staged(url, rows=ROWS.slice(1)).checksum


def test_a_batch_that_was_never_staged_is_not_found(url: str) -> None:
    assert load_staged(url, BATCH) is None


@pytest.mark.parametrize("name", ["rows.parquet", "rejects.parquet", "manifest.json"])
def test_a_batch_that_lacks_a_file_is_not_found(url: str, name: str) -> None:
    staged(url)
    file_system, path = fsspec.core.url_to_fs(f"{batch_url(url, BATCH)}/{name}")
    file_system.rm(path)

    assert load_staged(url, BATCH) is None


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("rows.parquet", b""),
        ("rows.parquet", b"PAR1 half"),
        ("rejects.parquet", b"other bytes"),
        ("manifest.json", b""),
        ("manifest.json", b'{"read": 3, "acc'),
        ("manifest.json", b"\xff\xfe"),
        ("manifest.json", b"[]"),
        ("manifest.json", b"{}"),
        ("manifest.json", json.dumps({"checksum": "wrong"}).encode()),
    ],
)
def test_a_damaged_batch_is_not_found_and_can_be_made_again(url: str, name: str, content: bytes) -> None:
    staged(url)
    overwrite(url, name, content)
    assert load_staged(url, BATCH) is None

    made = staged(url)

    assert load_staged(url, BATCH) == made


def test_a_batch_is_not_there_before_its_last_file(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    seen = []
    write = staging._write

    def watched(where: str, contents: dict[str, bytes]) -> None:
        for name in contents:
            write(where, {name: contents[name]})
            seen.append((name, load_staged(url, BATCH) is not None))

    monkeypatch.setattr(staging, "_write", watched)
    staged(url)

    assert seen == [("rows.parquet", False), ("rejects.parquet", False), ("manifest.json", True)]


def test_batches_of_other_revisions_ranges_and_generations_do_not_meet(url: str) -> None:
    others = [
        replace(BATCH, revision=1, action=Action.WAIVE),
        replace(BATCH, revision=10),
        replace(BATCH, batch_id="c" * 32, range=replace(BATCH.range, start=3, end=6)),
        replace(BATCH, batch_id="d" * 32, generation=1),
        replace(BATCH, batch_id="e" * 32, contract_version="1.1.0"),
    ]
    for number, other in enumerate([BATCH, *others]):
        staged(url, other, ROWS.slice(0, number % 3))

    assert [load_staged(url, each).accepted for each in [BATCH, *others]] == [0, 1, 2, 0, 1, 2]  # type: ignore[union-attr]


def test_discarding_removes_what_was_staged_of_the_range_and_nothing_else(url: str) -> None:
    held = replace(BATCH, revision=0)
    released = replace(BATCH, revision=1, batch_id="e" * 32, contract_version="1.1.0")
    next_range = replace(BATCH, range=replace(BATCH.range, start=3, end=6))
    replay = replace(BATCH, generation=1)
    for each in (held, released, next_range, replay):
        staged(url, each)
    overwrite(url, "rows.parquet.abc.part", b"half")

    discard(url, released)

    assert load_staged(url, held) is load_staged(url, released) is None
    assert load_staged(url, next_range) is not None
    assert load_staged(url, replay) is not None
    assert not [name for name in files(url) if name.endswith(".part")]


def test_discarding_what_is_not_there_is_no_error(url: str) -> None:
    discard(url, BATCH)


def test_a_reader_keeps_what_it_opened_while_a_copy_of_the_task_stages_again(tmp_path: Path) -> None:
    made = staged(str(tmp_path))
    with open(f"{made.url}/rows.parquet", "rb") as file:
        before = file.read(10)
        staged(str(tmp_path))
        after = file.read()

    assert pa.parquet.read_table(pa.BufferReader(before + after)) == ROWS


def _stage_many(url: str, times: int, failures: Any) -> None:
    try:
        for _ in range(times):
            staged(url)
    except BaseException as error:
        failures.put(repr(error))


def test_a_zombie_and_its_retry_may_stage_the_same_batch_at_once(tmp_path: Path) -> None:
    url = str(tmp_path)
    made = staged(url)
    failures = FORK.Queue()
    copies = [FORK.Process(target=_stage_many, args=(url, 60, failures)) for _ in range(3)]
    for copy in copies:
        copy.start()
    found = []
    while any(copy.is_alive() for copy in copies):
        there = load_staged(url, BATCH)
        found.append(there == made and made.rows() == ROWS)
    for copy in copies:
        copy.join(30)

    assert failures.empty()
    assert len(found) > 5
    assert all(found)
    assert files(url) == ["manifest.json", "rejects.parquet", "rows.parquet"]


def test_a_zombie_whose_folder_is_discarded_is_told_to_try_again_and_does_not_stop_the_discard(tmp_path: Path) -> None:
    url = str(tmp_path)
    failures = FORK.Queue()
    zombie = FORK.Process(target=_stage_many, args=(url, 200, failures))
    zombie.start()
    while zombie.is_alive():
        discard(url, BATCH)
    zombie.join(30)

    assert failures.empty() or failures.get().startswith("ServiceUnavailable(")
    discard(url, BATCH)
    assert files(url) == []


def test_a_load_whose_staged_files_a_faster_copy_has_removed_is_told_to_try_again(url: str) -> None:
    slow = staged(url)
    discard(url, BATCH)
    for read in (slow.rows, slow.rejects, slow.identities):
        with pytest.raises(ServiceUnavailable, match="A copy of the task was faster and removed it"):
            read()


def test_a_batch_is_on_the_disk_before_it_has_its_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    happened = []
    sync, move = os.fsync, os.rename
    monkeypatch.setattr(os, "fsync", lambda handle: (happened.append("fsync"), sync(handle)))
    monkeypatch.setattr(os, "rename", lambda old, new: (happened.append(Path(new).name), move(old, new)))

    staged(str(tmp_path))

    assert happened == ["fsync", "rows.parquet", "fsync", "rejects.parquet", "fsync", "manifest.json"]


def test_a_full_disk_is_a_transient_error_that_says_where(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(handle: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)

    with pytest.raises(ServiceUnavailable) as caught:
        staged(str(tmp_path))

    assert str(caught.value) == (
        f"staging folder {tmp_path} cannot be written (No space left on device). Check that it is there, its free space and "
        f"rights, and the Airflow connection 'kampus_staging'."
    )
    assert load_staged(str(tmp_path), BATCH) is None


def test_threads_may_stage_different_batches_at_once(url: str) -> None:
    batches = [replace(BATCH, range=replace(BATCH.range, start=n, end=n + 1)) for n in range(8)]
    threads = [threading.Thread(target=staged, args=(url, each)) for each in batches]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)

    assert all(load_staged(url, each) for each in batches)
