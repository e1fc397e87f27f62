"""A day in Kafka beside what every sink has of it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from include.database import connect
from include.errors import NotLoadedYet, NotReconciled, OffsetsLost
from include.reconcile import reconcile
from include.records import Action
from include.sinks.lakehouse import table as tables
from include.sinks.lakehouse.lake import opened as opened_lake
from include.sinks.olap.store import opened as opened_store
from tests.integration.broker.past import stamped_by_the_broker
from tests.integration.ingest.world import World, contract, decide, good
from tests.integration.replay.builders import (
    MONDAY,
    SUNDAY,
    TUESDAY,
    WEDNESDAY,
    fill,
    live,
    replayed,
    today,
)


def reconciled(world: World, day: Any = TUESDAY) -> dict[str, Any]:
    return reconcile(world.contract, world.parts, day)


def execute(world: World, statement: str) -> None:
    with connect(world.parts.warehouse, autocommit=True) as connection, connection.cursor() as cursor:
        cursor.execute(statement)


def test_a_day_that_is_in_every_sink(wide_world: World) -> None:
    topic = wide_world.contract.topic.name
    assert reconciled(wide_world) == {
        "day": "2026-08-04", "ranges": [f"{topic}[0] 2..5"], "accepted": 2, "rejected": 1,
        "sinks": ["warehouse", "lakehouse", "olap"],
    }  # fmt: skip


def test_a_day_on_which_nothing_came(world: World) -> None:
    assert reconciled(world, SUNDAY)["ranges"] == []


def test_a_row_that_the_warehouse_lost_is_named_with_what_to_do(world: World) -> None:
    execute(world, "DELETE FROM fakultas WHERE _offset = 4")
    with pytest.raises(NotReconciled) as raised:
        reconciled(world)
    topic = world.contract.topic.name
    assert f"1 differences: {topic}[0] 2..5 in warehouse: 1 messages (offsets 4) accepted and not there" in str(
        raised.value
    )
    assert "airflow backfill create --dag-id replay__fakultas --from-date 2026-08-04" in str(raised.value)
    assert reconciled(world, MONDAY)["accepted"] == 2
    replayed(world, TUESDAY)
    assert reconciled(world)["accepted"] == 2


def test_rows_that_an_outside_sink_lost_or_has_twice(wide_world: World) -> None:
    lakehouse, olap = wide_world.parts.lakehouse, wide_world.parts.olap
    assert lakehouse
    assert olap
    with opened_lake(lakehouse) as lake:
        table = tables.present(lake, "fakultas")
        table.append(table.scan(row_filter="_offset = 2").to_arrow())
    with opened_store(olap, "lose a row") as store:
        store.execute("DELETE FROM fakultas WHERE _offset = 4")
    with pytest.raises(
        NotReconciled, match=r"in lakehouse: 1 messages \(offsets 2\) there twice.* in olap: 1 messages \(offsets 4\)"
    ):
        reconciled(wide_world)
    assert reconciled(wide_world, WEDNESDAY)["accepted"] == 1


def test_a_reject_that_is_not_in_quarantine(world: World) -> None:
    execute(world, "DELETE FROM etl_quarantine")
    with pytest.raises(NotReconciled, match=r"in etl_quarantine: 1 messages \(offsets 3\) rejected and not there"):
        reconciled(world)


def test_an_audit_that_does_not_add_up(world: World) -> None:
    execute(world, "UPDATE etl_audit SET loaded = loaded - 1")
    with pytest.raises(NotReconciled, match="read 6, accounted for 5"):
        reconciled(world)
    execute(world, "DELETE FROM etl_audit")
    with pytest.raises(NotReconciled, match="etl_audit has no range of it"):
        reconciled(world)


def test_what_is_on_its_way_is_late_and_not_lost(empty_world: World) -> None:
    fill(empty_world, {MONDAY: [good("a")], TUESDAY: [good("b"), good("c"), good("d")]})
    stamped_by_the_broker(empty_world.parts.broker, empty_world.contract.topic)
    (work,) = empty_world.plan(max_rows=2)
    empty_world.load(replace(work, batches=work.batches[:1]))
    with pytest.raises(
        NotLoadedYet, match=r"nothing is lost, but 1 ranges are not loaded yet: .*\[0\] 2\.\.4 in warehouse"
    ):
        reconciled(empty_world)
    empty_world.ingest()
    assert reconciled(empty_world)["accepted"] == 3


def test_what_was_loaded_of_a_late_day_is_compared_all_the_same(empty_world: World) -> None:
    fill(empty_world, {MONDAY: [good("a"), good("b"), good("c")]})
    stamped_by_the_broker(empty_world.parts.broker, empty_world.contract.topic)
    (work,) = empty_world.plan(max_rows=2)
    empty_world.load(replace(work, batches=work.batches[:1]))
    execute(empty_world, "DELETE FROM fakultas WHERE _offset = 0")
    with pytest.raises(
        NotReconciled, match=r"\(offsets 0\) accepted and not there.*Beside that, 1 ranges are not loaded yet"
    ):
        reconciled(empty_world, MONDAY)


def test_rows_are_compared_by_the_contract_that_they_were_loaded_with(world: World) -> None:
    strict = today(world, longest_name=7)
    assert reconciled(strict) == reconciled(world)


def test_what_a_replay_rewrote_is_newer_and_not_missing(wide_world: World) -> None:
    newer = today(wide_world, required=False)
    replayed(newer, TUESDAY)
    assert reconciled(newer)["accepted"] == 2


def test_a_row_that_a_newer_contract_rejects_need_not_be_there(world: World) -> None:
    """A table that was rebuilt by that contract does not have it any more; the quarantine does."""
    replayed(today(world, longest_name=7), TUESDAY)
    execute(world, "DELETE FROM fakultas WHERE _offset = 2")
    assert reconciled(world)["accepted"] == 2


def test_a_day_whose_ranges_reach_into_other_days_is_cut_out_of_them(world: World) -> None:
    execute(world, "DELETE FROM fakultas WHERE _offset IN (1, 5)")
    assert reconciled(world)["ranges"] == [f"{world.contract.topic.name}[0] 2..5"]
    for day in (MONDAY, WEDNESDAY):
        with pytest.raises(NotReconciled):
            reconciled(world, day)


def test_several_partitions(empty_world: World, topic_name: str) -> None:
    two = replace(empty_world, contract=contract(topic_name, partitions=2))
    fill(two, {MONDAY: [good("a")]})
    fill(two, {MONDAY: [good("b"), good("c")]}, partition=1)
    live(two)
    assert reconciled(two, MONDAY)["accepted"] == 3
    execute(two, "DELETE FROM fakultas WHERE _partition = 1 AND _offset = 1")
    with pytest.raises(NotReconciled, match=r"\[1\] 0\.\.2 in warehouse: 1 messages \(offsets 1\)"):
        reconciled(two, MONDAY)


def test_a_batch_that_somebody_gave_up_is_in_quarantine(empty_world: World, topic_name: str) -> None:
    given_up = replace(empty_world, contract=contract(topic_name, min_rows=1))
    fill(given_up, {MONDAY: [good("a"), {"id_fakultas": "b"}]})
    stamped_by_the_broker(given_up.parts.broker, given_up.contract.topic)
    given_up.plan()
    decide(given_up, Action.QUARANTINE)
    given_up.ingest()
    assert reconciled(given_up, MONDAY) == {
        "day": "2026-08-03", "ranges": [f"{topic_name}[0] 0..2"], "accepted": 0, "rejected": 2, "sinks": ["warehouse"],
    }  # fmt: skip


def test_a_day_that_retention_has_cut_cannot_be_compared(world: World) -> None:
    world.forget(partition=0, before=3)
    with pytest.raises(OffsetsLost, match="retention has deleted"):
        reconciled(world)


def test_live_loading_goes_on_beside_it(world: World) -> None:
    world.send(good("g"))
    assert reconciled(world)["accepted"] == 2
    world.ingest()
    assert reconciled(world)["accepted"] == 2
