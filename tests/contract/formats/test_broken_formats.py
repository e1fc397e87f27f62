"""The suite itself: a format without fault passes it, and each rule turns red for a format that breaks it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import msgspec
import pytest

from include.broker.formats.base import Event, Format
from include.records import Op, RawMessage
from tests.contract.formats import suite
from tests.contract.formats.kit import DebeziumKit, Kit
from tests.contract.formats.suite import Rule
from tests.contract.formats.test_formats import EVERY_RULE


class Fault(DebeziumKit):
    """Reads every message as it should be read, then changes what it says."""

    def __init__(self) -> None:
        super().__init__()
        self._whole = self.format
        self.format: Format = self

    def read(self, message: RawMessage) -> Event:
        return self.alter(self._whole.read(message), message)

    def alter(self, event: Event, message: RawMessage) -> Event:
        return event


class RowFault(Fault):
    def alter(self, event: Event, message: RawMessage) -> Event:
        row = msgspec.json.encode(self.values(msgspec.json.decode(event.row))) if event.row else None
        return altered(event, row=row)

    def values(self, row: dict[str, Any]) -> dict[str, Any]:
        return row


def altered(event: Event, **changes: Any) -> Event:
    return msgspec.structs.replace(event, **changes)


class DropsTheName(RowFault):
    def values(self, row: dict[str, Any]) -> dict[str, Any]:
        return {name: value for name, value in row.items() if name != "nama"}


class HasOneVersion(Fault):
    def alter(self, event: Event, message: RawMessage) -> Event:
        return altered(event, version="1")


class TakesTheTimeOfTheBroker(Fault):
    def alter(self, event: Event, message: RawMessage) -> Event:
        return altered(event, version=message.timestamp.isoformat())


class NamesMessages(Fault):
    def alter(self, event: Event, message: RawMessage) -> Event:
        return altered(event, id=f"{message.partition}-{message.offset}")


class NamesRows(Fault):
    def alter(self, event: Event, message: RawMessage) -> Event:
        return altered(event, id="7")


class HasLongNames(Fault):
    def alter(self, event: Event, message: RawMessage) -> Event:
        return altered(event, id=(message.value or b"").decode(errors="replace"))


class FillsWhatIsMissing(RowFault):
    def values(self, row: dict[str, Any]) -> dict[str, Any]:
        return {"nama": "tanpa nama", **row}


class WritesZeroForNull(RowFault):
    def values(self, row: dict[str, Any]) -> dict[str, Any]:
        return {name: 0 if value is None and name == "ukt" else value for name, value in row.items()}


class RoundsNumbers(RowFault):
    def values(self, row: dict[str, Any]) -> dict[str, Any]:
        return row | ({"ukt": float(row["ukt"])} if row.get("ukt") else {})


class ReadsClocksAsUtc(RowFault):
    def values(self, row: dict[str, Any]) -> dict[str, Any]:
        return row | ({"updated_at": f"{row['updated_at']}Z"} if "updated_at" in row else {})


class KnowsAsciiOnly(RowFault):
    def values(self, row: dict[str, Any]) -> dict[str, Any]:
        return row | ({"nama": row["nama"].encode("ascii", "replace").decode()} if row.get("nama") else {})


class BreaksOnPoison(Fault):
    def alter(self, event: Event, message: RawMessage) -> Event:
        assert event.problem is None
        return event


class SwallowsPoison(Fault):
    def alter(self, event: Event, message: RawMessage) -> Event:
        return Event(row=b'{"id": 0}') if event.problem else event


class GivesNoReason(Fault):
    def alter(self, event: Event, message: RawMessage) -> Event:
        return altered(event, problem=event.problem and event.problem._replace(reason="galat"))


class TakesEveryTable(Fault):
    def alter(self, event: Event, message: RawMessage) -> Event:
        return altered(event, problem=None)


class OverlooksDeletes(Fault):
    def alter(self, event: Event, message: RawMessage) -> Event:
        return altered(event, op=Op.UPSERT)


class ForgetsWhen(Fault):
    def alter(self, event: Event, message: RawMessage) -> Event:
        return altered(event, happened_at=None)


class KnowsOnlySeconds(Fault):
    def alter(self, event: Event, message: RawMessage) -> Event:
        at = event.happened_at or datetime.min
        return altered(event, version=at.replace(microsecond=0).isoformat())


BROKEN: list[tuple[type[Kit], Rule]] = [
    (DropsTheName, suite.a_created_row_is_read),
    (HasOneVersion, suite.an_update_is_a_newer_version),
    (TakesTheTimeOfTheBroker, suite.a_late_copy_of_an_older_version_is_older),
    (TakesTheTimeOfTheBroker, suite.the_same_event_twice_has_one_name_and_one_version),
    (NamesMessages, suite.the_same_event_twice_has_one_name_and_one_version),
    (NamesRows, suite.different_events_of_a_row_have_different_names),
    (HasLongNames, suite.names_and_versions_fit_into_every_sink),
    (FillsWhatIsMissing, suite.a_field_that_is_not_there_is_missing),
    (WritesZeroForNull, suite.null_stays_null),
    (RoundsNumbers, suite.decimals_keep_every_digit),
    (ReadsClocksAsUtc, suite.days_and_times_are_those_on_campus),
    (KnowsAsciiOnly, suite.every_letter_survives),
    (BreaksOnPoison, suite.what_is_no_event_is_refused_with_a_reason_and_its_bytes),
    (SwallowsPoison, suite.what_is_no_event_is_refused_with_a_reason_and_its_bytes),
    (GivesNoReason, suite.what_is_no_event_is_refused_with_a_reason_and_its_bytes),
    (TakesEveryTable, suite.what_is_about_something_else_is_refused),
    (OverlooksDeletes, suite.a_delete_names_its_key_and_is_newer),
    (ForgetsWhen, suite.a_deletion_counts_from_when_it_happened),
    (KnowsOnlySeconds, suite.what_happens_in_one_instant_keeps_its_order),
]


@pytest.mark.parametrize("rule", EVERY_RULE, ids=lambda rule: rule.__name__)
def test_a_format_without_fault_passes(rule: Rule) -> None:
    rule(Fault())


@pytest.mark.parametrize(("fault", "rule"), BROKEN, ids=lambda part: part.__name__)
def test_a_broken_format_turns_the_rule_red(fault: type[Kit], rule: Rule) -> None:
    with pytest.raises(AssertionError):
        rule(fault())


def test_every_rule_has_a_format_that_breaks_it() -> None:
    assert {rule for _, rule in BROKEN} == set(EVERY_RULE)
