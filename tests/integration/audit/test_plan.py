from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from include.audit.identity import batch_id
from include.contract.model import Mode, SinkSpec
from include.errors import OffsetsLost
from include.records import Action, PlannedBatch
from include.settings import DatabaseSettings
from tests.integration.audit.builders import CONTRACT, execute, offsets, pass_batch, plan, ranges


def test_everything_up_to_the_present_end_is_planned_in_ranges_of_at_most_max_rows(database: DatabaseSettings) -> None:
    planned = plan(database, offsets((0, 250), (7, 9)), max_rows=100)
    assert ranges(planned) == [(0, 0, 100), (0, 100, 200), (0, 200, 250), (1, 7, 9)]


def test_a_plan_names_all_that_its_work_depends_on(database: DatabaseSettings) -> None:
    (planned,) = plan(database, offsets((0, 5)))
    assert planned == PlannedBatch(
        batch_id(planned.range, CONTRACT.version, "0.1.0", 0),
        "fakultas",
        planned.range,
        CONTRACT.version,
        "0.1.0",
        0,
        0,
        Action.LOAD,
    )


def test_an_empty_topic_has_nothing_to_plan(database: DatabaseSettings) -> None:
    assert plan(database, offsets((0, 0), (5, 5))) == []


def test_planning_again_finds_the_open_plans_and_adds_nothing(database: DatabaseSettings) -> None:
    first = plan(database, offsets((0, 250)), max_rows=100)
    assert plan(database, offsets((0, 250)), max_rows=70) == first


def test_open_plans_come_first_and_new_offsets_follow(database: DatabaseSettings) -> None:
    plan(database, offsets((0, 30), (0, 30)))
    assert ranges(plan(database, offsets((0, 40), (0, 30)))) == [(0, 0, 30), (0, 30, 40), (1, 0, 30)]


def test_a_batch_is_open_until_every_sink_has_passed_it(database: DatabaseSettings) -> None:
    two_sinks = replace(CONTRACT, sinks=(*CONTRACT.sinks, SinkSpec("lakehouse", "fakultas", Mode.APPEND)))
    first, second = plan(database, offsets((0, 20)), max_rows=10, contract=two_sinks)
    pass_batch(database, second, "warehouse")
    pass_batch(database, first, "lakehouse")
    assert plan(database, offsets((0, 20)), contract=two_sinks) == [second]
    pass_batch(database, second, "lakehouse")
    assert plan(database, offsets((0, 20)), contract=two_sinks) == []


def test_a_ledger_of_another_incarnation_of_the_topic_has_not_passed_the_batch(database: DatabaseSettings) -> None:
    (planned,) = plan(database, offsets((0, 20)))
    pass_batch(database, replace(planned, range=replace(planned.range, topic_id="topik-0", end=99)))
    assert plan(database, offsets((0, 20))) == [planned]


def test_a_partition_that_was_added_starts_at_its_first_offset(database: DatabaseSettings) -> None:
    plan(database, offsets((0, 10)))
    assert ranges(plan(database, offsets((0, 10), (0, 3)))) == [(0, 0, 10), (1, 0, 3)]


def test_every_generation_has_plans_of_its_own(database: DatabaseSettings) -> None:
    (live,) = plan(database, offsets((0, 10)))
    (replay,) = plan(database, offsets((0, 10)), generation=1)
    assert (live.range, live.generation, replay.generation) == (replay.range, 0, 1)
    assert live.batch_id != replay.batch_id


def test_two_planners_at_the_same_moment_make_the_same_plans(database: DatabaseSettings) -> None:
    for end in range(100, 600, 100):
        together = threading.Barrier(2)

        def plan_together(max_rows: int, end: int = end, together: threading.Barrier = together) -> list[PlannedBatch]:
            together.wait()
            return plan(database, offsets((0, end), (0, end)), max_rows)

        with ThreadPoolExecutor() as pool:
            plans = list(pool.map(plan_together, [30, 40]))
        assert plans[0] == plans[1]
        assert _end_to_end(plans[0]) == {0: (0, end), 1: (0, end)}


def test_a_planner_that_saw_less_of_the_topic_leaves_no_gap_and_no_overlap(database: DatabaseSettings) -> None:
    plan(database, offsets((0, 50)))
    assert ranges(plan(database, offsets((0, 50)))) == [(0, 0, 50)]
    assert ranges(plan(database, offsets((0, 80)))) == [(0, 0, 50), (0, 50, 80)]


@pytest.mark.parametrize(
    ("topic", "message"),
    [
        (offsets((0, 10), topic_id="topik-2"), r"made again: plans are for topic id topik-1, the broker has topik-2"),
        (offsets((0, 4)), r"ends at 4, but offsets up to 10 were planned"),
    ],
    ids=["topic_made_again", "broker_lost_messages"],
)
def test_lost_offsets_stop_the_plan_and_nothing_is_reset(
    database: DatabaseSettings, topic: object, message: str
) -> None:
    plan(database, offsets((0, 10)))
    with pytest.raises(OffsetsLost, match=message):
        plan(database, topic)  # type: ignore[arg-type]
    assert execute(database, "SELECT start_offset, end_offset FROM etl_plan") == [(0, 10)]


def test_offsets_that_retention_deleted_after_the_last_plan_stop_it_and_are_a_batch_to_decide_on(
    database: DatabaseSettings,
) -> None:
    (first,) = plan(database, offsets((0, 10)))
    with pytest.raises(
        OffsetsLost, match=r"never planned: siakad\.fakultas\[0\] 10\.\.15 \(batch \w{32}\).*release"
    ) as error:
        plan(database, offsets((15, 40)))
    loaded, lost, left = plan(database, offsets((15, 40)))
    assert (loaded, ranges([lost, left])) == (first, [(0, 10, 15), (0, 15, 40)])
    assert lost.batch_id in str(error.value)


def test_offsets_that_retention_deleted_before_the_first_plan_are_not_missed(database: DatabaseSettings) -> None:
    assert ranges(plan(database, offsets((1000, 1010)))) == [(0, 1000, 1010)]


def _end_to_end(batches: list[PlannedBatch]) -> dict[int, tuple[int, int]]:
    """First and last offset of each partition. Each range begins where the one before it ends."""
    found: dict[int, tuple[int, int]] = {}
    for partition, start, end in ranges(batches):
        first, last = found.get(partition, (start, start))
        assert start == last
        found[partition] = (first, end)
    return found
