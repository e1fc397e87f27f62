from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

import pytest

from include.audit.positions import Extract, Pending, Progress, read_progress, save_pending, save_position
from include.database import connect
from include.errors import TransientError
from include.settings import DatabaseSettings
from tests.integration.extract.builders import RUN

T = TypeVar("T")
EXTRACT = Extract("siakad", "dosen", "2026-08-03T12:00:00+00:00", 3, 1, 2, 0, "2026-08-03T11:00:00+00:00")


def pending(spool: str, sequence: int) -> Pending:
    return Pending(EXTRACT, spool, {"sequence": sequence})


class Saved:
    """What is saved of one dataset, each step on a connection of its own."""

    def __init__(self, warehouse: DatabaseSettings) -> None:
        self._warehouse = warehouse

    def _on(self, work: Callable[[Any], T]) -> T:
        with connect(self._warehouse) as connection:
            return work(connection)

    def progress(self) -> Progress:
        return self._on(lambda c: read_progress(c, "siakad", "dosen"))

    def begin(self, began_at: Progress, what: Pending) -> None:
        self._on(lambda c: save_pending(c, began_at, what, RUN))

    def finish(self, what: Pending) -> None:
        self._on(lambda c: save_position(c, what, RUN))

    def recorded(self) -> list[tuple[Any, ...]]:
        def select(connection: Any) -> list[tuple[Any, ...]]:
            with connection.cursor() as cursor:
                cursor.execute(
                    "SELECT run_id, try_number, read_rows, produced, deleted, newest_change FROM etl_extract"
                )
                return list(cursor.fetchall())

        return self._on(select)


@pytest.fixture
def saved(trail: DatabaseSettings) -> Saved:
    return Saved(trail)


def test_nothing_is_saved_of_a_dataset_that_was_never_extracted(saved: Saved) -> None:
    assert saved.progress() == Progress(None, None)


def test_the_position_moves_only_when_what_was_begun_is_finished(saved: Saved) -> None:
    saved.begin(Progress(), pending("satu", 2))
    assert saved.progress() == Progress(None, pending("satu", 2))

    saved.finish(pending("satu", 2))
    assert saved.progress() == Progress({"sequence": 2}, None)


def test_a_finished_extract_is_recorded_with_its_run_and_counts(saved: Saved) -> None:
    saved.begin(Progress(), pending("satu", 2))
    assert saved.recorded() == []

    saved.finish(pending("satu", 2))
    (row,) = saved.recorded()
    assert row[:5] == ("manual__2026-08-03", 2, 3, 2, 0)
    assert str(row[5]) == "2026-08-03 11:00:00"


def test_of_two_runs_that_began_at_one_position_the_slower_is_turned_away(saved: Saved) -> None:
    saved.begin(Progress(), pending("satu", 2))

    with pytest.raises(TransientError, match="another run has extracted from siakad meanwhile"):
        saved.begin(Progress(), pending("dua", 2))
    assert saved.progress().pending == pending("satu", 2)


def test_an_extract_that_another_run_has_finished_is_not_finished_twice(saved: Saved) -> None:
    saved.begin(Progress(), pending("satu", 2))
    saved.finish(pending("satu", 2))
    saved.begin(saved.progress(), pending("dua", 4))

    saved.finish(pending("satu", 2))

    assert saved.progress() == Progress({"sequence": 2}, pending("dua", 4))
    assert len(saved.recorded()) == 1


def test_of_many_first_runs_at_once_one_begins(saved: Saved) -> None:
    def begins(spool: str) -> bool:
        try:
            saved.begin(Progress(), pending(spool, 2))
        except TransientError:
            return False
        return True

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(begins, ["satu", "dua", "tiga", "empat"])) == [False, False, False, True]
