"""The published IKU values, copied from the warehouse. They are never computed here, so that there is one number only.

A published report never changes, so only reports that the copy lacks are copied; one that the warehouse does not have any
more, because it was restored from a backup, is removed.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pyarrow as pa
from duckdb import DuckDBPyConnection
from pymysql.connections import Connection
from pymysql.cursors import SSCursor

from include.sinks.olap.store import renew_state

REPORT = "report_id, as_of, version, kind, computed_at"
VALUE = (
    "report_id, regulasi, kode, level, unit_id, unit_nama, pembilang, penyebut, populasi, nilai, target, capaian, status, "
    "nilai_sebelum"
)
CHUNK = 50_000
"""Rows that are in memory at a time."""


def copy_reports(warehouse: Connection[Any], store: DuckDBPyConnection) -> int:
    """Make the copies equal to the warehouse's reports. Returns how many reports were added or removed."""
    published = {row[0]: row for row in _published(warehouse)}
    copied = {row[0]: row for row in store.execute(f"SELECT {REPORT} FROM iku_report").fetchall()}
    gone = [number for number, report in copied.items() if published.get(number) != report]
    new = [number for number, report in published.items() if copied.get(number) != report]
    if not gone and not new:
        return 0
    store.begin()
    for table in ("iku_report", "iku_value"):
        store.execute(f"DELETE FROM {table} WHERE report_id IN (SELECT unnest(?))", [gone])
    for table, columns in (("iku_report", REPORT), ("iku_value", VALUE)) if new else ():
        shape = store.sql(f"SELECT {columns} FROM {table} LIMIT 0").to_arrow_table().schema
        for rows in _rows(warehouse, f"SELECT {columns} FROM {table} WHERE report_id IN %s", new):
            arrays = [
                pa.array(values, field.type) for values, field in zip(zip(*rows, strict=True), shape, strict=True)
            ]
            store.register("_rows", pa.table(arrays, schema=shape))
            store.execute(f"INSERT INTO {table} ({columns}) SELECT {columns} FROM _rows")
    renew_state(store)
    store.commit()
    return len({*gone, *new})


def _published(warehouse: Connection[Any]) -> list[tuple[Any, ...]]:
    with warehouse.cursor() as cursor:
        if cursor.execute("SHOW TABLES LIKE 'iku_report'") == 0:
            return []
        cursor.execute(f"SELECT {REPORT} FROM iku_report")
        return list(cursor.fetchall())


def _rows(warehouse: Connection[Any], query: str, numbers: list[int]) -> Iterator[tuple[tuple[Any, ...], ...]]:
    with warehouse.cursor(SSCursor) as cursor:
        cursor.execute(query, (numbers,))
        while rows := cursor.fetchmany(CHUNK):
            yield tuple(rows)
