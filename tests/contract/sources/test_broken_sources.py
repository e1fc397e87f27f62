"""The suite itself: a source without fault passes it, and each rule turns red for a source that breaks it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from include.errors import KampusError
from include.records import Op, SourceRecord
from include.sources.base import Position, Reading
from tests.contract.sources import suite
from tests.contract.sources.memory import MemoryKit, MemorySource
from tests.contract.sources.suite import Rule

EVERY_RULE = suite.GENERAL + suite.OF_SOURCES_THAT_SEE_DELETES + suite.OF_WINDOWED_SOURCES


class Altered(MemorySource):
    """Gives every record as `alter` changes it."""

    def changes(self, since: Position | None, reading: Reading) -> Iterator[SourceRecord]:
        for record in super().changes(since, reading):
            if (altered := self.alter(record)) is not None:
                yield altered

    def alter(self, record: SourceRecord) -> SourceRecord | None:
        return record


class DropsARow(Altered):
    def alter(self, record: SourceRecord) -> SourceRecord | None:
        return None if record.key == "2" else record


class SendsEverythingAgain(MemorySource):
    def snapshot(self, since: Position | None, reading: Reading) -> dict[str, Any]:
        sent = super().snapshot(since, reading)
        return {key: ({}, version) for key, (_, version) in sent.items()}


class SendsTheOldState(Altered):
    def alter(self, record: SourceRecord) -> SourceRecord | None:
        return replace(record, value={**record.value, "nama": "Ani"})


class MissesNewRows(MemorySource):
    def changes(self, since: Position | None, reading: Reading) -> Iterator[SourceRecord]:
        for record in super().changes(since, reading):
            if since is None or record.key in self.kept[since["snapshot"]]:
                yield record


class NamesEventsByContent(Altered):
    def alter(self, record: SourceRecord) -> SourceRecord | None:
        return replace(record, event_id=f"{record.key}/{record.value.get('nama')}/{record.op}")


class NamesEventsByTheClock(Altered):
    def alter(self, record: SourceRecord) -> SourceRecord | None:
        return replace(record, event_id=f"{record.key}/{datetime.now(UTC).isoformat()}")


class HasOneVersion(Altered):
    def alter(self, record: SourceRecord) -> SourceRecord | None:
        return replace(record, version="0001")


class HasItsPositionTooEarly(MemorySource):
    def read(self, since: Position | None) -> Reading:
        reading = super().read(since)
        reading.position = self.position({key: (dict(row), 1) for key, row in self.rows.items()})
        return reading


class RemembersWhatWasNotTaken(MemorySource):
    seen: frozenset[str] = frozenset()

    def changes(self, since: Position | None, reading: Reading) -> Iterator[SourceRecord]:
        for record in super().changes(since, reading):
            if record.event_id not in self.seen:
                self.seen |= {record.event_id}
                yield record


class HasAPositionThatIsNoJson(MemorySource):
    def position(self, sent: dict[str, Any]) -> Position:
        return {**super().position(sent), "read_at": datetime.now(UTC)}


class WritesIntoThePositionItBeganAt(MemorySource):
    def snapshot(self, since: Position | None, reading: Reading) -> dict[str, Any]:
        if since:
            since["read"] = since.get("read", 0) + 1
        return super().snapshot(since, reading)


class HidesWhereItRead(Altered):
    def alter(self, record: SourceRecord) -> SourceRecord | None:
        return replace(record, position="siakad.dosens")


class GivesValuesOfItsOwnTypes(Altered):
    def alter(self, record: SourceRecord) -> SourceRecord | None:
        return replace(record, value={**record.value, "lama": timedelta(hours=1)})


class JoinsKeysAsTheyAre(Altered):
    def alter(self, record: SourceRecord) -> SourceRecord | None:
        return replace(record, key=str(record.value["id"]))


class ForgetsTheNewestChange(MemorySource):
    def changes(self, since: Position | None, reading: Reading) -> Iterator[SourceRecord]:
        yield from super().changes(since, reading)
        reading.newest_change = None


class SaysWhatItHeardLongAgo(MemorySource):
    def changes(self, since: Position | None, reading: Reading) -> Iterator[SourceRecord]:
        yield from super().changes(since, reading)
        reading.freshness["heard_from_at"] = "2026-08-03T00:00:00+00:00"


class IsEmptyWhenItIsAway(MemorySource):
    def changes(self, since: Position | None, reading: Reading) -> Iterator[SourceRecord]:
        return iter(()) if self.is_away else super().changes(since, reading)


class TakesAnyShape(MemorySource):
    def changes(self, since: Position | None, reading: Reading) -> Iterator[SourceRecord]:
        for row in self.rows.values():
            row.setdefault("nama", None)
        yield from super().changes(since, reading)


class SettlesTooMuch(MemorySource):
    def settle(self, reading: Reading) -> None:
        self.kept.clear()


class NeverSettles(MemorySource):
    def settle(self, reading: Reading) -> None:
        pass


class OverlooksDeletes(Altered):
    def alter(self, record: SourceRecord) -> SourceRecord | None:
        return None if record.op is Op.DELETE else record


class DeletesAnotherKey(Altered):
    def alter(self, record: SourceRecord) -> SourceRecord | None:
        return replace(record, key=record.key.replace("\\", "")) if record.op is Op.DELETE else record


class DeletesForEver(MemorySource):
    def position(self, sent: dict[str, Any]) -> Position:
        return super().position({key: ({}, version) for key, (_, version) in sent.items()})


class BeginsAnewAfterADelete(MemorySource):
    def position(self, sent: dict[str, Any]) -> Position:
        return super().position({key: state for key, state in sent.items() if state[0] is not None})


class DeletesLast(MemorySource):
    def changes(self, since: Position | None, reading: Reading) -> Iterator[SourceRecord]:
        records = list(super().changes(since, reading))
        deletes = [replace(r, version=f"9{r.version}") for r in records if r.op is Op.DELETE]
        yield from [record for record in records if record.op is Op.UPSERT]
        yield from deletes


class LosesItsStateSilently(MemorySource):
    def changes(self, since: Position | None, reading: Reading) -> Iterator[SourceRecord]:
        yield from super().changes(since, reading)
        reading.notes.clear()


class HasAClosedWindow(MemorySource):
    def window(self, since: Position | None, start: datetime, end: datetime) -> Iterator[SourceRecord]:
        return super().window(since, start, end + timedelta(seconds=1))


class NamesEventsOfAWindowAnew(MemorySource):
    def window(self, since: Position | None, start: datetime, end: datetime) -> Iterator[SourceRecord]:
        for record in super().window(since, start, end):
            yield replace(record, event_id=f"{record.event_id}/lagi")


class SendsWhatWasNeverSent(MemorySource):
    def window(self, since: Position | None, start: datetime, end: datetime) -> Iterator[SourceRecord]:
        for key, row in self.rows.items():
            if start <= self.changed[key] < end:
                yield self.record(key, row, 1, Op.UPSERT)


class HasAWindowBeforeTheFirstRead(MemorySource):
    def window(self, since: Position | None, start: datetime, end: datetime) -> Iterator[SourceRecord]:
        return super().window(since, start, end) if since else iter(())


BROKEN: list[tuple[type[MemorySource], Rule]] = [
    (DropsARow, suite.the_first_read_gives_every_row),
    (DropsARow, suite.versions_of_one_read_are_distinct),
    (SendsEverythingAgain, suite.a_second_read_gives_nothing_new),
    (SendsTheOldState, suite.a_change_gives_exactly_that_row_with_a_newer_version),
    (HasOneVersion, suite.a_change_gives_exactly_that_row_with_a_newer_version),
    (MissesNewRows, suite.a_new_row_gives_exactly_that_row),
    (NamesEventsByContent, suite.a_state_that_comes_back_is_newer_and_an_event_of_its_own),
    (NamesEventsByTheClock, suite.the_same_rows_read_again_have_the_same_event_ids),
    (HasOneVersion, suite.versions_of_one_read_are_distinct),
    (HasItsPositionTooEarly, suite.a_position_is_there_only_when_every_record_was_taken),
    (RemembersWhatWasNotTaken, suite.a_read_that_was_broken_off_changes_nothing),
    (HasAPositionThatIsNoJson, suite.a_position_survives_json),
    (WritesIntoThePositionItBeganAt, suite.a_position_is_not_changed_by_reading_from_it),
    (HidesWhereItRead, suite.every_record_says_where_it_was_read),
    (GivesValuesOfItsOwnTypes, suite.every_value_has_a_form_in_json),
    (JoinsKeysAsTheyAre, suite.keys_with_separators_stay_what_they_are),
    (ForgetsTheNewestChange, suite.the_newest_change_is_the_newest_rows_own),
    (SaysWhatItHeardLongAgo, suite.every_read_says_how_far_it_came_and_when_the_other_side_was_heard),
    (IsEmptyWhenItIsAway, suite.a_place_that_is_away_is_a_transient_error_that_names_it),
    (TakesAnyShape, suite.another_shape_than_the_contracts_is_refused_with_its_place),
    (SettlesTooMuch, suite.settling_leaves_what_the_next_read_needs),
    (OverlooksDeletes, suite.a_deleted_row_gives_a_delete_of_its_key),
    (DeletesAnotherKey, suite.a_deleted_row_gives_a_delete_of_its_key),
    (DeletesForEver, suite.a_delete_is_given_once),
    (BeginsAnewAfterADelete, suite.a_row_that_comes_back_is_newer_than_its_delete),
    (DeletesLast, suite.a_key_that_changes_is_a_delete_before_a_newer_row),
    (NeverSettles, suite.what_is_kept_does_not_grow),
    (LosesItsStateSilently, suite.lost_state_is_said_and_everything_comes_again),
    (HasAClosedWindow, suite.a_window_gives_the_rows_that_changed_in_it_with_the_event_ids_they_had),
    (NamesEventsOfAWindowAnew, suite.a_window_gives_the_rows_that_changed_in_it_with_the_event_ids_they_had),
    (SendsWhatWasNeverSent, suite.a_window_leaves_what_was_never_sent_to_the_next_read),
    (HasAWindowBeforeTheFirstRead, suite.a_window_before_the_first_read_is_refused),
]


@pytest.mark.parametrize("rule", EVERY_RULE, ids=lambda rule: rule.__name__)
def test_a_source_without_fault_passes(rule: Rule) -> None:
    rule(MemoryKit(MemorySource()))


@pytest.mark.parametrize(("fault", "rule"), BROKEN, ids=lambda part: part.__name__)
def test_a_broken_source_turns_the_rule_red(fault: type[MemorySource], rule: Rule) -> None:
    with pytest.raises((AssertionError, pytest.fail.Exception, KampusError, TypeError)):
        rule(MemoryKit(fault()))


def test_every_rule_has_a_source_that_breaks_it() -> None:
    assert {rule for _, rule in BROKEN} == set(EVERY_RULE)
