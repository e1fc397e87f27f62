"""The rules that every source keeps, each a function that fails when its source breaks it."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from include.errors import FinalError, ServiceUnavailable
from include.records import Op
from include.sources.values import encode, split_key
from tests.contract.sources.builders import break_off, read, read_and_settle, read_or_refuse
from tests.contract.sources.kit import DeletingKit, Kit, WindowedKit

Rule = Callable[[Any], None]


def the_first_read_gives_every_row(kit: Kit) -> None:
    kit.put("1", "Ani")
    kit.put("2", "Budi")

    records, reading = read(kit.source)

    assert [(r.key, r.value["id"], r.value["nama"], r.op) for r in records] == [
        ("1", "1", "Ani", Op.UPSERT),
        ("2", "2", "Budi", Op.UPSERT),
    ]
    assert (reading.read, reading.unchanged, reading.deleted) == (2, 0, 0)


def a_second_read_gives_nothing_new(kit: Kit) -> None:
    kit.put("1", "Ani")
    _, position = read_and_settle(kit.source)

    records, reading = read(kit.source, position)

    assert (records, reading.deleted) == ([], 0)


def a_change_gives_exactly_that_row_with_a_newer_version(kit: Kit) -> None:
    kit.put("1", "Ani")
    kit.put("2", "Budi")
    before, position = read_and_settle(kit.source)
    kit.put("1", "Ani Lestari")

    records, _ = read(kit.source, position)

    assert [(r.key, r.value["nama"], r.op) for r in records] == [("1", "Ani Lestari", Op.UPSERT)]
    assert records[0].version > before[0].version
    assert records[0].event_id != before[0].event_id


def a_new_row_gives_exactly_that_row(kit: Kit) -> None:
    kit.put("1", "Ani")
    _, position = read_and_settle(kit.source)
    kit.put("2", "Budi")

    records, _ = read(kit.source, position)

    assert [(r.key, r.value["nama"]) for r in records] == [("2", "Budi")]


def a_state_that_comes_back_is_newer_and_an_event_of_its_own(kit: Kit) -> None:
    kit.put("1", "Ani")
    first, position = read_and_settle(kit.source)
    kit.put("1", "Ani Lestari")
    second, position = read_and_settle(kit.source, position)
    kit.put("1", "Ani")

    third, _ = read(kit.source, position)

    assert first[0].version < second[0].version < third[0].version
    assert len({first[0].event_id, second[0].event_id, third[0].event_id}) == 3


def the_same_rows_read_again_have_the_same_event_ids(kit: Kit) -> None:
    kit.put("1", "Ani")
    kit.put("2", "Budi")
    first, reading = read(kit.source)
    kit.put("1", "Ani Lestari")
    second, _ = read(kit.source, reading.position)

    again, _ = read(kit.source, reading.position)

    assert [r.event_id for r in again] == [r.event_id for r in second] != []
    assert first[1].event_id in [r.event_id for r in read(kit.source)[0]]


def versions_of_one_read_are_distinct(kit: Kit) -> None:
    kit.put("1", "Ani")
    kit.put("2", "Budi")

    records, _ = read(kit.source)

    assert len({r.version for r in records}) == 2
    assert len({r.event_id for r in records}) == 2


def a_position_is_there_only_when_every_record_was_taken(kit: Kit) -> None:
    kit.put("1", "Ani")
    kit.put("2", "Budi")

    with kit.source.read(None) as reading:
        next(reading.records)
        assert reading.position == {}
        assert len(list(reading.records)) == 1
        assert reading.position != {}


def a_read_that_was_broken_off_changes_nothing(kit: Kit) -> None:
    kit.put("1", "Ani")
    kit.put("2", "Budi")
    break_off(kit.source)

    records, _ = read(kit.source)

    assert [r.key for r in records] == ["1", "2"]


def a_position_survives_json(kit: Kit) -> None:
    kit.put("1", "Ani")
    _, reading = read(kit.source)

    restored = json.loads(json.dumps(reading.position))

    assert restored == reading.position
    assert read(kit.source, restored)[0] == []


def a_position_is_not_changed_by_reading_from_it(kit: Kit) -> None:
    kit.put("1", "Ani")
    _, position = read_and_settle(kit.source)
    before = json.dumps(position)
    kit.put("2", "Budi")

    read(kit.source, position)

    assert json.dumps(position) == before


def every_record_says_where_it_was_read(kit: Kit) -> None:
    kit.put("1", "Ani")
    kit.put("2" * 200, "Budi")

    records, _ = read(kit.source)

    assert len({r.position for r in records}) == 2
    assert all(0 < len(r.position) <= 300 for r in records)


def every_value_has_a_form_in_json(kit: Kit) -> None:
    kit.put("1", "Añi 🎓")

    records, _ = read(kit.source)

    assert json.loads(encode(records[0].value))["nama"] == "Añi 🎓"


def keys_with_separators_stay_what_they_are(kit: Kit) -> None:
    for key in ("a|b", "a\\b", "\\|", "\\N"):
        kit.put(key, "Ani")

    records, _ = read(kit.source)

    assert {tuple(split_key(r.key)) for r in records} == {("a|b",), ("a\\b",), ("\\|",), ("\\N",)}


def the_newest_change_is_the_newest_rows_own(kit: Kit) -> None:
    kit.put("1", "Ani")
    changed = kit.put("2", "Budi")

    _, reading = read(kit.source)

    assert reading.newest_change is not None
    assert reading.newest_change >= changed


def every_read_says_how_far_it_came_and_when_the_other_side_was_heard(kit: Kit) -> None:
    before = datetime.now(UTC) - timedelta(seconds=1)
    kit.put("1", "Ani")

    _, reading = read(kit.source)

    said = json.loads(json.dumps(reading.freshness))
    assert "read_to" in said
    assert before <= datetime.fromisoformat(said["heard_from_at"]) <= datetime.now(UTC) + timedelta(seconds=1)


def a_place_that_is_away_is_a_transient_error_that_names_it(kit: Kit) -> None:
    with pytest.raises(ServiceUnavailable, match=r"siakad.*Check"):
        read(kit.away())


def another_shape_than_the_contracts_is_refused_with_its_place(kit: Kit) -> None:
    kit.put("1", "Ani")
    _, position = read_and_settle(kit.source)
    kit.reshape()

    with pytest.raises(FinalError, match="nama"):
        read_or_refuse(kit.source, position)


def settling_leaves_what_the_next_read_needs(kit: Kit) -> None:
    kit.put("1", "Ani")
    _, position = read_and_settle(kit.source)
    _, position = read_and_settle(kit.source, position)
    kit.put("2", "Budi")

    records, _ = read(kit.source, position)

    assert [r.key for r in records] == ["2"]


def a_deleted_row_gives_a_delete_of_its_key(kit: DeletingKit) -> None:
    kit.put("1|a", "Ani")
    kit.put("2", "Budi")
    before, position = read_and_settle(kit.source)
    kit.remove("1|a")

    records, reading = read(kit.source, position)

    assert [(r.op, r.key, r.value["id"]) for r in records] == [(Op.DELETE, before[0].key, "1|a")]
    assert records[0].version > before[0].version
    assert reading.deleted == 1


def a_delete_is_given_once(kit: DeletingKit) -> None:
    kit.put("1", "Ani")
    kit.put("2", "Budi")
    _, position = read_and_settle(kit.source)
    kit.remove("1")
    first, reading = read(kit.source, position)
    again, _ = read(kit.source, position)
    kit.source.settle(reading)

    assert [r.event_id for r in first] == [r.event_id for r in again]
    assert read(kit.source, reading.position)[0] == []


def a_row_that_comes_back_is_newer_than_its_delete(kit: DeletingKit) -> None:
    changed = kit.put("1", "Ani")
    first, position = read_and_settle(kit.source)
    kit.remove("1")
    deleted, position = read_and_settle(kit.source, position)
    kit.put_at("1", "Ani", changed)

    records, _ = read(kit.source, position)

    assert [(r.op, r.value["nama"]) for r in records] == [(Op.UPSERT, "Ani")]
    assert first[0].version < deleted[0].version < records[0].version
    assert len({first[0].event_id, deleted[0].event_id, records[0].event_id}) == 3


def a_key_that_changes_is_a_delete_before_a_newer_row(kit: DeletingKit) -> None:
    changed = kit.put("1 ", "Ani")
    _, position = read_and_settle(kit.source)
    kit.remove("1 ")
    kit.put_at("1", "Ani", changed)

    records, _ = read(kit.source, position)

    assert [(r.op, r.key) for r in records] == [(Op.DELETE, "1 "), (Op.UPSERT, "1")]
    assert records[0].version < records[1].version


def what_is_kept_does_not_grow(kit: DeletingKit) -> None:
    position = None
    for name in ("Ani", "Ani Lestari", "Ani L. Sari"):
        kit.put("1", name)
        break_off(kit.source, position)
        read(kit.source, position)
        _, position = read_and_settle(kit.source, position)

    assert kit.kept() == 1


def lost_state_is_said_and_everything_comes_again(kit: DeletingKit) -> None:
    kit.put("1", "Ani")
    _, position = read_and_settle(kit.source)
    kit.lose_state()

    records, reading = read(kit.source, position)

    assert [r.key for r in records] == ["1"]
    assert len(reading.notes) == 1
    assert "cannot be found" in reading.notes[0]


def a_window_gives_the_rows_that_changed_in_it_with_the_event_ids_they_had(kit: WindowedKit) -> None:
    kit.put("1", "Ani")
    start = kit.put("2", "Budi")
    kit.put("3", "Citra")
    end = kit.put("4", "Dewi")
    before, position = read_and_settle(kit.source)

    with kit.source.read_window(position, start, end) as window:
        records = list(window.records)

    assert [r.key for r in records] == ["2", "3"]
    assert [r.event_id for r in records] == [r.event_id for r in before[1:3]]


def a_window_leaves_what_was_never_sent_to_the_next_read(kit: WindowedKit) -> None:
    start = kit.put("1", "Ani")
    _, position = read_and_settle(kit.source)
    kit.put("2", "Budi")
    end = kit.put("1", "Ani Lestari") + timedelta(seconds=1)

    with kit.source.read_window(position, start, end) as window:
        assert list(window.records) == []
    assert sorted(r.key for r in read(kit.source, position)[0]) == ["1", "2"]


def a_window_before_the_first_read_is_refused(kit: WindowedKit) -> None:
    start = kit.put("1", "Ani")

    with pytest.raises(FinalError, match="Run extract__"):
        list(kit.source.read_window(None, start, start + timedelta(days=1)).records)


GENERAL: tuple[Rule, ...] = (
    the_first_read_gives_every_row,
    a_second_read_gives_nothing_new,
    a_change_gives_exactly_that_row_with_a_newer_version,
    a_new_row_gives_exactly_that_row,
    a_state_that_comes_back_is_newer_and_an_event_of_its_own,
    the_same_rows_read_again_have_the_same_event_ids,
    versions_of_one_read_are_distinct,
    a_position_is_there_only_when_every_record_was_taken,
    a_read_that_was_broken_off_changes_nothing,
    a_position_survives_json,
    a_position_is_not_changed_by_reading_from_it,
    every_record_says_where_it_was_read,
    every_value_has_a_form_in_json,
    keys_with_separators_stay_what_they_are,
    the_newest_change_is_the_newest_rows_own,
    every_read_says_how_far_it_came_and_when_the_other_side_was_heard,
    a_place_that_is_away_is_a_transient_error_that_names_it,
    another_shape_than_the_contracts_is_refused_with_its_place,
    settling_leaves_what_the_next_read_needs,
)
OF_SOURCES_THAT_SEE_DELETES: tuple[Rule, ...] = (
    a_deleted_row_gives_a_delete_of_its_key,
    a_delete_is_given_once,
    a_row_that_comes_back_is_newer_than_its_delete,
    a_key_that_changes_is_a_delete_before_a_newer_row,
    what_is_kept_does_not_grow,
    lost_state_is_said_and_everything_comes_again,
)
OF_WINDOWED_SOURCES: tuple[Rule, ...] = (
    a_window_gives_the_rows_that_changed_in_it_with_the_event_ids_they_had,
    a_window_leaves_what_was_never_sent_to_the_next_read,
    a_window_before_the_first_read_is_refused,
)
