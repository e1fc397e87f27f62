"""Collects the evidence of an indicator by running its SQL on a snapshot."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import fields
from decimal import Decimal
from typing import Any

import pymysql
from pymysql.connections import Connection

from include.database import REFUSED, code, is_transient
from include.errors import FinalError
from include.iku.evidence import PLACES, Evidence
from include.iku.regulation import Indicator, ParameterTable, Regulation, bare
from include.iku.snapshot import Snapshot

COLUMNS = tuple(field.name for field in fields(Evidence) if field.name not in {"regulasi", "kode"})
NUMBERS = frozenset({"ideal", "pembilang", "penyebut", "populasi"})
NULLABLE = frozenset({"id_prodi", "id_fakultas", "kurang"})


def collect(snapshot: Snapshot, regulation: Regulation, indicator: Indicator) -> list[Evidence]:
    """One row for every person or course that the indicator considers.

    Raises FinalError when the SQL does not run or its rows are not evidence: a column or a value missing, a key twice, a
    weight without a denominator, two ideals in one stratum.
    """
    where = f"include/iku/{regulation.regulasi}/{indicator.sql}"
    query = bind(snapshot.connection, indicator.query, snapshot.period.parameters() | indicator.batas)
    tables = {name: _rows(snapshot.connection, table) for name, table in indicator.tabel.items()}
    try:
        names, rows = snapshot.select_named(query, indicator.membaca, tables)
    except pymysql.err.MySQLError as error:
        if is_transient(error) or code(error) in REFUSED:
            raise
        raise FinalError(f"{where}: gudang data menolak SQL ini: {error.args[-1]}") from error
    if sorted(names) != sorted(COLUMNS):
        raise FinalError(f"{where}: kolom {', '.join(names)}. Diharapkan {', '.join(COLUMNS)}.")
    evidence = [_evidence(where, regulation, indicator, dict(zip(names, row, strict=True))) for row in rows]
    _require_consistent(where, evidence)
    return evidence


def bind(connection: Connection[Any], sql: str, parameters: dict[str, Any]) -> str:
    """`:name` replaced by the parameter as a SQL literal; comments are left out first."""
    return re.sub(r":([a-z_]+)\b", lambda found: str(connection.literal(parameters[found.group(1)])), bare(sql))


def _rows(connection: Connection[Any], table: ParameterTable) -> str:
    return " UNION ALL ".join(
        "SELECT " + ", ".join(f"{connection.literal(v)} AS `{c}`" for c, v in zip(table.kolom, row, strict=True))
        for row in table.baris
    )


def _evidence(where: str, regulation: Regulation, indicator: Indicator, row: dict[str, Any]) -> Evidence:
    if empty := [name for name, value in row.items() if value is None and name not in NULLABLE]:
        raise FinalError(f"{where}: bukti {row['kunci']!r}: {', '.join(empty)} kosong. Diharapkan ada nilainya.")
    numbers = {name: Decimal(str(row[name])) for name in NUMBERS}
    return Evidence(regulation.regulasi, indicator.kode, **(row | numbers))


def _require_consistent(where: str, evidence: Sequence[Evidence]) -> None:
    seen: set[str] = set()
    ideals: dict[str, Decimal] = {}
    for row in evidence:
        if row.kunci in seen:
            raise FinalError(f"{where}: bukti {row.kunci!r} muncul dua kali. Diharapkan satu baris per kunci.")
        seen.add(row.kunci)
        if ideals.setdefault(row.stratum, row.ideal) != row.ideal or row.ideal <= 0:
            raise FinalError(
                f"{where}: bukti {row.kunci!r}: ideal {row.ideal} dalam stratum {row.stratum!r}. "
                f"Diharapkan lebih dari 0 dan sama untuk seluruh stratum."
            )
        if row.penyebut < 0 or (row.penyebut == 0 and row.pembilang != 0):
            raise FinalError(
                f"{where}: bukti {row.kunci!r}: pembilang {row.pembilang} dengan penyebut {row.penyebut}. "
                f"Diharapkan penyebut lebih dari 0 bila ada pembilang."
            )
        if row.pembilang != round(row.pembilang, PLACES):
            raise FinalError(
                f"{where}: bukti {row.kunci!r}: pembilang {row.pembilang}. Diharapkan paling banyak {PLACES} desimal."
            )
