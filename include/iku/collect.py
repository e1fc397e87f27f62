"""Collects the evidence of an indicator by running its SQL on a snapshot."""

from __future__ import annotations

import re
from dataclasses import fields
from decimal import Decimal
from typing import Any

import pymysql
from pymysql.connections import Connection

from include.database import REFUSED, code, is_transient
from include.errors import FinalError
from include.iku import gathered
from include.iku.evidence import PLACES, Evidence
from include.iku.gathered import NUMBERS, TABLE
from include.iku.regulation import Indicator, ParameterTable, Regulation, bare
from include.iku.snapshot import Snapshot

COLUMNS = tuple(field.name for field in fields(Evidence) if field.name not in {"regulasi", "kode"})
NULLABLE = frozenset({"id_prodi", "id_fakultas", "kurang"})
DUPLICATE_KEY = 1062
VERDICTS = frozenset({"kategori", "ya_tidak"})


def collect(snapshot: Snapshot, regulation: Regulation, indicator: Indicator) -> None:
    """Gathers one row for every person or course that the indicator considers.

    Raises FinalError when the SQL does not run or its rows are not evidence: a column or a value missing, a key twice, a
    weight without a denominator, two ideals in one stratum, two verdicts where one counts.
    """
    where = f"include/iku/{regulation.regulasi}/{indicator.sql}"
    query = bind(snapshot.connection, indicator.query, snapshot.period.parameters() | indicator.batas)
    tables = {name: _rows(snapshot.connection, table) for name, table in indicator.tabel.items()}
    named = snapshot.named(query, indicator.membaca, tables)
    try:
        _require_columns(snapshot.connection, where, named)
        _gather(snapshot.connection, where, regulation.regulasi, indicator.kode, named)
    except pymysql.err.MySQLError as error:
        if is_transient(error) or code(error) in REFUSED:
            raise
        raise FinalError(f"{where}: gudang data menolak SQL ini: {error.args[-1]}") from error
    _require_consistent(snapshot.connection, where, regulation, indicator)


def bind(connection: Connection[Any], sql: str, parameters: dict[str, Any]) -> str:
    """`:name` replaced by the parameter as a SQL literal; comments are left out first."""
    return re.sub(r":([a-z_]+)\b", lambda found: str(connection.literal(parameters[found.group(1)])), bare(sql))


def _rows(connection: Connection[Any], table: ParameterTable) -> str:
    return " UNION ALL ".join(
        "SELECT " + ", ".join(f"{connection.literal(v)} AS `{c}`" for c, v in zip(table.kolom, row, strict=True))
        for row in table.baris
    )


def _require_columns(connection: Connection[Any], where: str, query: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM ({query}) AS bukti LIMIT 0")
        names = [column[0] for column in cursor.description]
    if sorted(names) != sorted(COLUMNS):
        raise FinalError(f"{where}: kolom {', '.join(names)}. Diharapkan {', '.join(COLUMNS)}.")


def _gather(connection: Connection[Any], where: str, regulasi: str, kode: str, query: str) -> None:
    listed = ", ".join(COLUMNS)
    key = f"{connection.literal(regulasi)}, {connection.literal(kode)}"
    identity = gathered.identity([f"'{regulasi}'", f"'{kode}'", *COLUMNS])
    try:
        with connection.cursor() as cursor:
            cursor.execute(
                f"INSERT INTO {TABLE} (regulasi, kode, {listed}, evidence_id) "
                f"SELECT {key}, {listed}, {identity} FROM ({query}) AS bukti"
            )
    except pymysql.err.IntegrityError as error:
        if code(error) != DUPLICATE_KEY:
            raise
        twice = str(error.args[-1]).split(f"'{regulasi}-{kode}-", 1)[-1].rsplit("' for key", 1)[0]
        raise FinalError(f"{where}: bukti {twice!r} muncul dua kali. Diharapkan satu baris per kunci.") from error


def _require_consistent(connection: Connection[Any], where: str, regulation: Regulation, indicator: Indicator) -> None:
    """One pass over the rows. What is wrong with the first wrong one is said in words."""
    empty = " OR ".join(f"{name} IS NULL" for name in COLUMNS if name not in NULLABLE)
    key = (regulation.regulasi, indicator.kode)
    with connection.cursor(pymysql.cursors.DictCursor) as cursor:
        cursor.execute(
            f"SELECT {', '.join(COLUMNS)} FROM {TABLE} WHERE regulasi = %s AND kode = %s AND ({empty} OR ideal <= 0 "
            f"OR penyebut < 0 OR (penyebut = 0 AND pembilang <> 0 AND NOT %s) OR pembilang <> ROUND(pembilang, {PLACES})) LIMIT 1",
            (*key, indicator.pembilang_lepas),
        )
        if row := cursor.fetchone():
            raise _complaint(where, row)
        cursor.execute(
            f"SELECT MAX(kunci) AS kunci, stratum, MAX(ideal) AS ideal FROM {TABLE} WHERE regulasi = %s AND kode = %s "
            "GROUP BY stratum HAVING MIN(ideal) <> MAX(ideal)",
            key,
        )
        if row := cursor.fetchone():
            raise _complaint(where, row)
    if indicator.satuan in VERDICTS:
        _require_one_verdict(connection, where, key)


def _require_one_verdict(connection: Connection[Any], where: str, key: tuple[str, str]) -> None:
    """Of two verdicts the number would be their mean, which is none."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT COUNT(*) FROM {TABLE} WHERE regulasi = %s AND kode = %s AND penyebut > 0", key)
        (counted,) = cursor.fetchone()
    if counted > 1:
        raise FinalError(f"{where}: {counted} bukti berpenyebut. Diharapkan paling banyak satu yang dihitung.")


def _complaint(where: str, row: dict[str, Any]) -> FinalError:
    numbers = {name: _plain(row[name]) for name in NUMBERS if row.get(name) is not None}
    about = f"{where}: bukti {row['kunci']!r}: "
    if empty := [name for name, value in row.items() if value is None and name not in NULLABLE]:
        return FinalError(f"{about}{', '.join(empty)} kosong. Diharapkan ada nilainya.")
    if "penyebut" not in row or row["ideal"] <= 0:
        return FinalError(
            f"{about}ideal {numbers['ideal']} dalam stratum {row['stratum']!r}. "
            f"Diharapkan lebih dari 0 dan sama untuk seluruh stratum."
        )
    if row["penyebut"] <= 0:
        return FinalError(
            f"{about}pembilang {numbers['pembilang']} dengan penyebut {numbers['penyebut']}. "
            f"Diharapkan penyebut lebih dari 0 bila ada pembilang."
        )
    return FinalError(f"{about}pembilang {numbers['pembilang']}. Diharapkan paling banyak {PLACES} desimal.")


def _plain(number: Decimal) -> str:
    return f"{number.normalize():f}"
