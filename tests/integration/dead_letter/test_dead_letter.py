"""Notes on rejected messages in `<topic>-dlq`: where the message stands and why, the message itself only where it may."""

from __future__ import annotations

import base64
import json
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from confluent_kafka.admin import NewTopic

from include import dead_letter
from include.broker.client import admin
from include.broker.offsets import topic_offsets
from include.broker.read import read_range
from include.contract.read import parse_contract
from include.dead_letter import send_all, topic_of
from include.errors import ServiceUnavailable
from include.records import OffsetRange, RawMessage
from include.settings import BrokerSettings
from tests.integration.ingest.world import World, bad, good
from tests.integration.redrive.builders import mended, send_again, send_raw

NEWEST = "  - {property: newest, value: source}"


def notes(world: World) -> list[RawMessage]:
    topic = f"{world.contract.topic.name}-dlq"
    offsets = topic_offsets(world.parts.broker, topic)
    return [
        message
        for partition, (low, high) in offsets.partitions.items()
        for chunk in read_range(world.parts.broker, OffsetRange(topic, offsets.topic_id, partition, low, high))
        for message in chunk
    ]


def said(message: RawMessage) -> dict[str, Any]:
    body: dict[str, Any] = json.loads(message.value or b"")
    return body


def with_payload(world: World) -> World:
    body = world.contract.body.replace(NEWEST, f"{NEWEST}\n  - {{property: deadLetter, value: {{payload: true}}}}")
    return replace(world, contract=parse_contract(body, world.contract.path))


def test_a_rejected_message_has_a_note_with_its_coordinates_and_its_reason(world: World) -> None:
    world.send(good("a"), bad("b"))
    (loaded,) = world.ingest()
    (note,) = notes(world)
    told = said(note)
    assert note.key == f"{world.contract.topic.name}/0/1".encode()
    assert datetime.fromisoformat(told.pop("rejected_at")) <= datetime.now(UTC)
    assert told == {
        "dataset": "fakultas",
        "topic": world.contract.topic.name,
        "topic_id": topic_offsets(world.parts.broker, world.contract.topic.name).topic_id,
        "partition": 0,
        "offset": 1,
        "rule": "required",
        "field": "nama_fakultas",
        "reason": "nama_fakultas: Nama fakultas wajib diisi",
        "batch_id": loaded["batch_id"],
        "contract_version": "1.0.0",
    }


def test_the_message_itself_comes_along_where_the_contract_says_so(world: World) -> None:
    allowed = with_payload(world)
    allowed.send(good("a"))
    for value in (b"\xff{", b""):
        send_raw(allowed, value)
    allowed.ingest()
    assert [base64.b64decode(said(note)["payload"]) for note in notes(allowed)] == [b"\xff{", b""]


def test_a_message_that_no_note_can_hold_is_left_out_of_it(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    allowed = with_payload(world)
    monkeypatch.setattr(dead_letter, "LARGEST_MESSAGE", 10_000)
    allowed.send(good("a"))
    send_raw(allowed, b"{" * 5_000)
    allowed.ingest()
    assert [said(note)["payload"] for note in notes(allowed)] == [None]


def test_without_rejects_there_is_no_such_topic(world: World) -> None:
    world.send(good("a"))
    world.ingest()
    assert f"{world.contract.topic.name}-dlq" not in admin(world.parts.broker).list_topics(timeout=15).topics


def test_a_message_that_is_rejected_again_has_another_note(world: World) -> None:
    world.send({"kode_fakultas": "tanpa kunci"})
    world.ingest()
    send_again(mended(world))
    told = [said(note) for note in notes(world)]
    assert [(each["offset"], each["contract_version"]) for each in told] == [(0, "1.0.0"), (0, "1.0.1")]


def test_notes_made_again_carry_the_event_ids_they_had(world: World) -> None:
    world.send(bad("a"), bad("b"))
    world.ingest()
    assert send_all(world.contract, world.parts.broker, world.parts.warehouse) == 2
    first, second, *again = notes(world)
    assert [note.headers for note in again] == [first.headers, second.headers]
    assert first.headers != second.headers
    assert [note.value for note in again] == [first.value, second.value]


def test_a_topic_that_cannot_be_written_fails_no_load(world: World) -> None:
    """Its owner has made it so that it takes no note."""
    world.send(good("a"), bad("b"))
    stamped = {"message.timestamp.type": "CreateTime"}
    client = admin(world.parts.broker)
    made = client.create_topics([NewTopic(f"{world.contract.topic.name}-dlq", 1, config=stamped)])
    [done.result(20) for done in made.values()]
    assert [summary["rejected"] for summary in world.ingest()] == [1]
    assert (world.keys(), notes(world)) == (["a"], [])


def test_making_notes_again_says_that_the_broker_is_away(world: World) -> None:
    world.send(bad("a"))
    world.ingest()
    away = BrokerSettings({"bootstrap.servers": "127.0.0.1:1"})
    with pytest.raises(ServiceUnavailable, match=r"127\.0\.0\.1:1"):
        send_all(world.contract, away, world.parts.warehouse)


def test_the_topic_keeps_notes_for_thirty_days(world: World) -> None:
    assert topic_of(world.contract).retention == dead_letter.KEPT
    assert topic_of(world.contract).max_message_bytes == 65_536
    assert topic_of(with_payload(world).contract).max_message_bytes > world.contract.topic.max_message_bytes
