"""Names and versions of events, also of those that say neither."""

from __future__ import annotations

from datetime import UTC, datetime

from include.broker.formats.base import Event
from include.transform.events import event_id, version
from tests.unit.transform.builders import batch, contract, message

BY_SOURCE = contract()
BY_OFFSET = contract(newest="offset")
SILENT = Event()


def test_an_event_without_an_id_is_named_by_the_coordinates_of_its_message() -> None:
    named = event_id(message({}, offset=4), batch(), BY_SOURCE)

    assert named == event_id(message({"other": 1}, offset=4), batch(), BY_SOURCE)
    assert named != event_id(message({}, offset=5), batch(), BY_SOURCE)


def test_the_version_is_the_sources() -> None:
    assert version(Event(version="0042-07"), message({}), BY_SOURCE) == "0042-07"


def test_a_contract_may_let_the_offset_decide_which_version_is_newer() -> None:
    assert version(Event(version="9"), message({}, offset=42), BY_OFFSET) == "00000000000000000042"


def test_an_event_without_a_version_takes_its_place_by_the_time_the_broker_took_it() -> None:
    moment = datetime(2026, 8, 3, 5, 0, tzinfo=UTC)
    versions = [
        version(Event(version="01785733199999999-000000000001"), message({}), BY_SOURCE),
        version(SILENT, message({}, offset=3, at=moment), BY_SOURCE),
        version(SILENT, message({}, offset=4, at=moment), BY_SOURCE),
        version(Event(version="01785733200000001-000000000001"), message({}), BY_SOURCE),
    ]

    assert versions[1] == "01785733200000000-000000000003"
    assert versions == sorted(versions)
