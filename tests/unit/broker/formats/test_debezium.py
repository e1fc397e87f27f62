"""Debezium's envelope: operations, positions, tombstones, and values that JSON has no form for."""

from __future__ import annotations

import base64
import json
from datetime import UTC, datetime
from typing import Any

import pytest

from include.records import Op
from tests.unit.broker.formats.builders import contract_in, event, reason
from tests.unit.transform.builders import field

DEBEZIUM = contract_in(
    "debezium",
    field("lahir", "date"),
    field("diubah", "timestamp"),
    field("dibuat", "timestamp", unit="micros"),
    field("ukt", "number", "decimal(12,2)"),
)
BYTES = contract_in("debezium", field("ukt", "number", "decimal(12,2)"), decimals="bytes")
PLACE = {"db": "siakad", "table": "mahasiswa", "name": "siakad", "file": "mysql-bin.000003", "pos": 154, "row": 0}


def change(op: str = "c", after: Any = None, before: Any = None, **place: Any) -> dict[str, Any]:
    return {"op": op, "before": before, "after": after, "source": {**PLACE, **place}, "ts_ms": 1785733200250}


def with_schema(value: Any, **column: Any) -> dict[str, Any]:
    """A created row whose column `nilai` has the schema `column`."""
    image = {
        "type": "struct",
        "field": "after",
        "fields": [{"field": "id", "type": "int64"}, {"field": "nilai", **column}],
    }
    return {"schema": {"type": "struct", "fields": [image]}, "payload": change(after={"id": 7, "nilai": value})}


def row(value: dict[str, Any] | bytes | None, of: Any = DEBEZIUM, key: bytes | None = None) -> dict[str, Any]:
    read: dict[str, Any] = json.loads(event(of, value, key).row or b"")
    return read


def b64(number: int) -> str:
    return base64.b64encode(number.to_bytes(number.bit_length() // 8 + 1, "big", signed=True)).decode()


@pytest.mark.parametrize(
    ("op", "image", "expected"),
    [("c", "after", Op.UPSERT), ("u", "after", Op.UPSERT), ("r", "after", Op.UPSERT), ("d", "before", Op.DELETE)],
)
def test_the_row_is_the_image_that_the_operation_leaves(op: str, image: str, expected: Op) -> None:
    read = event(DEBEZIUM, change(op, **{image: {"id": 7}}))

    assert (read.op, read.row) == (expected, b'{"id":7}')


def test_a_change_is_dated_by_its_log_and_a_snapshot_is_not() -> None:
    noon = datetime(2026, 8, 3, 5, 0, tzinfo=UTC)

    assert event(DEBEZIUM, change("c", {"id": 7}, ts_ms=1785733200000)).happened_at == noon
    assert event(DEBEZIUM, change("r", {"id": 7}, ts_ms=1785733200000)).happened_at is None


def test_versions_follow_the_log_from_file_to_file() -> None:
    places = [
        ("mysql-bin.000009", 900, 0),
        ("mysql-bin.000010", 4, 0),
        ("mysql-bin.000010", 4, 1),
        ("mysql-bin.000010", 1004, 0),
    ]

    versions = [event(DEBEZIUM, change("u", {"id": 7}, file=f, pos=p, row=r)).version or "" for f, p, r in places]

    assert versions == sorted(set(versions))


def test_the_lsn_of_postgresql_is_a_place_too() -> None:
    assert event(DEBEZIUM, change("u", {"id": 7}, file=None, lsn=24023128)).version == "00000000000024023128"


def test_a_change_that_is_sent_again_is_the_same_event_although_it_is_read_later() -> None:
    first, again = change("u", {"id": 7}), {**change("u", {"id": 7}), "ts_ms": 1785739999999}

    assert event(DEBEZIUM, first).id == event(DEBEZIUM, again).id


def test_rows_of_one_snapshot_stand_in_one_place_and_are_events_of_their_own() -> None:
    assert event(DEBEZIUM, change("r", {"id": 7})).id != event(DEBEZIUM, change("r", {"id": 8})).id


@pytest.mark.parametrize("key", [b'{"id": 7}', b'{"schema": {"type": "struct", "fields": []}, "payload": {"id": 7}}'])
def test_a_tombstone_is_a_deletion_older_than_everything(key: bytes) -> None:
    tombstone = event(DEBEZIUM, None, key)

    assert (tombstone.op, json.loads(tombstone.row or b"")) == (Op.DELETE, {"id": 7})
    assert (tombstone.version or "") < (event(DEBEZIUM, change("c", {"id": 7}, file="b.000001", pos=4)).version or "")


def test_a_deletion_without_an_image_takes_the_key_of_the_message() -> None:
    assert row(change("d"), key=b'{"id": 7}') == {"id": 7}


def test_numbers_without_a_schema_are_read_as_the_contract_says() -> None:
    assert row(change(after={"id": 7, "lahir": 12843, "diubah": 1785758400000, "dibuat": 1785758400123456})) == {
        "id": 7,
        "lahir": "2005-03-01",
        "diubah": "2026-08-03 12:00:00",
        "dibuat": "2026-08-03 12:00:00.123456",
    }


def test_text_without_a_schema_stays_as_it_is() -> None:
    image = {"id": 7, "lahir": "2005-03-01", "diubah": "2026-08-03T05:00:00Z", "ukt": "1250000.50"}

    assert row(change(after=image)) == image


def test_decimals_as_bytes_have_the_scale_of_the_column() -> None:
    assert row(change(after={"id": 7, "ukt": b64(-125000050)}), BYTES) == {"id": 7, "ukt": "-1250000.50"}


@pytest.mark.parametrize(
    ("column", "sent", "read"),
    [
        ({"name": "io.debezium.time.Date"}, -1, "1969-12-31"),
        ({"name": "org.apache.kafka.connect.data.Date"}, 12843, "2005-03-01"),
        ({"name": "io.debezium.time.Timestamp"}, 1785758400123, "2026-08-03 12:00:00.123000"),
        ({"name": "io.debezium.time.MicroTimestamp"}, 1785758400123456, "2026-08-03 12:00:00.123456"),
        ({"name": "io.debezium.time.NanoTimestamp"}, 1785758400123456789, "2026-08-03 12:00:00.123456"),
        ({"name": "io.debezium.time.ZonedTimestamp"}, "2026-08-03T05:00:00Z", "2026-08-03T05:00:00Z"),
        ({"name": "io.debezium.time.MicroTime"}, 29_700_000_000, "8:15:00"),
        ({"name": "org.apache.kafka.connect.data.Decimal", "parameters": {"scale": "4"}}, b64(12345), "1.2345"),
        ({"name": "org.apache.kafka.connect.data.Decimal", "parameters": {"scale": "0"}}, b64(-7), "-7"),
        ({"name": "io.debezium.data.VariableScaleDecimal"}, {"scale": 1, "value": b64(15)}, "1.5"),
        ({"name": "io.debezium.data.Bits"}, "BQE=", 261),
        ({"name": "io.debezium.data.Json"}, '{"a": 1}', '{"a": 1}'),
        ({"type": "string"}, "Ani", "Ani"),
        ({"name": "io.debezium.time.Date"}, None, None),
    ],
)  # fmt: skip
def test_a_schema_says_how_values_are_written(column: dict[str, Any], sent: Any, read: Any) -> None:
    assert row(with_schema(sent, **column))["nilai"] == read


def test_a_number_beside_converted_ones_keeps_its_digits() -> None:
    sent = b'{"op":"c","after":{"id":7,"ukt":12345678.90,"lahir":0},"source":{"table":"mahasiswa"}}'

    assert event(DEBEZIUM, sent).row == b'{"id":7,"ukt":12345678.90,"lahir":"1970-01-01"}'


@pytest.mark.parametrize(
    ("value", "why"),
    [
        (b"\x00\x00", "json: bukan JSON pada huruf ke-1; diharapkan amplop Debezium"),
        ({"id": 7}, "envelope: tidak berisi op, source; diharapkan amplop Debezium"),
        (change("t"), "truncate: tabel sumber dikosongkan (TRUNCATE); baris mana yang hilang tidak disebut"),
        (change("m", {"id": 7}), "envelope: op 'm' tidak dikenal; diharapkan r, c, u, d atau t"),
        (change("c"), "envelope: tidak berisi baris (before atau after)"),
        (change("c", {"id": 7}, table="dosen"), "entity: pesan tentang 'dosen'; topik ini diharapkan berisi 'mahasiswa' saja"),
        (change("c", {"id": 7, "lahir": 10**9}), "type: lahir: nilainya tidak dapat dibaca sebagai jenis yang dinyatakan"),
        (change("c", {"id": 7, "lahir": True}), "type: lahir: nilainya tidak dapat dibaca sebagai jenis yang dinyatakan"),
        (with_schema("?", name="org.apache.kafka.connect.data.Decimal", parameters={"scale": "2"}),
         "type: nilai: nilainya tidak dapat dibaca sebagai jenis yang dinyatakan"),
        (with_schema(1, name="org.apache.kafka.connect.data.Decimal"), "envelope: isinya bukan yang diharapkan: amplop Debezium"),
        (None, "tombstone: pesan kosong (tombstone) tanpa kunci berupa objek JSON"),
    ],
)  # fmt: skip
def test_what_is_no_change_is_told_why(value: dict[str, Any] | bytes | None, why: str) -> None:
    assert reason(DEBEZIUM, value).startswith(why)


def test_a_contract_may_name_the_database_too() -> None:
    both = contract_in("debezium", about="siakad.mahasiswa")

    assert event(both, change("c", {"id": 7})).problem is None
    assert "'arsip.mahasiswa'" in reason(both, change("c", {"id": 7}, db="arsip"))


def test_what_the_house_states_in_headers_goes_before_the_envelope() -> None:
    stated = event(
        DEBEZIUM, change("c", {"id": 7}), event_id="e-1", source_version="0001-7", source_position="siakad.mahasiswa#7"
    )

    assert (stated.id, stated.version, stated.position) == ("e-1", "0001-7", b"siakad.mahasiswa#7")


def test_a_row_too_large_for_the_topic_is_said_by_its_header() -> None:
    assert reason(DEBEZIUM, {"_oversize": True}, oversize="1").startswith("oversize: baris sumber melebihi batas topik")
