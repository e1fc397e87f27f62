"""Events of a Laravel application, from its topic into the warehouse."""

from __future__ import annotations

import random
from typing import Any

import pytest

from include.errors import UnknownTopic
from include.ingest import Parts, plan
from include.settings import BrokerSettings, DatabaseSettings
from tests.integration.formats.conftest import MakeStream
from tests.integration.formats.stream import PARTITIONS, RUN, Stream, contract


def event(kind: str, id_: int, minute: int, **data: Any) -> dict[str, Any]:
    """What happened to a student in a minute of a morning, sent half a minute later."""
    at = f"2026-08-03T01:{minute:02d}:00.000000Z"
    row = {"id": id_, **data} if kind == "deleted" else {"id": id_, **data, "updated_at": at}
    return {"event": f"mahasiswa.{kind}", "data": row, "sent_at": f"2026-08-03T01:{minute:02d}:30.000000Z"}


MORNING = [
    event("created", 1, 1, nama="Ani"),
    event("updated", 1, 5, nama="Ani Lestari"),
    event("created", 2, 2, nama="Budi"),
    event("deleted", 2, 6),
    event("created", 3, 3, nama="Citra"),
    event("updated", 3, 7, nama="Citra", deleted_at="2026-08-03T01:07:00.000000Z"),
    event("restored", 3, 8, nama="Citra Dewi", deleted_at=None),
    event("created", 4, 4, nama="Dedi", lahir="2005-03-01", ukt="Rp 5.000.000"),
]


@pytest.mark.parametrize("seed", range(3))
def test_events_in_any_order_over_the_partitions_with_copies_leave_the_newest_state(
    make_stream: MakeStream, seed: int
) -> None:
    stream = make_stream("laravel")
    chance = random.Random(seed)
    sent = [*MORNING, *chance.sample(MORNING, 4)]
    chance.shuffle(sent)
    for each in sent:
        stream.publish(each, partition=chance.randrange(PARTITIONS))

    first = stream.ingest(max_rows=2)
    stream.publish(chance.choice(MORNING), partition=chance.randrange(PARTITIONS))
    late = stream.ingest()

    assert stream.students() == [(1, "Ani Lestari"), (3, "Citra Dewi"), (4, "Dedi")]
    assert (first["read"], first["rejected"], late["read"], late["loaded"]) == (12, 0, 1, 0)


def test_a_history_has_every_event_once(make_stream: MakeStream) -> None:
    stream = make_stream("laravel", mode="history")
    for each in [*MORNING, *MORNING]:
        stream.publish(each)

    assert stream.ingest(max_rows=5) == {"read": 16, "loaded": 8, "rejected": 0, "superseded": 0, "skipped": 8}
    assert stream.select("SELECT nama, _deleted FROM mahasiswa WHERE id_mahasiswa = 3 ORDER BY _version") == [
        ("Citra", 0),
        (None, 1),
        ("Citra Dewi", 0),
    ]


def test_poison_waits_in_quarantine_with_its_bytes_and_a_reason(make_stream: MakeStream) -> None:
    stream = make_stream("laravel")
    stream.publish(MORNING[0])
    stream.publish(b"\x00\xff")
    stream.publish(b'{"event": "dosen.updated", "data": {}}')

    assert stream.ingest()["rejected"] == 2

    rejects = stream.select(
        "SELECT message_offset, message_value, rule FROM etl_quarantine JOIN etl_attempt "
        "USING (topic_id, partition_id, message_offset) ORDER BY message_offset"
    )
    assert rejects == [(1, b"\x00\xff", "json"), (2, b'{"event": "dosen.updated", "data": {}}', "entity")]
    assert stream.students() == [(1, "Ani")]


def test_a_time_that_no_calendar_has_stops_nothing(make_stream: MakeStream) -> None:
    stream = make_stream("laravel")
    stream.publish(MORNING[0], at=2**53)

    assert stream.ingest()["loaded"] == 1


def test_the_topic_stays_as_its_owner_made_it(make_stream: MakeStream) -> None:
    stream = make_stream("laravel")
    before = stream.topic_config()
    stream.publish(MORNING[0], partition=2)

    stream.ingest()

    assert stream.topic_config() == before
    assert before["message.timestamp.type"] == "CreateTime"


def test_a_topic_that_is_not_there_is_not_made(
    broker: BrokerSettings, warehouse: DatabaseSettings, topic_name: str
) -> None:
    stream = Stream(contract(topic_name, "laravel"), Parts(broker, warehouse, "/nowhere", b"kunci uji"))

    for _ in range(2):
        with pytest.raises(UnknownTopic, match=topic_name):
            plan(stream.contract, stream.parts, RUN, 100)
