"""A day is read again by today's contract, beside the live pipeline."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from include import ingest, replay
from include.audit.conservation import violations
from include.audit.generation import Kind, open_generation
from include.audit.release import release
from include.calendar import CAMPUS_ZONE
from include.contract.catalog import Catalog
from include.database import connect
from include.days import offsets_of
from include.errors import BatchHeld, OffsetsLost
from include.records import Action
from tests.integration.broker.past import stamped_by_the_broker
from tests.integration.ingest.world import World, bad, contract, decide, good
from tests.integration.redrive.builders import in_the_lakehouse, in_the_olap_store
from tests.integration.replay.builders import (
    MONDAY,
    SUNDAY,
    TUESDAY,
    WEDNESDAY,
    fill,
    live,
    load,
    plan,
    ranges,
    replayed,
    rows,
    run,
    today,
)

BEFORE = [(0, "a", "a"), (1, "b", "b"), (2, "c", "c"), (4, "e", "e"), (5, "f", "f")]


def test_a_day_is_rewritten_by_todays_contract_and_the_other_days_are_left_alone(world: World) -> None:
    assert rows(world) == BEFORE
    said = replayed(today(world), TUESDAY)
    assert rows(world) == [(0, "a", "a"), (1, "b", "b"), (2, "c", "C"), (4, "e", "E"), (5, "f", "f")]
    assert said["ranges"] == [f"{world.contract.topic.name}[0] 2..5"]
    assert said["sinks"] == {"warehouse": {"read": 3, "loaded": 2, "rejected": 1, "superseded": 0, "skipped": 0}}
    assert said["warehouse"] == {"rewritten": 2, "changed": {"kode_fakultas": 2}}
    assert world.violations() == []


def test_the_same_contract_changes_nothing(world: World) -> None:
    before = world.select("SELECT * FROM fakultas ORDER BY _offset")
    said = replayed(world, TUESDAY)
    assert world.select("SELECT * FROM fakultas ORDER BY _offset") == before
    assert said["sinks"]["warehouse"] == {"read": 3, "loaded": 0, "rejected": 1, "superseded": 0, "skipped": 2}
    assert said["warehouse"] == {"rewritten": 0, "changed": {}}


def test_every_sink_says_what_the_newer_contract_says(wide_world: World) -> None:
    said = replayed(today(wide_world, required=False), TUESDAY)
    assert {sink: counts["loaded"] for sink, counts in said["sinks"].items()} == {
        "warehouse": 3,
        "lakehouse": 3,
        "olap": 3,
    }
    assert [key for _, key, _ in rows(wide_world)] == ["a", "b", "c", "d", "e", "f"]
    assert sorted(in_the_olap_store(wide_world)) == ["a", "b", "c", "d", "e", "f"]
    assert sorted(in_the_lakehouse(wide_world)) == ["a", "b", "c", "c", "d", "e", "e", "f"]
    again = replayed(today(wide_world, required=False), TUESDAY, run("dua"))
    assert {sink: counts["skipped"] for sink, counts in again["sinks"].items()} == {
        "warehouse": 3,
        "lakehouse": 3,
        "olap": 3,
    }
    assert wide_world.violations() == []


def test_the_live_pipeline_goes_on_where_it_was(world: World) -> None:
    newer = today(world)
    works = plan(newer, TUESDAY)
    world.send(good("g"))
    newer.ingest()
    load(newer, works, TUESDAY)
    positions = world.select("SELECT generation, next_offset FROM etl_ledger ORDER BY generation")
    assert positions == [(0, 7), (1, 5)]
    assert rows(world)[-1] == (6, "g", "G")


def test_messages_that_are_judged_otherwise_are_listed_and_nothing_is_retracted(world: World) -> None:
    said = replayed(today(world, longest_name=7, required=False), TUESDAY)
    topic = world.contract.topic.name
    assert said["newly_rejected"] == {"count": 1, "messages": [f"{topic}[0] 2"]}
    assert said["newly_accepted"] == {"count": 1, "messages": [f"{topic}[0] 3"]}
    assert rows(world) == [(0, "a", "a"), (1, "b", "b"), (2, "c", "c"), (3, "d", "D"), (4, "e", "E"), (5, "f", "f")]
    again = replayed(today(world, "1.2.0", longest_name=7, required=False), TUESDAY, run("dua"))
    assert (again["newly_rejected"]["count"], again["newly_accepted"]["count"]) == (0, 0)


def test_a_replay_that_runs_ahead_of_the_live_pipeline_judges_nothing_otherwise(empty_world: World) -> None:
    fill(empty_world, {MONDAY: [good("a"), bad("b")]})
    stamped_by_the_broker(empty_world.parts.broker, empty_world.contract.topic)
    newer = today(empty_world)
    said = replayed(newer, MONDAY)
    assert said["sinks"]["warehouse"] == {"read": 2, "loaded": 1, "rejected": 1, "superseded": 0, "skipped": 0}
    assert said["newly_rejected"] == said["newly_accepted"] == {"count": 0, "messages": []}
    newer.ingest()
    assert rows(newer) == [(0, "a", "A")]
    assert newer.violations() == []


def test_a_retry_goes_on_with_what_the_first_try_has_fixed(world: World) -> None:
    newer = today(world)
    first = plan(newer, TUESDAY, max_rows=2)
    assert ranges(first) == [(0, 2, 4), (0, 4, 5)]
    ingest.load(newer.contract, replace(first[0], batches=first[0].batches[:1]), "warehouse", newer.parts, run())
    rest = plan(newer, TUESDAY, run(try_number=2), max_rows=100)
    assert ranges(rest) == [(0, 4, 5)]
    said = load(newer, rest, TUESDAY)
    assert said["sinks"]["warehouse"]["read"] == 3
    assert plan(newer, TUESDAY, run(try_number=3)) == []
    assert world.select("SELECT COUNT(*) FROM etl_generation") == [(1,)]


def test_a_run_that_died_before_it_planned_goes_on_with_the_offsets_that_it_had_found(world: World) -> None:
    newer = today(world)
    with connect(newer.parts.warehouse) as connection:
        offsets = offsets_of(newer.contract, TUESDAY, newer.parts.broker, connection)
        request = {"topic_id": offsets.topic_id, "day": str(TUESDAY), "ranges": {0: (2, 4)}}
        open_generation(connection, "fakultas", Kind.REPLAY, request, run())
    assert ranges(plan(newer, TUESDAY, run(try_number=2))) == [(0, 2, 4)]


def test_a_retry_after_the_load_still_knows_what_was_rewritten(world: World) -> None:
    newer = today(world)
    works = plan(newer, TUESDAY)
    said = load(newer, works, TUESDAY)
    assert load(newer, works, TUESDAY) == said
    assert said["warehouse"]["changed"] == {"kode_fakultas": 2}


def test_what_was_written_down_before_the_load_stays_when_another_sink_is_late(wide_world: World) -> None:
    newer = today(wide_world)
    (work,) = plan(newer, TUESDAY)
    replay.stage(newer.contract, work, newer.parts)
    ingest.load(newer.contract, work, "warehouse", newer.parts, run())
    assert load(newer, [work], TUESDAY)["warehouse"] == {"rewritten": 2, "changed": {"kode_fakultas": 2}}


def test_copies_of_a_task_plan_and_load_once(world: World) -> None:
    newer = today(world)
    with ThreadPoolExecutor(2) as pool:
        one, other = pool.map(lambda _: plan(newer, TUESDAY), range(2))
        assert one == other
        reports = list(pool.map(lambda works: load(newer, works, TUESDAY), [one, other]))
    assert reports[0]["sinks"]["warehouse"]["read"] == 3
    assert world.select("SELECT COUNT(*) FROM etl_audit WHERE generation = 1") == [(1,)]


def test_a_day_on_which_nothing_came_is_no_generation(world: World) -> None:
    assert plan(world, SUNDAY) == []
    assert load(world, [], SUNDAY)["ranges"] == []
    assert world.select("SELECT COUNT(*) FROM etl_generation") == [(0,)]


def test_partitions_without_messages_and_partitions_that_were_added_later_have_no_part(
    empty_world: World, topic_name: str
) -> None:
    old = replace(empty_world, contract=contract(topic_name, partitions=2))
    fill(old, {MONDAY: [good("a")], TUESDAY: [good("b")]})
    fill(old, {MONDAY: [good("c")]}, partition=1)
    live(old)
    grown = replace(old, contract=contract(topic_name, version="1.1.0", partitions=3))
    assert ranges(plan(grown, MONDAY)) == [(0, 0, 1), (1, 0, 1)]
    assert ranges(plan(grown, TUESDAY, run("dua"))) == [(0, 1, 2)]


def test_a_held_batch_waits_for_a_release_and_the_same_run_goes_on(empty_world: World, topic_name: str) -> None:
    lenient = replace(empty_world, contract=contract(topic_name))
    fill(lenient, {MONDAY: [good("a"), bad("b")]})
    live(lenient)
    strict = today(replace(empty_world, contract=contract(topic_name, min_rows=1)))
    works = plan(strict, MONDAY)
    with pytest.raises(BatchHeld, match="bersihkan semua tugas run ini"):
        load(strict, works, MONDAY)
    with connect(strict.parts.warehouse) as connection:
        release(
            connection, batch_id=works[0].batches[0].batch_id, action=Action.WAIVE, who="Sri", why="memang begitu",
            run=run(), catalog=Catalog((strict.contract,), ()),
        )  # fmt: skip
    said = load(strict, plan(strict, MONDAY), MONDAY)
    assert said["sinks"]["warehouse"]["loaded"] == 1
    assert rows(strict) == [(0, "a", "A")]


def test_a_day_that_retention_has_cut_is_not_replayed_in_part(world: World) -> None:
    world.forget(partition=0, before=3)
    with pytest.raises(OffsetsLost, match=r"retention has deleted 1 ranges.* 0\.\.3 .*Fetch the day again"):
        plan(today(world), TUESDAY)
    assert world.select("SELECT COUNT(*) FROM etl_generation") == [(0,)]


def test_a_loss_that_somebody_accepted_does_not_stand_in_the_way(empty_world: World) -> None:
    fill(empty_world, {MONDAY: [good("a"), good("b")], TUESDAY: [good("c")]})
    stamped_by_the_broker(empty_world.parts.broker, empty_world.contract.topic)
    empty_world.plan(max_rows=2)
    empty_world.forget(partition=0, before=2)
    decide(empty_world, Action.QUARANTINE)
    empty_world.ingest()
    assert ranges(plan(today(empty_world), TUESDAY)) == [(0, 2, 3)]


def test_a_day_of_a_topic_that_others_own_is_what_was_planned_on_it(world: World) -> None:
    contract_ = today(world).contract
    foreign = replace(world, contract=replace(contract_, topic=replace(contract_.topic, foreign=True)))
    assert ranges(plan(foreign, MONDAY)) == []
    assert ranges(plan(foreign, datetime.now(CAMPUS_ZONE).date(), run("dua"))) == [(0, 0, 6)]
    world.forget(partition=0, before=3)
    with pytest.raises(OffsetsLost, match=r"deleted 1 ranges .* 0\.\.3"):
        plan(foreign, datetime.now(CAMPUS_ZONE).date(), run("tiga"))


def test_nothing_staged_is_left_behind(world: World, tmp_path: Path) -> None:
    replayed(today(world), TUESDAY)
    assert [path for path in (tmp_path / "staging").rglob("*") if path.is_file()] == []


def test_a_replay_of_all_days_ends_as_the_newer_contract_had_it_from_the_start(world: World) -> None:
    newer = today(world)
    for day in (WEDNESDAY, MONDAY, TUESDAY):
        replayed(newer, day, run(str(day)))
    assert rows(world) == [(offset, key, key.upper()) for offset, key, _ in BEFORE]
    with connect(world.parts.warehouse) as connection:
        assert violations(connection, "fakultas") == []
