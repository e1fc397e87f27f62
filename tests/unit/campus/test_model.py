from __future__ import annotations

from datetime import date, datetime

import pytest

from stack.campus.model import Campus
from tests.unit.campus.builders import add, empty_campus, spoil

MONDAY, TUESDAY, WEDNESDAY = date(2026, 11, 23), date(2026, 11, 24), date(2026, 11, 25)
TUESDAY_NOON = datetime(2026, 11, 24, 5)
LAST_OF_MONDAY, FIRST_OF_TUESDAY = datetime(2026, 11, 23, 16, 59, 59, 999999), datetime(2026, 11, 23, 17)
"""Midnight on campus is 17.00 UTC."""


@pytest.fixture
def campus() -> Campus:
    campus = empty_campus(WEDNESDAY)
    add(campus, "dosen", "d1", nama="lama")
    return campus


def names(campus: Campus, day: date) -> dict[str, str]:
    return {key[0]: row.values["nama"] for key, row in campus.as_of("dosen", day)}


@pytest.mark.parametrize(
    ("created", "first_seen"),
    [
        pytest.param(LAST_OF_MONDAY, MONDAY, id="just before midnight"),
        pytest.param(FIRST_OF_TUESDAY, TUESDAY, id="at midnight"),
    ],
)
def test_a_row_is_there_from_the_campus_day_it_was_made(campus: Campus, created: datetime, first_seen: date) -> None:
    add(campus, "dosen", "d2", created=created, nama="baru")
    seen = [day for day in (MONDAY, TUESDAY, WEDNESDAY) if "d2" in names(campus, day)]
    assert seen[0] == first_seen
    assert seen[-1] == WEDNESDAY


def test_a_row_without_a_change_column_was_always_there(campus: Campus) -> None:
    add(campus, "dosen", "d2", created=None, nama="tanpa waktu")
    assert names(campus, MONDAY)["d2"] == "tanpa waktu"


@pytest.mark.parametrize(
    ("changed", "on_monday"),
    [
        pytest.param(LAST_OF_MONDAY, "baru", id="just before midnight"),
        pytest.param(FIRST_OF_TUESDAY, "lama", id="at midnight"),
    ],
)
def test_a_changed_row_is_what_it_was_on_the_days_before(campus: Campus, changed: datetime, on_monday: str) -> None:
    campus.change("dosen", ("d1",), changed, nama="baru")
    assert names(campus, MONDAY) == {"d1": on_monday}
    assert names(campus, TUESDAY) == {"d1": "baru"}


def test_a_row_changed_twice_has_three_states(campus: Campus) -> None:
    campus.change("dosen", ("d1",), FIRST_OF_TUESDAY, nama="baru")
    campus.change("dosen", ("d1",), datetime(2026, 11, 24, 17), nama="terbaru")
    assert [names(campus, day)["d1"] for day in (MONDAY, TUESDAY, WEDNESDAY)] == ["lama", "baru", "terbaru"]


def test_a_change_is_stamped_and_leaves_the_time_of_making_alone(campus: Campus) -> None:
    made = campus.table("dosen")["d1",].created
    campus.change("dosen", ("d1",), TUESDAY_NOON, nama="baru")
    row = campus.table("dosen")["d1",]
    assert (row.created, row.updated) == (made, TUESDAY_NOON)


def test_a_change_stamps_no_row_of_a_table_without_change_column(campus: Campus) -> None:
    add(campus, "dosen", "d2", created=None, nama="lama")
    campus.change("dosen", ("d2",), TUESDAY_NOON, nama="baru")
    assert campus.table("dosen")["d2",].updated is None
    assert [names(campus, day)["d2"] for day in (MONDAY, TUESDAY)] == ["lama", "baru"]


def test_a_removed_row_is_still_there_on_the_days_before(campus: Campus) -> None:
    campus.remove("dosen", ("d1",), TUESDAY_NOON)
    assert [names(campus, day) for day in (MONDAY, TUESDAY)] == [{"d1": "lama"}, {}]


def test_a_row_that_was_made_and_removed_later_is_not_there_before(campus: Campus) -> None:
    add(campus, "dosen", "d2", created=TUESDAY_NOON, nama="sebentar")
    campus.remove("dosen", ("d2",), datetime(2026, 11, 25, 5))
    assert [list(names(campus, day)) for day in (MONDAY, TUESDAY, WEDNESDAY)] == [["d1"], ["d1", "d2"], ["d1"]]


def test_an_unusable_row_is_never_there_not_even_before_it_was_removed(campus: Campus) -> None:
    spoil(campus, "dosen", "d1")
    assert names(campus, WEDNESDAY) == {}
    campus.remove("dosen", ("d1",), TUESDAY_NOON)
    assert names(campus, MONDAY) == {}
