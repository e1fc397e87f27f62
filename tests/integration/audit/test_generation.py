"""Everything that loads offsets again has a number of its own."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import pytest

from include.audit.generation import Kind, open_generation, read_generation
from include.database import connect
from include.errors import FinalError
from include.records import RunContext
from include.settings import DatabaseSettings
from tests.integration.audit.builders import execute, offsets, pass_batch, plan, ranges

RUN = RunContext("replay__fakultas", "backfill__2026-11-20", "plan")
OTHER_DAY = replace(RUN, run_id="backfill__2026-11-21")
REQUEST = {"topic_id": "topik-1", "day": "2026-11-20"}


def opened(
    settings: DatabaseSettings, run: RunContext = RUN, kind: Kind = Kind.REPLAY, request: dict[str, Any] = REQUEST
) -> int:
    with connect(settings) as connection:
        return open_generation(connection, "fakultas", kind, request, run)


def test_generations_are_numbered_from_one(database: DatabaseSettings) -> None:
    assert [opened(database), opened(database, OTHER_DAY)] == [1, 2]


def test_a_retry_finds_its_generation_with_the_request_that_it_was_opened_with(database: DatabaseSettings) -> None:
    number = opened(database)
    assert opened(database, replace(RUN, try_number=2), request={**REQUEST, "day": "2026-12-31"}) == number
    with connect(database) as connection:
        found = read_generation(connection, number)
    assert (found.dataset, found.kind, found.run_id) == ("fakultas", Kind.REPLAY, "backfill__2026-11-20")
    assert found.request == {"topic_id": "topik-1", "day": "2026-11-20"}


def test_another_kind_or_another_incarnation_of_the_topic_is_another_generation(database: DatabaseSettings) -> None:
    numbers = [
        opened(database),
        opened(database, kind=Kind.REDRIVE),
        opened(database, request={**REQUEST, "topic_id": "topik-2"}),
    ]
    assert numbers == [1, 2, 3]


def test_who_asked_for_it_and_why_is_kept(database: DatabaseSettings) -> None:
    with connect(database) as connection:
        number = open_generation(connection, "fakultas", Kind.REDRIVE, REQUEST, RUN, "Sri", "kontrak diperbaiki")
        found = read_generation(connection, number)
    assert (found.who, found.why) == ("Sri", "kontrak diperbaiki")


def test_copies_of_a_task_at_the_same_moment_open_one_generation_and_others_get_others(
    database: DatabaseSettings,
) -> None:
    runs = [replace(RUN, run_id=f"run-{n % 4}") for n in range(8)]
    with ThreadPoolExecutor(8) as pool:
        numbers = list(pool.map(lambda run: opened(database, run), runs))
    assert numbers[:4] == numbers[4:]
    assert sorted(numbers[:4]) == [1, 2, 3, 4]


def test_a_number_that_a_sink_remembers_is_not_given_again(database: DatabaseSettings) -> None:
    """The warehouse was restored from a backup that does not know generation 7."""
    (batch,) = plan(database, offsets((0, 10)), generation=7)
    pass_batch(database, batch, "lakehouse")
    assert opened(database) == 8


def test_a_generation_has_plans_of_its_own(database: DatabaseSettings) -> None:
    plan(database, offsets((0, 30)))
    assert ranges(plan(database, offsets((10, 20)), generation=opened(database))) == [(0, 10, 20)]
    assert ranges(plan(database, offsets((0, 30)))) == [(0, 0, 30)]


def test_an_unknown_generation_is_a_final_error(database: DatabaseSettings) -> None:
    with connect(database) as connection, pytest.raises(FinalError, match="no generation 9"):
        read_generation(connection, 9)
    assert execute(database, "SELECT COUNT(*) FROM etl_generation") == [(0,)]
