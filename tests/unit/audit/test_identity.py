from __future__ import annotations

from dataclasses import replace

import pytest

from include.audit.identity import batch_id, key_digest, range_id
from include.records import Action, OffsetRange, PlannedBatch

RANGE = OffsetRange("siakad.mahasiswa", "topik-1", 0, 100, 200)


def test_the_same_range_has_the_same_name_in_every_process() -> None:
    assert range_id(RANGE) == "d2995f82409ef8877c1341e6a3037023"
    assert batch_id(RANGE, "1.0.0", "0.1.0", 0) == "d2e29215573b360638644dfcbc423cd4"


@pytest.mark.parametrize(
    "other",
    [
        replace(RANGE, topic_id="topik-2"),
        replace(RANGE, partition=1),
        replace(RANGE, start=99),
        replace(RANGE, end=201),
    ],
    ids=["topic_id", "partition", "start", "end"],
)
def test_another_range_has_another_name(other: OffsetRange) -> None:
    assert range_id(other) != range_id(RANGE)
    assert batch_id(other, "1.0.0", "0.1.0", 0) != batch_id(RANGE, "1.0.0", "0.1.0", 0)


def test_a_renamed_topic_keeps_its_names() -> None:
    assert range_id(replace(RANGE, topic="siakad.mhs")) == range_id(RANGE)


@pytest.mark.parametrize(
    "other",
    [("1.0.1", "0.1.0", 0), ("1.0.0", "0.2.0", 0), ("1.0.0", "0.1.0", 1)],
    ids=["contract", "code", "generation"],
)
def test_the_same_range_under_another_contract_code_or_generation_is_another_batch(other: tuple[str, str, int]) -> None:
    assert batch_id(RANGE, *other) != batch_id(RANGE, "1.0.0", "0.1.0", 0)


def test_a_planned_batch_survives_the_way_between_two_tasks() -> None:
    batch = PlannedBatch("b", "mahasiswa", RANGE, "1.0.0", "0.1.0", generation=2, revision=3, action=Action.WAIVE)
    assert PlannedBatch.from_dict(batch.as_dict()) == batch


def test_a_key_is_named_without_its_value_and_no_key_has_no_name() -> None:
    assert key_digest(b"3201") == "f34b72e14fb250dbedede1c2791e8def"
    assert key_digest(b"3201") != key_digest(b"3202")
    assert (key_digest(None), key_digest(b"")) == (None, None)
