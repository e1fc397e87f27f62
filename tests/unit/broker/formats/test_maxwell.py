"""Maxwell's rows: operations, places in the binlog, and the rows of a bootstrap."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from include.records import Op
from tests.unit.broker.formats.builders import contract_in, event, reason

MAXWELL = contract_in("maxwell")
KEYED = contract_in("maxwell", newest="offset")
CHANGE: dict[str, Any] = {
    "database": "siakad",
    "table": "mahasiswa",
    "type": "update",
    "ts": 1785733200,
    "xid": 940786,
    "commit": True,
    "position": "mysql-bin.000003:154",
    "data": {"id": 7, "nama": "Ani"},
    "old": {"nama": "Any"},
}


@pytest.mark.parametrize(("kind", "op"), [("insert", Op.UPSERT), ("update", Op.UPSERT), ("delete", Op.DELETE)])
def test_the_row_is_the_data(kind: str, op: Op) -> None:
    read = event(MAXWELL, {**CHANGE, "type": kind})

    assert (read.op, read.row) == (op, b'{"id": 7, "nama": "Ani"}')
    assert read.happened_at == datetime(2026, 8, 3, 5, 0, tzinfo=UTC)
    assert read.position == b"siakad.mahasiswa @ mysql-bin.000003:154"


def test_versions_follow_the_binlog_from_file_to_file() -> None:
    places: list[dict[str, Any]] = [
        {"position": "mysql-bin.000009:900"},
        {"position": "mysql-bin.000010:4"},
        {"position": "mysql-bin.000010:4", "xoffset": 1},
        {"position": "mysql-bin.000010:1004"},
    ]

    versions = [event(MAXWELL, {**CHANGE, **place}).version or "" for place in places]

    assert versions == sorted(set(versions))


def test_the_rows_of_a_bootstrap_are_older_than_every_change() -> None:
    bootstrap = {**CHANGE, "type": "bootstrap-insert", "position": None, "ts": 1999999999}

    assert (event(MAXWELL, bootstrap).version or "") < (
        event(MAXWELL, {**CHANGE, "position": "b.000001:4"}).version or ""
    )
    assert event(MAXWELL, bootstrap).happened_at is None


@pytest.mark.parametrize(
    ("value", "why"),
    [
        (b"maxwell", "json: bukan JSON pada huruf ke-1; diharapkan pesan Maxwell"),
        ({"id": 7}, "envelope: tidak berisi database, table, type; diharapkan pesan Maxwell"),
        ({**CHANGE, "type": "table-drop"}, "envelope: jenis 'table-drop' bukan perubahan baris; diharapkan insert, "),
        ({**CHANGE, "type": "bootstrap-start"}, "envelope: jenis 'bootstrap-start' bukan perubahan baris"),
        ({**CHANGE, "table": "dosen"}, "entity: pesan tentang 'dosen'; topik ini diharapkan berisi 'mahasiswa' saja"),
        ({**CHANGE, "position": None}, "version: tanpa position; tidak diketahui versi mana yang lebih baru. Maxwell"),
    ],
)
def test_what_is_no_change_is_told_why(value: dict[str, Any] | bytes, why: str) -> None:
    assert reason(MAXWELL, value).startswith(why)


def test_where_the_offset_decides_no_position_is_needed() -> None:
    assert event(KEYED, {**CHANGE, "position": None}).problem is None
