"""Looks at a topic that an application fills, with the formats that will read it. Nothing is written to it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

from confluent_kafka import KafkaException

from include.broker.client import admin
from include.broker.errors import TIMEOUT, broker_error
from include.broker.formats import format_of
from include.broker.formats.cloudevents import STRUCTURED
from include.broker.formats.envelope import values_of
from include.broker.offsets import topic_offsets
from include.broker.read import read_range
from include.draft.provisional import provisional
from include.draft.seen import SAMPLE, Column, Row, Seen, Unusable
from include.records import OffsetRange, Op, RawMessage
from include.settings import BrokerSettings

SHAPES = (
    ("laravel", {"event", "data"}),
    ("maxwell", {"database", "table", "type"}),
    ("debezium", {"op", "source"}),
    ("debezium", {"schema", "payload"}),
)
"""Formats that wrap a row, and names that each has."""


def look(broker: BrokerSettings, topic: str) -> tuple[str, Seen]:
    """What most messages are about, and their rows. Raises Unusable or KampusError when there is no row to be seen."""
    messages = _newest(broker, topic)
    if not messages:
        raise Unusable(f"Topik {topic} belum berisi pesan, jadi bentuknya tidak diketahui. Tunggu pesan pertama.")
    format_ = _most(map(_format, messages)) or "plain"
    if format_ == "avro":
        raise Unusable(f"Topik {topic} berisi Avro: kolomnya ada di schema registry. Tulis kontraknya dari skema itu.")
    about = (
        _most(_about(format_, message) for message in messages if _format(message) == format_)
        or topic.rpartition(".")[2]
    )
    declared = provisional("events", "kampus_kafka", about, [], {}, {"name": topic, "format": format_})
    reader = format_of(declared)
    events = [reader.read(message) for message in messages]
    rows = [
        row
        for event in events
        if event.row and not event.problem and event.op is Op.UPSERT and (row := values_of(event.row))
    ]
    if not rows:
        raise Unusable(
            f"Tidak ada pesan di {topic} yang berisi baris. Periksa topiknya, atau tulis kontraknya dengan tangan."
        )
    others = sum(event.problem is not None for event in events)
    notes = (
        [f"{others} dari {len(events)} pesan bukan {format_} tentang {about}, dan akan dikarantina."] if others else []
    )
    return about, _seen(rows, messages, {"name": topic, "format": format_}, notes)


def topics(broker: BrokerSettings) -> dict[str, str]:
    """The topics that are not the broker's own. Raises KampusError when it is away."""
    try:
        found = admin(broker).list_topics(timeout=TIMEOUT).topics
    except KafkaException as error:
        raise broker_error(broker, error, "list the topics") from error
    return {name: "" for name in sorted(found) if not name.startswith("_")}


def _seen(rows: list[Row], messages: list[RawMessage], topic: dict[str, Any], notes: list[str]) -> Seen:
    names = list(dict.fromkeys(name for row in rows for name in row))
    nested = {name for name in names if any(isinstance(row.get(name), (dict, list)) for row in rows)}
    kept = [name for name in names if name not in nested]
    key = tuple(name for name in _record_key(messages) if name in kept)
    return Seen(
        columns=tuple(Column(name) for name in kept),
        rows=[{name: row.get(name) for name in kept} for row in rows],
        keys=(key,) if key else (("id",),) if "id" in kept else (),
        topic=topic,
        left_out=dict.fromkeys(sorted(nested), "berisi objek atau daftar di dalam baris"),
        notes=tuple(notes),
        versions=True,
        keyed=all(message.key for message in messages),
    )


def _newest(broker: BrokerSettings, topic: str) -> list[RawMessage]:
    offsets = topic_offsets(broker, topic)
    share = SAMPLE // len(offsets.partitions)
    ranges = (
        OffsetRange(topic, offsets.topic_id, partition, max(low, high - share), high)
        for partition, (low, high) in offsets.partitions.items()
    )
    return [message for range_ in ranges for chunk in read_range(broker, range_) for message in chunk]


def _format(message: RawMessage) -> str:
    headers = {name.lower(): value for name, value in message.headers.items()}
    if "ce_specversion" in headers or headers.get("content-type", b"").lower().startswith(STRUCTURED.encode()):
        return "cloudevents"
    if (message.value or b"").startswith(b"\0"):
        return "avro"
    names = (values_of(message.value or b"") or {}).keys()
    return next((format_ for format_, shape in SHAPES if shape <= names), "plain")


def _about(format_: str, message: RawMessage) -> str | None:
    value = values_of(message.value or b"") or {}
    match format_:
        case "laravel":
            return str(value["event"]).rpartition(".")[0]
        case "maxwell":
            return str(value["table"])
        case "debezium":
            return str(value.get("payload", value).get("source", {}).get("table"))
        case "cloudevents":
            kind = message.headers.get("ce_type", b"").decode() or str(value.get("type"))
            return kind.split(".")[-2] if kind.count(".") else kind
        case _:
            return None


def _record_key(messages: list[RawMessage]) -> list[str]:
    """The names in the record key, where it is an object of JSON."""
    keys = [values_of(message.key or b"") for message in messages[:1]]
    return list(keys[0].get("payload", keys[0])) if keys and keys[0] else []


def _most(found: Iterable[str | None]) -> str | None:
    """The one that comes most often."""
    counted = Counter(each for each in found if each).most_common(1)
    return counted[0][0] if counted else None
