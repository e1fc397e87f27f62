"""CloudEvents in both modes: attributes, deletions, and what is none."""

from __future__ import annotations

import json
from typing import Any

import pytest

from include.broker.formats.base import Event
from include.records import Op
from tests.unit.broker.formats.builders import contract_in, event, reason

EVENTS = contract_in("cloudevents")
ATTRIBUTES = {
    "id": "a-1",
    "source": "/siakad",
    "type": "id.ac.kampus.mahasiswa.updated.v2",
    "specversion": "1.0",
    "time": "2026-08-03T05:00:00Z",
}


def binary(value: bytes = b'{"id":7}', kind: str = "application/json", **changes: str) -> tuple[bytes, dict[str, str]]:
    return value, {f"ce_{name}": said for name, said in {**ATTRIBUTES, **changes}.items()} | {"content-type": kind}


def structured(**changes: Any) -> tuple[bytes, dict[str, str]]:
    envelope = {**ATTRIBUTES, "data": {"id": 7}, **changes}
    return json.dumps(envelope, separators=(",", ":")).encode(), {"content-type": "application/cloudevents+json"}


def read(message: tuple[bytes, dict[str, str]]) -> Event:
    return event(EVENTS, message[0], **message[1])


def why(message: tuple[bytes, dict[str, str]]) -> str:
    return reason(EVENTS, message[0], **message[1])


def test_both_modes_say_the_same() -> None:
    assert read(binary()) == read(structured())
    assert read(binary()).row == b'{"id":7}'


@pytest.mark.parametrize(
    ("type_", "op"),
    [
        ("mahasiswa.deleted", Op.DELETE),
        ("id.ac.kampus.mahasiswa.deleted.v1", Op.DELETE),
        ("mahasiswa.removed", Op.DELETE),
        ("mahasiswa.lulus", Op.UPSERT),
        ("mahasiswa", Op.UPSERT),
    ],
)
def test_a_type_that_ends_in_deleted_deletes(type_: str, op: Op) -> None:
    assert read(binary(type=type_)).op is op


def test_source_and_id_name_an_event() -> None:
    assert read(binary()).id == read(binary(time="2026-08-04T05:00:00Z")).id
    assert read(binary()).id != read(binary(source="/lms")).id


def test_the_sequence_orders_what_has_one_time() -> None:
    versions = [read(binary(sequence=each)).version or "" for each in ("9", "10", "11")]

    assert versions == sorted(set(versions))


def test_an_event_without_a_time_says_no_version() -> None:
    message = structured(time=None)

    assert (read(message).version, read(message).problem) == (None, None)


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        ((b'{"id":7}', {}), "envelope: tidak menyebut dirinya; diharapkan CloudEvents 1.0: header ce_id, ce_source"),
        ((b"{", {"content-type": "application/cloudevents+json"}), "json: bukan JSON pada huruf ke-2"),
        (structured(id=None), "envelope: tidak berisi id; diharapkan CloudEvents 1.0"),
        (structured(specversion="0.3"), "envelope: specversion '0.3'; diharapkan 1.0"),
        (structured(datacontenttype="text/xml"), "content: data berupa 'text/xml'; diharapkan application/json"),
        (binary(kind="application/avro"), "content: data berupa 'application/avro'; diharapkan application/json"),
        (binary(type="dosen.updated"), "entity: jenis 'dosen.updated'; topik ini diharapkan berisi 'mahasiswa' saja"),
    ],
)
def test_what_is_no_event_is_told_why(message: tuple[bytes, dict[str, str]], expected: str) -> None:
    assert why(message).startswith(expected)
