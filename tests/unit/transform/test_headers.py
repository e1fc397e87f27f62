"""Names, versions and times that come from a message's headers, or from its coordinates where it has none."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from include.transform.headers import event_id, extracted_at, version
from tests.unit.transform.builders import batch, contract, message

BY_SOURCE = contract()
BY_OFFSET = contract(newest="offset")


def test_the_event_id_is_the_producers() -> None:
    assert event_id(message({}, event_id="abc-1"), batch()) == "abc-1"


def test_a_message_without_an_event_id_is_named_by_its_coordinates() -> None:
    assert event_id(message({}, offset=4), batch()) == event_id(message({"other": 1}, offset=4), batch())
    assert event_id(message({}, offset=4), batch()) != event_id(message({}, offset=5), batch())


@pytest.mark.parametrize("prefix", ["x" * 64, "é"], ids=["too long", "not ASCII"])
def test_event_ids_that_no_column_holds_stay_different_from_each_other(prefix: str) -> None:
    first, second = (event_id(message({}, event_id=prefix + end), batch()) for end in "12")

    assert first != second
    assert len(first) == len(second) == 32


def test_the_version_is_the_sources() -> None:
    assert version(message({}, source_version="00000000000000042-000000000007"), BY_SOURCE) == (
        "00000000000000042-000000000007"
    )


def test_a_contract_may_let_the_offset_decide_which_version_is_newer() -> None:
    assert version(message({}, offset=42, source_version="9"), BY_OFFSET) == "00000000000000000042"


def test_a_message_without_a_version_takes_its_place_by_the_time_the_broker_took_it() -> None:
    before = message({}, source_version="01785733199999999-000000000001")
    without = message({}, offset=3, at=datetime(2026, 8, 3, 5, 0, tzinfo=UTC))
    next_one = message({}, offset=4, at=datetime(2026, 8, 3, 5, 0, tzinfo=UTC))
    after = message({}, source_version="01785733200000001-000000000001")

    versions = [version(m, BY_SOURCE) for m in (before, without, next_one, after)]

    assert versions[1] == "01785733200000000-000000000003"
    assert versions == sorted(versions)


@pytest.mark.parametrize(
    ("text", "instant"),
    [
        ("2026-08-03T05:00:00+00:00", datetime(2026, 8, 3, 5, 0, tzinfo=UTC)),
        ("2026-08-03T12:00:00.5+07:00", datetime(2026, 8, 3, 5, 0, 0, 500000, tzinfo=UTC)),
        ("2026-08-03T05:00:00", None),
        ("kemarin", None),
        ("é", None),
        ("0001-01-01T00:00:00+00:00", None),
        ("9999-12-31T23:59:59-05:00", None),
        ("", None),
    ],
)
def test_a_time_of_extraction_that_is_not_clear_is_missing(text: str, instant: datetime | None) -> None:
    assert extracted_at(message({}, extracted_at=text)) == instant
