"""What other Kafka tools see, and what we read of it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from include.broker.formats import format_of
from include.records import Op
from include.settings import BrokerSettings, DatabaseSettings
from tests.integration.binlog.builders import Table
from tests.integration.binlog.hops import hop_of
from tests.integration.extract.builders import headers


@pytest.fixture
def messages(
    table: Table, broker: BrokerSettings, trail: DatabaseSettings, tmp_path: Path, topic_name: str
) -> tuple[Any, list[Any]]:
    """A row that is there, one that is made, changed and deleted: the contract and the messages."""
    table.named((1, "Ani"))
    hop, source = hop_of(table, broker, trail, tmp_path, topic_name, format_="debezium")
    hop.extract(source)
    table.run(
        "INSERT INTO dosens VALUES (2, 'Budi')",
        "UPDATE dosens SET nama = 'Budi Santoso' WHERE id = 2",
        "DELETE FROM dosens WHERE id = 2",
    )
    hop.extract(source)
    return hop.contract, hop.messages()


def test_a_topic_in_debezium_format_has_its_envelope(messages: tuple[Any, list[Any]]) -> None:
    _, sent = messages
    said = [json.loads(message.value) for message in sent]

    assert [json.loads(message.key) for message in sent] == [{"id": 1}, {"id": 2}, {"id": 2}, {"id": 2}]
    assert [(each["op"], each["before"], each["after"]) for each in said] == [
        ("r", None, {"id": 1, "nama": "Ani"}),
        ("c", None, {"id": 2, "nama": "Budi"}),
        ("u", {"id": 2, "nama": "Budi"}, {"id": 2, "nama": "Budi Santoso"}),
        ("d", {"id": 2, "nama": "Budi Santoso"}, None),
    ]
    place = said[1]["source"]
    assert (place["connector"], place["name"], place["table"], place["snapshot"]) == (
        "mysql",
        "siakad",
        "dosens",
        "false",
    )
    assert place["file"].startswith("binlog.")
    assert place["pos"] > 0
    assert f"{place['file']}:{place['pos']}" in headers(sent[1])["source_position"]
    assert said[0]["ts_ms"] >= place["ts_ms"] - 60_000


def test_we_read_our_own_envelope_as_it_was_meant(messages: tuple[Any, list[Any]]) -> None:
    contract, sent = messages
    events = [format_of(contract).read(message) for message in sent]

    assert [(event.op, json.loads(event.row or b"")) for event in events] == [
        (Op.UPSERT, {"id": 1, "nama": "Ani"}),
        (Op.UPSERT, {"id": 2, "nama": "Budi"}),
        (Op.UPSERT, {"id": 2, "nama": "Budi Santoso"}),
        (Op.DELETE, {"id": 2, "nama": "Budi Santoso"}),
    ]
    assert [event.id for event in events] == [headers(message)["event_id"] for message in sent]
    versions = [event.version or "" for event in events]
    assert versions == sorted(set(versions))
    assert [event.problem for event in events] == [None] * 4


def test_an_extract_says_how_far_it_read_and_how_far_behind_that_is(
    table: Table, broker: BrokerSettings, trail: DatabaseSettings, tmp_path: Path, topic_name: str
) -> None:
    table.named(*((id_, "Ani") for id_ in range(5)))
    hop, source = hop_of(table, broker, trail, tmp_path, topic_name, rows_at_once=2)

    outcome = hop.extract(source)

    assert (outcome.read, outcome.produced) == (5, 5)
    assert len(hop.recorded()) == 3
    assert outcome.freshness["seconds_behind"] < 60
    assert outcome.freshness["bytes_behind"] >= 0
    assert outcome.freshness["read_to"].startswith("binlog.")
    assert outcome.freshness["heard_from_at"].startswith("20")
