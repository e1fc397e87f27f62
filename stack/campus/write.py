"""Puts the campus into its two databases and its drop folder."""

from __future__ import annotations

import csv
import io
import shutil
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from pymysql.connections import Connection

from include.database import connect
from include.settings import DatabaseSettings
from stack.campus.model import KEYS, Campus, Key, Row
from stack.campus.reference import REFERENCE
from stack.campus.render import render

HERE = Path(__file__).parent
SIAKAD, BUSINESS = "siakad", "unit_bisnis"
TABLES = {
    "fakultas": (SIAKAD, "fakultas"),
    "program_studi": (SIAKAD, "program_studis"),
    "riwayat_pendidikan": (SIAKAD, "riwayat_pendidikans"),
    "aktivitas_kuliah": (SIAKAD, "aktivitas_kuliah_mahasiswas"),
    "lulusan": (SIAKAD, "lulus_dos"),
    "mata_kuliah": (SIAKAD, "mata_kuliahs"),
    "kelas_kuliah": (SIAKAD, "kelas_kuliahs"),
    "peserta_kelas": (SIAKAD, "peserta_kelas_kuliahs"),
    "rencana_evaluasi": (SIAKAD, "rencana_evaluasis"),
    "dosen": (SIAKAD, "dosens"),
    "pesanan": (BUSINESS, "pesanan"),
    "item_pesanan": (BUSINESS, "item_pesanan"),
}
"""Database and table of every dataset that lives in one."""
CHUNK = 2_000


def write_all(campus: Campus, server: DatabaseSettings, drop: Path) -> None:
    """Fill both databases from nothing and write every file. What was there before is removed."""
    for database in (SIAKAD, BUSINESS):
        with connect(replace(server, database=""), autocommit=True) as connection, connection.cursor() as cursor:
            cursor.execute(f"DROP DATABASE IF EXISTS {database}")
            cursor.execute(f"CREATE DATABASE {database} CHARACTER SET utf8mb4")
        with connect(replace(server, database=database), autocommit=True) as connection, connection.cursor() as cursor:
            script = (HERE / f"{database}.sql").read_text(encoding="utf-8")
            for statement in filter(str.strip, script.split(";\n")):
                cursor.execute(statement)
    for dataset, (database, _) in TABLES.items():
        with connect(replace(server, database=database)) as connection:
            put_rows(connection, dataset, campus.table(dataset).items())
            connection.commit()
    for folder in ("tracer", "referensi"):
        (drop / folder).mkdir(parents=True, exist_ok=True)
    for name in campus.files:
        put_file(campus, name, drop)
    for name in ("ump.csv", "target_iku.csv"):
        shutil.copyfile(REFERENCE / name, drop / "referensi" / name)


def put_rows(connection: Connection[Any], dataset: str, rows: Iterable[tuple[Key, Row]]) -> None:
    """Insert rows, or replace those whose key is there."""
    with connection.cursor() as cursor:
        for chunk in _chunks(rows):
            sources = [_source_row(dataset, key, row) for key, row in chunk]
            columns = ", ".join(f"`{name}`" for name in sources[0])
            marks = ", ".join(["%s"] * len(sources[0]))
            sql = f"REPLACE INTO `{TABLES[dataset][1]}` ({columns}) VALUES ({marks})"
            cursor.executemany(sql, [tuple(source.values()) for source in sources])


def delete_row(connection: Connection[Any], dataset: str, key: Key) -> None:
    where = " AND ".join(f"`{name}` = %s" for name in KEYS[dataset])
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM `{TABLES[dataset][1]}` WHERE {where}", key)


def put_file(campus: Campus, name: str, drop: Path) -> None:
    """One tracer-study file, as a spreadsheet saves it: with a byte order mark."""
    rows = [render("tracer_study", key, campus.table("tracer_study")[key]) for key in campus.files[name]]
    text = io.StringIO()
    writer = csv.DictWriter(text, fieldnames=list(rows[0]), lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(rows)
    target = drop / "tracer" / name
    work = target.with_suffix(".part")
    work.write_text("\ufeff" + text.getvalue(), encoding="utf-8", newline="")
    work.rename(target)


def _source_row(dataset: str, key: Key, row: Row) -> dict[str, Any]:
    source = render(dataset, key, row)
    if row.created is not None:
        now = datetime.now(UTC).replace(tzinfo=None)
        source["created_at"] = min(row.created, now)
        source["updated_at"] = min(row.updated or row.created, now)
    return source


def _chunks(rows: Iterable[tuple[Key, Row]]) -> Iterator[list[tuple[Key, Row]]]:
    chunk: list[tuple[Key, Row]] = []
    for row in rows:
        chunk.append(row)
        if len(chunk) == CHUNK:
            yield chunk
            chunk = []
    if chunk:
        yield chunk
