"""What the suite needs of a format: how an application would write a change of a student in it, and what is none."""

from __future__ import annotations

import base64
import json
from abc import ABC, abstractmethod
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from include.broker.formats import format_of
from include.broker.formats.base import Format
from include.calendar import CAMPUS_ZONE
from include.contract.model import Contract
from include.contract.read import parse_contract
from include.records import RawMessage

EXAMPLE = Path(__file__).with_name("mahasiswa.yaml").read_text(encoding="utf-8")
NOON = datetime(2026, 8, 3, 5, 0, tzinfo=UTC)
"""12:00 on campus."""
Poison = tuple[bytes | None, dict[str, str]]
"""Value and headers of a message that is none."""


@dataclass(frozen=True)
class Change:
    """What happened to a row. `number` counts the changes of the source, one after the other; `at` is when."""

    kind: str
    number: int
    at: datetime = NOON
    row: dict[str, Any] = field(default_factory=dict)


def contract(**changes: str) -> Contract:
    """The example with other words in the place of some."""
    body = EXAMPLE
    for old, new in changes.items():
        assert body.count(WORDS[old]) == 1, old
        body = body.replace(WORDS[old], new)
    return parse_contract(body, "mahasiswa.yaml")


WORDS = {
    "format_": "format: laravel",
    "changed": "        physicalType: datetime(6)\n",
}


MAXWELL = {"create": "insert", "update": "update", "delete": "delete"}
DEBEZIUM = {"create": "c", "update": "u", "delete": "d"}


class Kit(ABC):
    """A format, with the example's contract for it."""

    contract: Contract
    poison: tuple[Poison, ...]

    def __init__(self) -> None:
        self.format: Format = format_of(self.contract)

    @abstractmethod
    def write(self, change: Change, about: str = "mahasiswa") -> RawMessage: ...


class PlainKit(Kit):
    """What the house's own producers send: a row, and headers."""

    contract = contract(format_="format: plain")
    poison = (
        (b"\x00\x01", {}),
        (b"", {}),
        (None, {}),
        (b"[1]", {}),
        (b'{"id": 1}', {"op": "hapus"}),
        (b'{"id": 1, "nama": 5}', {}),
        (b'{"id": 1, "nama": "\xff"}', {}),
    )

    def write(self, change: Change, about: str = "mahasiswa") -> RawMessage:
        return message(
            text(change.row, iso),
            event_id=f"siakad-{change.number}",
            source_version=f"{change.number:020d}",
            op="delete" if change.kind == "delete" else "upsert",
        )


class ApplicationKit(Kit):
    """A row without a word about it: only its change column says which version is newer."""

    contract = PlainKit.contract
    poison = PlainKit.poison

    def write(self, change: Change, about: str = "mahasiswa") -> RawMessage:
        return message(text({"updated_at": change.at, **change.row}, iso))


class LaravelKit(Kit):
    contract = contract()
    poison = (
        (b"\x00\x01", {}),
        (None, {}),
        (b'"mahasiswa.updated"', {}),
        (b'{"event": "mahasiswa.updated"}', {}),
        (b'{"event": "mahasiswa.updated", "data": [1], "sent_at": "2026-08-03 12:00:00"}', {}),
        (b'{"event": "mahasiswa.updated", "data": {"id": 1}}', {}),
        (b'{"event": "mahasiswa.lulus", "data": {"id": 1}, "sent_at": "2026-08-03 12:00:00"}', {}),
        (b'{"event": "mahasiswa.updated", "data": {"nama": "\xff"}, "sent_at": "2026-08-03 12:00:00"}', {}),
        (b'{"event": "mahasiswa.updated", "data": {"nama": "Ani"}, "sent_at": "2026-08-03 12:00:00"}', {}),
    )

    def write(self, change: Change, about: str = "mahasiswa") -> RawMessage:
        data = change.row if change.kind == "delete" else {"updated_at": change.at, **change.row}
        sent = change.at + timedelta(microseconds=change.number)
        return message(text({"event": f"{about}.{change.kind}d", "data": data, "sent_at": sent}, iso))


class MaxwellKit(Kit):
    contract = contract(format_="format: maxwell")
    poison = (
        (b"{", {}),
        (None, {}),
        (b'{"database": "siakad", "table": "mahasiswa"}', {}),
        (b'{"database": "siakad", "table": "mahasiswa", "type": "table-alter", "ts": 1785733200}', {}),
        (b'{"database": "siakad", "table": "mahasiswa", "type": "insert", "ts": 1785733200, "data": {"id": 1}}', {}),
        (b'{"database": "siakad", "table": "mahasiswa", "type": "insert", "position": "b.000001:4", "data": 5}', {}),
    )

    def write(self, change: Change, about: str = "mahasiswa") -> RawMessage:
        envelope = {
            "database": "siakad",
            "table": about,
            "type": MAXWELL[change.kind],
            "ts": int(change.at.timestamp()),
            "xid": 900 + change.number,
            "commit": True,
            "position": f"mysql-bin.000003:{1000 * change.number}",
            "data": change.row,
        }
        return message(text(envelope, clock))


class DebeziumKit(Kit):
    """With the schema in every message."""

    contract = contract(format_="format: debezium")
    poison = (
        (b"Struct{}", {}),
        (None, {}),
        (b'{"op": "c", "after": {"id": 1}}', {}),
        (b'{"op": "t", "source": {"table": "mahasiswa"}}', {}),
        (b'{"op": "x", "after": {"id": 1}, "source": {"table": "mahasiswa"}}', {}),
        (b'{"op": "c", "after": null, "source": {"table": "mahasiswa"}}', {}),
        (b'{"op": "c", "after": {"id": 1, "lahir": 99999999}, "source": {"table": "mahasiswa"}}', {}),
        (b'{"op": "c", "after": {"id": 1, "nama": "\xff"}, "source": {"table": "mahasiswa"}}', {}),
        (b'{"schema": 5, "payload": {"op": "c", "after": {"id": 1}, "source": {}}}', {}),
    )
    columns = (
        {"field": "id", "type": "int64"},
        {"field": "nama", "type": "string", "optional": True},
        {
            "field": "ukt",
            "type": "bytes",
            "name": "org.apache.kafka.connect.data.Decimal",
            "parameters": {"scale": "2"},
        },
        {"field": "lahir", "type": "int32", "name": "io.debezium.time.Date"},
        {"field": "updated_at", "type": "int64", "name": "io.debezium.time.MicroTimestamp"},
    )

    def write(self, change: Change, about: str = "mahasiswa") -> RawMessage:
        image = {name: debezium_value(value) for name, value in change.row.items()}
        gone = change.kind == "delete"
        payload = {
            "before": image if gone else None,
            "after": None if gone else image,
            "source": {
                "name": "siakad",
                "db": "siakad",
                "table": about,
                "file": "mysql-bin.000003",
                "pos": 1000 * change.number,
                "row": 0,
                "ts_ms": int(change.at.timestamp() * 1000),
            },
            "op": DEBEZIUM[change.kind],
            "ts_ms": int(change.at.timestamp() * 1000) + 250,
        }
        return message(json.dumps(self.wrap(payload)).encode())

    def wrap(self, payload: dict[str, Any]) -> dict[str, Any]:
        images = [{"type": "struct", "field": name, "fields": list(self.columns)} for name in ("before", "after")]
        return {"schema": {"type": "struct", "fields": images}, "payload": payload}


class BareDebeziumKit(DebeziumKit):
    """Without a schema: the contract says how numbers are to be read."""

    contract = contract(
        format_="format: debezium, decimals: bytes",
        changed="        physicalType: datetime(6)\n        customProperties: [{property: unit, value: micros}]\n",
    )

    def wrap(self, payload: dict[str, Any]) -> dict[str, Any]:
        return payload


class CloudEventsKit(Kit):
    """Binary mode: the attributes are headers."""

    contract = contract(format_="format: cloudevents")
    poison = (
        (b'{"id": 1}', {}),
        (b'{"id": 1}', {"ce_id": "1", "ce_source": "/siakad", "ce_type": "mahasiswa.updated"}),
        (b"<id>1</id>", {"content-type": "application/cloudevents+json"}),
        (b'{"id": "1", "source": "/siakad"}', {"content-type": "application/cloudevents+json"}),
        (b"<id>1</id>", {**dict.fromkeys(("ce_id", "ce_source"), "1"), "ce_type": "mahasiswa.updated", "ce_specversion": "1.0",
                         "content-type": "text/xml"}),
        (b"x", {**dict.fromkeys(("ce_id", "ce_source"), "1"), "ce_type": "mahasiswa.updated", "ce_specversion": "1.0"}),
        (b'{"id": 1}', {**dict.fromkeys(("ce_id", "ce_source"), "1"), "ce_type": "mahasiswa.updated", "ce_specversion": "0.3"}),
    )  # fmt: skip

    def attributes(self, change: Change, about: str) -> dict[str, str]:
        return {
            "id": f"peristiwa-{change.number}",
            "source": "/siakad/akademik",
            "type": f"id.ac.kampus.{about}.{change.kind}d.v1",
            "specversion": "1.0",
            "time": change.at.isoformat(),
            "sequence": f"{change.number:08d}",
        }

    def write(self, change: Change, about: str = "mahasiswa") -> RawMessage:
        headers = {f"ce_{name}": value for name, value in self.attributes(change, about).items()}
        return message(text(change.row, iso), **headers, **{"content-type": "application/json; charset=utf-8"})


class StructuredCloudEventsKit(CloudEventsKit):
    """Structured mode: the attributes stand beside the data."""

    def write(self, change: Change, about: str = "mahasiswa") -> RawMessage:
        envelope = {**self.attributes(change, about), "datacontenttype": "application/json", "data": change.row}
        return message(text(envelope, iso), **{"content-type": "application/cloudevents+json; charset=utf-8"})


def message(value: bytes | None, **headers: str) -> RawMessage:
    return RawMessage(0, 0, NOON, None, value, {name: said.encode() for name, said in headers.items()})


def text(values: dict[str, Any], time: Any) -> bytes:
    """JSON with decimals as text; `time` writes what has no form in it."""
    return json.dumps(values, default=time, ensure_ascii=False).encode()


def iso(value: Any) -> str:
    """As Laravel writes a time: in UTC, with microseconds."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    return str(value)


def clock(value: Any) -> str:
    """As a database shows a DATETIME: the clock on campus, without a zone."""
    if isinstance(value, datetime):
        return value.astimezone(CAMPUS_ZONE).strftime("%Y-%m-%d %H:%M:%S.%f")
    return str(value)


def debezium_value(value: Any) -> Any:
    if isinstance(value, datetime):
        return (value.astimezone(CAMPUS_ZONE).replace(tzinfo=UTC) - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(
            microseconds=1
        )
    if isinstance(value, date):
        return (value - date(1970, 1, 1)).days
    if isinstance(value, Decimal):
        whole = int(value.scaleb(2))
        return base64.b64encode(whole.to_bytes(whole.bit_length() // 8 + 1, "big", signed=True)).decode()
    return value
