from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from include.outgoing import Message, to_message
from include.records import Op, RunContext, SourceRecord
from tests.contract.sources.builders import contract

RUN = RunContext("extract__siakad", "manual__1", "dosen")
NOON = datetime(2026, 8, 3, 12, tzinfo=UTC)


def message(nama: str, key: str = "1", limit: int = 5_000) -> Message:
    record = SourceRecord(key, {"id": key, "nama": nama}, "0001", f"siakad.dosens#{key}"[:300], "event-1", Op.UPSERT)
    return to_message(record, contract(max_message_bytes=limit), RUN, NOON)


def size(sent: Message) -> int:
    return len(sent.key) + len(sent.value) + sum(len(name) + len(value) for name, value in sent.headers.items())


def test_a_message_carries_where_it_comes_from_in_its_headers() -> None:
    assert message("Ani").headers == {
        "event_id": b"event-1",
        "source": b"siakad",
        "source_position": b"siakad.dosens#1",
        "source_version": b"0001",
        "contract_version": b"1.0.0",
        "extract_run": b"manual__1",
        "extracted_at": b"2026-08-03T12:00:00+00:00",
        "op": b"upsert",
    }


def test_a_row_that_is_larger_than_the_topic_takes_is_a_stub_with_its_source_position() -> None:
    stub = message("x" * 5_000)

    assert stub.is_stub
    assert stub.key == b"1"
    assert json.loads(stub.value) == {"_oversize": True, "bytes": 5_020, "source_position": "siakad.dosens#1"}


@pytest.mark.parametrize("length", [0, 3_000, 3_700, 3_800, 4_000, 4_900, 5_000, 6_000])
def test_no_message_is_larger_than_the_topic_takes(length: int) -> None:
    assert size(message("x" * length)) < 5_000


def test_a_key_that_is_too_large_for_the_topic_is_replaced_by_the_event_id() -> None:
    stub = message("Ani", key="k" * 10_000)

    assert stub.key == b"event-1"
    assert size(stub) < 5_000


def test_bytes_that_are_no_text_stay_the_bytes_that_they_are() -> None:
    sent = message("A\udcff", key="\udcfe")

    assert (sent.key, sent.value) == (b"\xfe", b'{"id":"\xfe","nama":"A\xff"}')
    assert sent.headers["source_position"] == b"siakad.dosens#\xfe"


def test_a_row_that_cannot_be_taken_carries_the_reason() -> None:
    record = SourceRecord(
        "3", {"id": "3", "nama": None}, "0001", "dosen.csv:3", "event-1", unreadable="baris terpotong"
    )

    sent = to_message(record, contract(), RUN, NOON)

    assert dict(sent.headers)["unreadable"] == b"baris terpotong"
