"""From a topic that an application fills to rows in the warehouse, in the format that its messages show."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from confluent_kafka import Producer
from confluent_kafka.admin import NewTopic

from include.broker.client import admin
from include.settings import BrokerSettings
from tests.integration.draft.desk import Desk

ROW = {"id": 7, "nama_produk": "Pena", "harga": 5000, "updated_at": "2026-02-01T08:00:00+07:00"}
OLDER = {**ROW, "harga": 4000, "updated_at": "2026-01-01T08:00:00+07:00"}
SOURCE = {"db": "toko", "table": "produk", "file": "bin.000001", "pos": 7}

Publish = Callable[..., None]


@pytest.fixture
def publish(broker: BrokerSettings, topic_name: str) -> Publish:
    """An application with a topic of its own."""
    client = admin(broker)
    for made in client.create_topics([NewTopic(topic_name, 1)]).values():
        made.result(20)

    def publish(*values: dict[str, Any] | bytes, key: str | None = None, kind: str = "application/json") -> None:
        application = Producer(broker.config)
        for value in values:
            raw = value if isinstance(value, bytes) else json.dumps(value).encode()
            application.produce(topic_name, raw, key=key, headers={"content-type": kind})
        assert application.flush(20) == 0

    return publish


def drafted(desk: Desk, topic: str, **flags: str) -> int:
    connection, address = "kampus_kafka", desk.broker.servers
    return desk.draft(kind="events", connection=connection, address=address, topic=topic, dataset="produk", **flags)


@pytest.mark.parametrize(
    ("format_", "messages"),
    [
        ("laravel", [{"event": "produk.updated", "data": row, "sent_at": row["updated_at"]} for row in (ROW, OLDER)]),
        ("maxwell", [{"database": "toko", "table": "produk", "type": "insert", "position": f"bin.000001:{at}", "data": row}
                     for at, row in ((9, ROW), (5, OLDER))]),
        ("debezium", [{"op": "c", "before": None, "after": row, "source": {**SOURCE, "pos": at}}
                      for at, row in ((9, ROW), (5, OLDER))]),
        ("cloudevents", [{"specversion": "1.0", "id": str(at), "source": "toko", "type": "id.toko.produk.updated",
                          "time": row["updated_at"], "data": row} for at, row in ((9, ROW), (5, OLDER))]),
        ("plain", [ROW, OLDER]),
    ],
)  # fmt: skip
def test_the_format_is_told_and_the_newest_version_comes_into_the_warehouse(
    desk: Desk, publish: Publish, topic_name: str, format_: str, messages: list[dict[str, Any]]
) -> None:
    kind = "application/cloudevents+json" if format_ == "cloudevents" else "application/json"
    publish(*messages, key="7", kind=kind)

    assert drafted(desk, topic_name) == 0
    contract = desk.contract("produk")
    assert (contract.topic.format, contract.topic.name, contract.newest) == (format_, topic_name, "source")
    desk.run("produk")
    assert desk.rows("SELECT id, nama_produk, harga FROM produk") == [(7, "Pena", 5000)]


def test_plain_messages_without_a_time_are_taken_in_their_order(desk: Desk, publish: Publish, topic_name: str) -> None:
    publish({"kode": "A", "isi": "dua"}, {"kode": "A", "isi": "tiga"}, key="A")

    assert drafted(desk, topic_name, key="kode") == 0
    desk.run("produk")

    assert desk.contract("produk").newest == "offset"
    assert desk.rows("SELECT kode, isi FROM produk") == [("A", "tiga")]
    assert "hanya benar bila setiap pesan berkunci baris" in desk.text("produk")


def test_messages_about_something_else_are_counted(desk: Desk, publish: Publish, topic_name: str) -> None:
    publish(
        {"event": "produk.created", "data": ROW},
        {"event": "produk.updated", "data": ROW},
        {"event": "toko.created", "data": {}},
    )

    assert drafted(desk, topic_name) == 0

    assert "1 dari 3 pesan bukan laravel tentang produk, dan akan dikarantina." in desk.text("produk")


@pytest.mark.parametrize(
    ("message", "sentence"),
    [
        (None, "belum berisi pesan"),
        (b"\x00\x00\x00\x00\x01abc", "berisi Avro"),
        (b"bukan JSON", "Tidak ada pesan"),
    ],
)
def test_a_topic_without_rows_gets_a_sentence(
    desk: Desk,
    publish: Publish,
    topic_name: str,
    capsys: pytest.CaptureFixture[str],
    message: bytes | None,
    sentence: str,
) -> None:
    publish(*([message] if message is not None else []))

    assert drafted(desk, topic_name) == 1

    assert sentence in capsys.readouterr().err


def test_a_topic_that_is_not_there_gets_a_sentence(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    assert drafted(desk, "uji.tidak.ada") == 1

    assert "--topic: " in capsys.readouterr().err
