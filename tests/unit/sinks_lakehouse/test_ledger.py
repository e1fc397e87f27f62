"""The ledger of a lakehouse table, apart from any table."""

from __future__ import annotations

import json

import pytest

from include.audit.outside import Standing
from include.errors import LedgerGap
from include.records import OffsetRange, PlannedBatch
from include.sinks.lakehouse.ledger import after, as_text, has_passed, moved, next_offset


def standing(partition: int, offset: int, generation: int = 0, topic_id: str = "t1") -> Standing:
    return Standing("pesanan", "lakehouse", generation, partition, "unit_bisnis.pesanan", topic_id, offset, "b0")


def batch(partition: int, start: int, end: int, generation: int = 0, topic_id: str = "t1") -> PlannedBatch:
    range_ = OffsetRange("unit_bisnis.pesanan", topic_id, partition, start, end)
    return PlannedBatch("b1", "pesanan", range_, "1.0.0", "1", generation)


LEDGER = (standing(0, 10), standing(1, 20), standing(0, 5, generation=1))


def test_a_partition_moves_alone_in_its_generation() -> None:
    assert moved(LEDGER, standing(1, 30)) == (standing(0, 10), standing(1, 30), standing(0, 5, generation=1))
    assert moved(LEDGER, standing(0, 9, generation=1)) == (
        standing(0, 10),
        standing(1, 20),
        standing(0, 9, generation=1),
    )


def test_a_new_partition_and_a_new_generation_are_added_in_order() -> None:
    assert moved((standing(2, 1),), standing(0, 1)) == (standing(0, 1), standing(2, 1))
    assert moved(LEDGER, standing(0, 1, generation=2))[-1] == standing(0, 1, generation=2)


def test_after_a_batch_its_partition_stands_at_its_end() -> None:
    expected = Standing("pesanan", "lakehouse", 1, 0, "unit_bisnis.pesanan", "t1", 8, "b1")
    assert after(batch(0, 5, 8, generation=1)) == expected


def test_the_text_says_all_of_a_standing_but_whose_it_is() -> None:
    assert json.loads(as_text((standing(0, 10),))) == [
        {
            "generation": 0,
            "partition_id": 0,
            "topic": "unit_bisnis.pesanan",
            "topic_id": "t1",
            "next_offset": 10,
            "last_batch_id": "b0",
        }
    ]


def test_a_partition_that_was_never_loaded_starts_where_its_plans_do() -> None:
    assert next_offset(LEDGER, batch(7, 40, 50), first_planned=40) == 40


@pytest.mark.parametrize(
    ("needed", "first_planned", "says"),
    [
        (batch(7, 40, 50), None, "not in etl_plan"),
        (batch(7, 40, 50), 30, "stands at 30, before the batch"),
        (batch(0, 11, 12), 0, "stands at 10, before the batch"),
        (batch(0, 10, 12, topic_id="t2"), 10, "stands at 10 of topic id t1"),
    ],
    ids=["never_planned", "earlier_plan", "earlier_batch", "topic_made_again"],
)
def test_a_batch_that_does_not_follow_is_a_gap(needed: PlannedBatch, first_planned: int | None, says: str) -> None:
    with pytest.raises(LedgerGap, match=says):
        next_offset(LEDGER, needed, first_planned)


@pytest.mark.parametrize(
    ("of", "passed"),
    [
        (batch(1, 10, 20), True),
        (batch(1, 10, 21), False),
        (batch(1, 10, 20, topic_id="t2"), False),
        (batch(1, 10, 20, generation=1), False),
        (batch(7, 10, 20), False),
    ],
    ids=["its_end", "one_more", "another_topic", "another_generation", "another_partition"],
)
def test_a_batch_is_passed_where_its_partition_stands_at_its_end(of: PlannedBatch, passed: bool) -> None:
    assert has_passed(LEDGER, of) is passed
