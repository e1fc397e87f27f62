"""Missing ids: where they are, what comes into them, and how long they are waited for."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

from include.sources.gaps import Gap, Gaps

NOON = datetime(2026, 8, 3, 5, 0, tzinfo=UTC)


def rows(*ids: int) -> Iterable[dict[str, Any]]:
    return [{"id": id_} for id_ in ids]


def test_ids_that_are_skipped_are_a_gap() -> None:
    gaps = Gaps([])
    for before, id_ in ((0, 1), (1, 2), (2, 5), (5, 7), (7, 8)):
        gaps.seen(before, id_, NOON)

    assert gaps.gaps == [Gap(3, 4, NOON), Gap(6, 6, NOON)]


def test_what_comes_into_a_gap_splits_it_and_leaves_its_age() -> None:
    left = Gaps([])

    come = list(left.filled(Gap(10, 20, NOON), rows(10, 13, 14, 19)))

    assert [row["id"] for row in come] == [10, 13, 14, 19]
    assert left.gaps == [Gap(11, 12, NOON), Gap(15, 18, NOON), Gap(20, 20, NOON)]


def test_a_gap_that_is_filled_is_none() -> None:
    left = Gaps([])

    assert len(list(left.filled(Gap(10, 11, NOON), rows(10, 11)))) == 2
    assert left.gaps == []


def test_a_gap_into_which_nothing_comes_stays() -> None:
    left = Gaps([])

    assert list(left.filled(Gap(10, 11, NOON), rows())) == []
    assert left.gaps == [Gap(10, 11, NOON)]


def test_gaps_of_a_certain_age_are_told_apart() -> None:
    old, young = Gap(1, 2, NOON), Gap(5, 5, NOON + timedelta(minutes=1))

    assert Gaps([old, young]).younger_than(NOON) == ([young], [old])


def test_gaps_survive_json_and_show_as_people_read_them() -> None:
    gap = Gap(3, 4, NOON)

    assert Gaps.of([gap.as_json()]).gaps == [gap]
    assert (str(gap), str(Gap(6, 6, NOON))) == ("3 to 4", "6")
