from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from include.records import Op
from include.sources.version import event_id, micros, moment_text, row_hash, source_version

NOON = datetime(2026, 8, 3, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("older", "newer"),
    [
        ((NOON, 9), (NOON + timedelta(microseconds=1), 1)),
        ((NOON, 9), (NOON, 10)),
        ((datetime(1970, 1, 1, tzinfo=UTC), 1), (NOON, 1)),
        ((datetime(1999, 12, 31, tzinfo=UTC), 1), (datetime(2037, 1, 1, tzinfo=UTC), 1)),
    ],
    ids=["later", "same time, later sequence", "epoch", "centuries"],
)
def test_versions_sort_by_time_then_by_sequence(older: tuple[datetime, int], newer: tuple[datetime, int]) -> None:
    assert source_version(micros(older[0]), older[1]) < source_version(micros(newer[0]), newer[1])


def test_a_moment_is_written_as_it_was() -> None:
    assert moment_text(micros(NOON + timedelta(microseconds=7))) == "2026-08-03T12:00:00.000007+00:00"


def test_a_row_has_one_hash_whatever_is_read_beside_it() -> None:
    assert row_hash({"id": 1, "nama": "Ani"}) == row_hash({"id": 1, "nama": "Ani"})
    assert row_hash({"id": 1, "nama": "Ani"}) != row_hash({"id": 1, "nama": None})


@pytest.mark.parametrize(
    "other",
    [
        ("mahasiswa", "1", "t", "h", Op.UPSERT),
        ("dosen", "2", "t", "h", Op.UPSERT),
        ("dosen", "1", "u", "h", Op.UPSERT),
        ("dosen", "1", "t", "i", Op.UPSERT),
        ("dosen", "1", "t", "h", Op.DELETE),
    ],
    ids=["dataset", "key", "moment", "content", "operation"],
)
def test_an_event_id_names_one_state_of_one_row(other: tuple[str, str, str, str, Op]) -> None:
    assert event_id("dosen", "1", "t", "h", Op.UPSERT) == event_id("dosen", "1", "t", "h", Op.UPSERT)
    assert event_id("dosen", "1", "t", "h", Op.UPSERT) != event_id(*other)
