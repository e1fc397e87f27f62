"""What a message of the house says of itself in its headers."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from include.broker.formats.base import Event
from include.broker.formats.plain import Plain
from include.records import Op
from tests.unit.transform.builders import message


def said(**headers: str) -> Event:
    return Plain().read(message({"id": 1}, **headers))


def test_a_message_without_headers_is_a_row_and_says_nothing_more() -> None:
    assert said() == Event(row=b'{"id": 1}')


def test_headers_say_operation_event_version_and_place() -> None:
    event = said(op="delete", event_id="abc-1", source_version="0042-07", source_position="siakad.lulus_dos#42")

    assert (event.op, event.id, event.version) == (Op.DELETE, "abc-1", "0042-07")
    assert event.position == b"siakad.lulus_dos#42"


@pytest.mark.parametrize("prefix", ["x" * 64, "é"], ids=["too long", "not ASCII"])
def test_event_ids_that_no_column_holds_stay_different_from_each_other(prefix: str) -> None:
    first, second = (said(event_id=prefix + end).id or "" for end in "12")

    assert first != second
    assert len(first) == len(second) == 32


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
    assert said(extracted_at=text).extracted_at == instant


def test_a_message_that_is_no_row_still_says_which_event_it_is() -> None:
    event = said(oversize="1", event_id="abc-1", source_position="siakad.foto#7")

    assert event.problem is not None
    assert (event.id, event.position) == ("abc-1", b"siakad.foto#7")


def test_a_row_that_its_source_could_not_take_is_rejected_with_the_reason_that_it_gave() -> None:
    event = said(unreadable="ada 2 nilai, padahal judulnya 5 kolom", event_id="abc-1", source_position="tracer.csv:7")

    assert event.problem == ("unreadable", "ada 2 nilai, padahal judulnya 5 kolom")
    assert (event.id, event.position) == ("abc-1", b"tracer.csv:7")
