"""The two databases of the sample campus: SIAKAD, and the orders of its business unit."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any

from pymysql.connections import Connection

from include.database import connect
from include.settings import DatabaseSettings
from stack.campus.event import Event
from stack.campus.model import KEYS, Campus, Key, Row
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
    "praktisi_mengajar": (SIAKAD, "praktisi_mengajars"),
    "kerja_sama": (SIAKAD, "kerja_samas"),
    "kerja_sama_prodi": (SIAKAD, "kerja_sama_prodis"),
    "karya_dosen": (SIAKAD, "karya_dosens"),
    "penulis_karya": (SIAKAD, "penulis_karyas"),
    "akreditasi_prodi": (SIAKAD, "akreditasi_prodis"),
    "pesanan": (BUSINESS, "pesanan"),
    "item_pesanan": (BUSINESS, "item_pesanan"),
}
"""Database and table of every dataset that lives in one."""
CHUNK = 10_000
"""Rows in one transaction while the databases are filled."""


@dataclass(frozen=True)
class Databases:
    """Both databases on one server. `prefix` goes before their names, so that several campuses can share a server."""

    server: DatabaseSettings
    prefix: str = ""

    def settings(self, database: str) -> DatabaseSettings:
        return replace(self.server, database=self.prefix + database)

    def table(self, dataset: str) -> str:
        database, table = TABLES[dataset]
        return f"`{self.prefix}{database}`.`{table}`"

    @property
    def days_table(self) -> str:
        return f"`{self.prefix}{SIAKAD}`.hari_kampus"

    def connect(self, *, autocommit: bool = False) -> Connection[Any]:
        """To the server, so that one transaction can reach both databases."""
        return connect(replace(self.server, database=""), autocommit=autocommit)


def fill_databases(campus: Campus, databases: Databases) -> None:
    """Fill both databases from nothing. What was there before is removed."""
    for database in (SIAKAD, BUSINESS):
        _create(databases.settings(database), (HERE / f"{database}.sql").read_text(encoding="utf-8"))
    with databases.connect() as connection:
        for dataset in TABLES:
            for chunk in _chunks(campus.table(dataset).items()):
                _insert(connection, databases, dataset, chunk)
                connection.commit()


def played_days(connection: Connection[Any], databases: Databases) -> list[datetime]:
    """When the days were played whose changes are in the databases, from day 1 on."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT pada FROM {databases.days_table} ORDER BY nomor")
        return [at for (at,) in cursor.fetchall()]


def source_time(connection: Connection[Any]) -> datetime:
    """The server's own time, in UTC: the one that an application's changes carry."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT NOW(6)")
        return cursor.fetchone()[0]  # type: ignore[no-any-return]


def apply_day(
    connection: Connection[Any],
    databases: Databases,
    campus: Campus,
    events: Sequence[Event],
    number: int,
    at: datetime,
) -> None:
    """The changes of a day and the note that it was played. The caller commits: all of it is there, or nothing."""
    with connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO {databases.days_table} (nomor, pada) VALUES (%s, %s)", (number, at))
    for event in events:
        if event.dataset not in TABLES:
            continue
        row = campus.table(event.dataset).get(event.row)
        if row is None:
            _delete(connection, databases, event.dataset, event.row)
        elif event.kind == "insert":
            _insert(connection, databases, event.dataset, [(event.row, row)])
        else:
            _update(connection, databases, event.dataset, event.row, row)


def _create(database: DatabaseSettings, script: str) -> None:
    with connect(replace(database, database=""), autocommit=True) as connection, connection.cursor() as cursor:
        cursor.execute(f"DROP DATABASE IF EXISTS `{database.database}`")
        cursor.execute(f"CREATE DATABASE `{database.database}` CHARACTER SET utf8mb4")
    with connect(database, autocommit=True) as connection, connection.cursor() as cursor:
        for statement in filter(str.strip, script.split(";\n")):
            cursor.execute(statement)


def _insert(connection: Connection[Any], databases: Databases, dataset: str, rows: Sequence[tuple[Key, Row]]) -> None:
    sources = [_source_row(dataset, key, row) for key, row in rows]
    columns = ", ".join(f"`{name}`" for name in sources[0])
    marks = ", ".join(["%s"] * len(sources[0]))
    sql = f"INSERT INTO {databases.table(dataset)} ({columns}) VALUES ({marks})"
    with connection.cursor() as cursor:
        cursor.executemany(sql, [tuple(source.values()) for source in sources])


def _update(connection: Connection[Any], databases: Databases, dataset: str, key: Key, row: Row) -> None:
    source = _source_row(dataset, key, row)
    columns = ", ".join(f"`{name}` = %s" for name in source)
    sql = f"UPDATE {databases.table(dataset)} SET {columns} WHERE {_where(dataset)}"
    with connection.cursor() as cursor:
        cursor.execute(sql, (*source.values(), *key))


def _delete(connection: Connection[Any], databases: Databases, dataset: str, key: Key) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {databases.table(dataset)} WHERE {_where(dataset)}", key)


def _where(dataset: str) -> str:
    return " AND ".join(f"`{name}` = %s" for name in KEYS[dataset])


def _source_row(dataset: str, key: Key, row: Row) -> dict[str, Any]:
    source = render(dataset, key, row)
    if row.created is not None:
        source |= {"created_at": row.created, "updated_at": row.updated}
    return source


def _chunks(rows: Iterable[tuple[Key, Row]]) -> Iterator[list[tuple[Key, Row]]]:
    left = iter(rows)
    while chunk := list(islice(left, CHUNK)):
        yield chunk
