"""Changes that a Debezium connector publishes, from its topic into the warehouse."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from tests.integration.formats.conftest import MakeStream
from tests.integration.formats.stream import Stream

FIELDS = [
    {"field": "id", "type": "int64"},
    {"field": "nama", "type": "string"},
    {"field": "ukt", "type": "bytes", "name": "org.apache.kafka.connect.data.Decimal", "parameters": {"scale": "2"}},
    {"field": "lahir", "type": "int32", "name": "io.debezium.time.Date"},
    {"field": "updated_at", "type": "int64", "name": "io.debezium.time.Timestamp"},
]
SCHEMA = {
    "type": "struct",
    "fields": [{"type": "struct", "field": name, "fields": FIELDS} for name in ("before", "after")],
}


def publish(stream: Stream, op: str, pos: int, row: dict[str, Any], schema: bool = True) -> None:
    payload = {
        "op": op,
        "before": row if op == "d" else None,
        "after": None if op == "d" else row,
        "source": {"name": "siakad", "db": "siakad", "table": "mahasiswa", "file": "b.000001", "pos": pos, "row": 0,
                   "ts_ms": 1785733200000 + pos},
        "ts_ms": 1785733300000,
    }  # fmt: skip
    stream.publish({"schema": SCHEMA, "payload": payload} if schema else payload, key={"id": row["id"]})
    if op == "d":
        stream.publish(None, key={"id": row["id"]})


def test_a_snapshot_and_the_changes_after_it_leave_the_table_of_the_source(make_stream: MakeStream) -> None:
    stream = make_stream("debezium")
    ani = {"id": 1, "nama": "Ani", "ukt": "HoSA", "lahir": 12843, "updated_at": 1785758400000}
    publish(stream, "r", 100, ani)
    publish(stream, "r", 100, {"id": 2, "nama": "Budi", "ukt": None, "lahir": None, "updated_at": None})
    publish(stream, "u", 200, {**ani, "nama": "Ani Lestari"})
    publish(stream, "d", 300, {"id": 2, "nama": "Budi"})
    publish(stream, "c", 400, {"id": 3, "nama": "Citra"})
    publish(stream, "d", 500, {"id": 3, "nama": "Citra"})
    publish(stream, "c", 600, {"id": 3, "nama": "Citra Dewi"})

    counts = stream.ingest(max_rows=3)

    assert (counts["read"], counts["rejected"]) == (9, 0)
    assert stream.students() == [(1, "Ani Lestari"), (3, "Citra Dewi")]
    assert stream.select("SELECT ukt, lahir, diubah FROM mahasiswa WHERE id_mahasiswa = 1") == [
        (20000, date(2005, 3, 1), datetime(2026, 8, 3, 5, 0))
    ]


def test_a_connector_that_sends_again_from_an_earlier_place_changes_nothing(make_stream: MakeStream) -> None:
    stream = make_stream("debezium")
    changes: list[tuple[str, int, dict[str, Any]]] = [
        ("c", 100, {"id": 1, "nama": "Ani"}),
        ("u", 200, {"id": 1, "nama": "Ani Lestari"}),
        ("d", 300, {"id": 1, "nama": "Ani Lestari"}),
        ("c", 400, {"id": 1, "nama": "Ani Rahma"}),
    ]
    for op, pos, row in changes:
        publish(stream, op, pos, row)
    stream.ingest()
    for op, pos, row in changes[1:]:
        publish(stream, op, pos, row)

    again = stream.ingest()

    assert (again["read"], again["loaded"], again["rejected"]) == (4, 0, 0)
    assert stream.students() == [(1, "Ani Rahma")]


def test_a_tombstone_in_a_history_is_before_every_version(make_stream: MakeStream) -> None:
    stream = make_stream("debezium", mode="history")
    publish(stream, "c", 100, {"id": 1, "nama": "Ani"}, schema=False)
    publish(stream, "d", 200, {"id": 1, "nama": "Ani"}, schema=False)
    publish(stream, "c", 300, {"id": 1, "nama": "Ani Rahma"}, schema=False)

    assert stream.ingest()["rejected"] == 0

    assert stream.select("SELECT _version < '1', _deleted, nama FROM mahasiswa ORDER BY _version") == [
        (1, 1, None),
        (1, 0, "Ani"),
        (1, 1, None),
        (1, 0, "Ani Rahma"),
    ]


def test_a_table_that_was_emptied_is_not_taken_for_a_change_of_a_row(make_stream: MakeStream) -> None:
    stream = make_stream("debezium")
    publish(stream, "c", 100, {"id": 1, "nama": "Ani"})
    stream.publish({"op": "t", "before": None, "after": None, "source": {"table": "mahasiswa"}})

    assert stream.ingest()["rejected"] == 1
    assert stream.select("SELECT DISTINCT rule FROM etl_attempt") == [("truncate",)]
