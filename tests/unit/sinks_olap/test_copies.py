"""Copies: whole, immutable, the newest behind one name, and kept as long as somebody may still look for them."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import duckdb
import pytest

from include.contract.model import Mode
from include.errors import FinalError, ServiceUnavailable
from include.settings import OlapSettings
from include.sinks.olap import copies
from include.sinks.olap.copies import is_due, newest_copy, open_newest
from include.sinks.olap.lock import Busy
from include.sinks.olap.store import opened, renew_state
from tests.contract.sinks.builders import contract
from tests.unit.sinks_olap.builders import put

MADE = contract("olap", Mode.APPEND)
NOT_AT_ALL = timedelta()


def publish(settings: OlapSettings) -> Path:
    return copies.publish(settings, NOT_AT_ALL).path


def publish_one_more(settings: OlapSettings) -> Path:
    with opened(settings, "count") as store:
        known = store.sql("SELECT count(*) FROM etl_table").fetchall() == [(1,)]
        count = store.sql(f"SELECT count(*) FROM {MADE.dataset}").fetchall()[0][0] if known else 0
    put(settings, MADE, {"kode": f"{count}", "_event_id": f"{count}"})
    return publish(settings)


def count_rows(copy: duckdb.DuckDBPyConnection) -> int:
    return int(copy.sql(f"SELECT count(*) FROM {MADE.dataset}").fetchall()[0][0])


def age(settings: OlapSettings, seconds: int) -> None:
    """Let the last publication have been so many seconds ago."""
    lock = settings.file.with_name("kampus.duckdb.publish.lock")
    then = lock.stat().st_mtime - seconds
    os.utime(lock, (then, then))


def test_nothing_published_yet_is_said(settings: OlapSettings) -> None:
    with pytest.raises(ServiceUnavailable, match=r"nothing is published in .*copies yet"):
        open_newest(settings)


def test_the_newest_copy_stands_behind_one_name(settings: OlapSettings) -> None:
    path = publish_one_more(settings)
    link = settings.copies / "kampus.duckdb"
    assert link.resolve() == path
    with duckdb.connect(str(link), read_only=True) as copy:
        assert count_rows(copy) == 1


def test_a_copy_is_one_file_that_nobody_can_write(settings: OlapSettings) -> None:
    path = publish_one_more(settings)
    assert sorted(file.name for file in settings.copies.iterdir()) == sorted(["kampus.duckdb", path.name])
    assert path.stat().st_mode & 0o222 == 0


def test_the_same_state_is_not_published_twice(settings: OlapSettings) -> None:
    first = publish_one_more(settings)
    assert publish(settings) == first
    assert publish_one_more(settings) != first


def test_a_reader_keeps_what_it_opened_while_newer_copies_come_and_its_own_is_pruned(settings: OlapSettings) -> None:
    hasty = replace(settings, keep_copies=NOT_AT_ALL)
    first = publish_one_more(hasty)
    with open_newest(hasty) as reader:
        for _ in range(3):
            publish_one_more(hasty)
        assert not first.exists()
        assert count_rows(reader) == 1
        with open_newest(hasty) as another:
            assert count_rows(another) == 4


def test_a_copy_is_kept_until_its_successor_is_old_enough(settings: OlapSettings) -> None:
    patient = replace(settings, keep_copies=timedelta(seconds=3600))
    paths = [publish_one_more(patient) for _ in range(3)]
    assert all(path.exists() for path in paths)
    publish_one_more(replace(settings, keep_copies=NOT_AT_ALL))
    assert not any(path.exists() for path in paths)


def test_the_newest_copy_is_never_pruned(settings: OlapSettings) -> None:
    hasty = replace(settings, keep_copies=NOT_AT_ALL)
    path = publish_one_more(hasty)
    assert publish(hasty) == path
    assert path.exists()


def test_what_a_killed_publication_left_is_never_read_and_swept_away_by_the_next(settings: OlapSettings) -> None:
    first = publish_one_more(settings)
    half = settings.copies / ".half" / "copy.duckdb"
    half.parent.mkdir()
    half.write_bytes(first.read_bytes()[:100_000])
    with open_newest(settings) as reader:
        assert count_rows(reader) == 1
    publish_one_more(settings)
    assert not half.parent.exists()


def test_a_copy_that_the_link_was_not_moved_to_is_published_again(settings: OlapSettings) -> None:
    link = settings.copies / "kampus.duckdb"
    first = publish_one_more(settings)
    unlinked = publish_one_more(settings)
    link.unlink()
    link.symlink_to(first.name)
    again = publish(settings)
    assert again not in {first, unlinked}
    assert newest_copy(settings) == copies.publish(settings, NOT_AT_ALL)


def test_a_copy_that_somebody_removed_is_published_again(settings: OlapSettings) -> None:
    publish_one_more(settings).unlink()
    assert newest_copy(settings) is None
    assert publish(settings).exists()


def test_of_two_publications_at_once_one_is_told_so(settings: OlapSettings, monkeypatch: pytest.MonkeyPatch) -> None:
    refused: list[Busy] = []

    def meanwhile(_: duckdb.DuckDBPyConnection) -> None:
        with pytest.raises(Busy, match="publish the OLAP store") as refusal:
            copies.publish(settings, NOT_AT_ALL)
        refused.append(refusal.value)

    monkeypatch.setattr(copies, "make_marts", meanwhile)
    publish_one_more(settings)
    assert len(refused) == 1


def test_loads_do_not_wait_for_the_marts_of_a_copy(settings: OlapSettings, monkeypatch: pytest.MonkeyPatch) -> None:
    def load_meanwhile(_: duckdb.DuckDBPyConnection) -> None:
        put(settings, MADE, {"kode": "x", "_event_id": "x"})

    monkeypatch.setattr(copies, "make_marts", load_meanwhile)
    publish_one_more(settings)
    with open_newest(settings) as reader:
        assert count_rows(reader) == 1
    with opened(settings, "look") as store:
        assert count_rows(store) == 2


def test_a_mart_that_does_not_fit_leaves_the_old_copy_and_nothing_half(settings: OlapSettings) -> None:
    first = publish_one_more(settings)
    with opened(settings, "make a table that no contract made") as store:
        store.execute("CREATE TABLE pesanan_kini AS SELECT 1 AS id")
        store.execute("DELETE FROM etl_state")
    with pytest.raises(FinalError, match=r"mart 'mart_pesanan_harian' does not fit .*\(BinderException\)"):
        publish(settings)
    with open_newest(settings) as reader:
        assert count_rows(reader) == 1
    assert {file.name for file in settings.copies.iterdir()} == {"kampus.duckdb", first.name}


FILLS_ITS_DISK = """
import resource, sys
from datetime import timedelta
from pathlib import Path
from include.errors import ServiceUnavailable
from include.settings import OlapSettings
from include.sinks.olap.copies import publish
room = int(sys.argv[3])
resource.setrlimit(resource.RLIMIT_FSIZE, (room, room))
try:
    publish(OlapSettings(Path(sys.argv[1]), Path(sys.argv[2])), timedelta())
except ServiceUnavailable as error:
    print(error)
"""


MANY_VALUES = """
INSERT INTO iku_value BY NAME
SELECT 1 AS report_id, '358' AS regulasi, '1' AS kode, 'prodi' AS level, md5(i::VARCHAR) AS unit_id, md5(i::VARCHAR) AS unit_nama,
  1 AS pembilang, 1 AS penyebut, 1 AS populasi, 'Tercapai' AS status
FROM range(60_000) numbers(i)
"""


@pytest.mark.parametrize("room", [0.5, 1.0], ids=["for_half_a_copy", "for_a_copy_without_its_marts"])
def test_a_disk_without_room_leaves_the_old_copy_and_nothing_half(settings: OlapSettings, room: float) -> None:
    first = publish_one_more(settings)
    with opened(settings, "put values that make a big mart") as store:
        store.execute(
            "INSERT INTO iku_report VALUES (1, DATE '2026-08-03', 1, 'terbit', TIMESTAMP '2026-08-03 20:00:00')"
        )
        store.execute(MANY_VALUES)
        renew_state(store)
    size = int(settings.file.stat().st_size * room)
    command = [sys.executable, "-c", FILLS_ITS_DISK, settings.file, settings.copies, f"{size}"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert "cannot be read or written" in done.stdout
    assert {file.name for file in settings.copies.iterdir()} == {"kampus.duckdb", first.name}
    assert publish(settings) != first


@pytest.mark.parametrize(
    ("seconds_ago", "due"), [(0, False), (290, False), (310, True), (-60, True)],
    ids=["just_now", "almost_long_enough", "long_enough", "the_clock_was_put_back"],
)  # fmt: skip
def test_a_load_publishes_when_the_last_time_is_long_enough_ago(
    settings: OlapSettings, seconds_ago: int, due: bool
) -> None:
    publish_one_more(settings)
    age(settings, seconds_ago)
    assert is_due(settings) is due


def test_the_first_publication_is_due_at_once(settings: OlapSettings) -> None:
    assert is_due(settings)


@pytest.mark.parametrize("fails", [FinalError, ServiceUnavailable])
def test_a_publication_that_fails_is_tried_again_only_after_the_interval(
    settings: OlapSettings, monkeypatch: pytest.MonkeyPatch, fails: type[Exception]
) -> None:
    def fail(_: duckdb.DuckDBPyConnection) -> None:
        raise fails

    monkeypatch.setattr(copies, "make_marts", fail)
    with pytest.raises(fails):
        publish_one_more(settings)
    assert not is_due(settings)
    age(settings, 310)
    assert is_due(settings)
