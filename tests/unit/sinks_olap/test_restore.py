"""A store that is put back from its newest copy, or begun anew."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from include.contract.model import Mode
from include.errors import FinalError
from include.settings import OlapSettings
from include.sinks.olap.copies import newest_copy, publish
from include.sinks.olap.lock import Busy
from include.sinks.olap.restore import begin_anew, put_back
from include.sinks.olap.store import opened
from tests.contract.sinks.builders import contract
from tests.unit.sinks_olap.builders import put

MADE = contract("olap", Mode.APPEND)


def rows(settings: OlapSettings) -> list[tuple[Any, ...]]:
    with opened(settings, "look") as store:
        return store.sql(f"SELECT kode FROM {MADE.dataset} ORDER BY ALL").fetchall()


@pytest.fixture
def published(settings: OlapSettings) -> OlapSettings:
    """A store with a copy, which lacks a row."""
    put(settings, MADE, {"kode": "a", "_event_id": "a"})
    publish(settings, timedelta())
    put(settings, MADE, {"kode": "b", "_event_id": "b"})
    return settings


@pytest.mark.parametrize("lost", ["whole", "damaged", "gone"])
def test_the_newest_copy_becomes_the_store_again(published: OlapSettings, lost: str) -> None:
    if lost == "damaged":
        published.file.write_bytes(b"x" * 5000)
    if lost == "gone":
        published.file.unlink()
    assert put_back(published) == newest_copy(published)
    assert rows(published) == [("a",)]


def test_what_was_put_back_can_be_written(published: OlapSettings) -> None:
    put_back(published)
    put(published, MADE, {"kode": "c", "_event_id": "c"})
    publish(published, timedelta())
    assert rows(published) == [("a",), ("c",)]


def test_the_log_of_the_store_that_was_replaced_is_gone(published: OlapSettings) -> None:
    log = published.file.with_name("kampus.duckdb.wal")
    for replace in (put_back, begin_anew):
        log.write_bytes(b"x" * 100)
        replace(published)
        assert not log.exists()


def test_without_a_copy_there_is_nothing_to_put_back(settings: OlapSettings) -> None:
    put(settings, MADE, {"kode": "a"})
    with pytest.raises(FinalError, match=r"no copy in .*Begin anew"):
        put_back(settings)
    assert rows(settings) == [("a",)]


def test_a_store_that_begins_anew_is_empty_and_its_copies_stay(published: OlapSettings) -> None:
    begin_anew(published)
    with opened(published, "look") as store:
        assert store.sql("SELECT count(*) FROM etl_table").fetchall() == [(0,)]
    assert newest_copy(published) is not None


def test_a_load_that_is_running_is_not_disturbed(published: OlapSettings) -> None:
    for replace in (put_back, begin_anew):
        with opened(published, "load pesanan[0] 0..10"), pytest.raises(Busy, match="load pesanan"):
            replace(published)
    assert rows(published) == [("a",), ("b",)]
