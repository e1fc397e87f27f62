"""Evidence: one row for every person or course considered, and the numbers that are nothing but its sums."""

from __future__ import annotations

import hashlib
import math
import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from pymysql.connections import Connection

from include.contract.catalog import Catalog
from include.iku.period import Period
from include.iku.regulation import Indicator, ParameterTable, Regulation
from include.sinks.warehouse.as_of import as_of

COLUMNS = "kunci, id_prodi, id_fakultas, stratum, faktor, pembilang, penyebut, alasan, kurang, dataset, partisi, posisi"


@dataclass(frozen=True)
class Evidence:
    """What one person or course adds to an indicator, and the message (dataset, partition, offset) that says so."""

    regulasi: str
    kode: str
    kunci: str
    id_prodi: str | None
    id_fakultas: str | None
    stratum: str
    faktor: Decimal
    pembilang: Decimal
    penyebut: Decimal
    alasan: str
    kurang: str | None
    dataset: str
    partisi: int
    posisi: int

    @property
    def identity(self) -> str:
        """Of what is said, not of the message that says it: a row that was only touched is no new evidence."""
        said = (
            self.regulasi, self.kode, self.kunci, self.id_prodi, self.id_fakultas, self.stratum,
            self.faktor.normalize(), self.pembilang.normalize(), self.penyebut.normalize(), self.alasan, self.kurang,
        )  # fmt: skip
        return hashlib.sha256("\x1f".join(str(part) for part in said).encode()).hexdigest()[:32]


@dataclass(frozen=True)
class Score:
    """`nilai` is None where nothing can be divided: there is no denominator."""

    pembilang: Decimal
    penyebut: Decimal
    nilai: Decimal | None


def collect(
    connection: Connection[Any], regulation: Regulation, indicator: Indicator, period: Period, catalog: Catalog,
    positions: dict[str, dict[int, int]],
) -> list[Evidence]:  # fmt: skip
    """The evidence of an indicator, read from the state of `positions` as of the period's date."""
    query = f"SELECT {COLUMNS} FROM ({regulation.sql(indicator)}) AS bukti"
    rows = _run(connection, query, indicator, period, catalog, positions)
    return [
        Evidence(regulation.kode, indicator.kode, *row[:4], *(Decimal(str(v)) for v in row[4:7]), *row[7:])
        for row in rows
    ]


def count(
    connection: Connection[Any], sql: str, indicator: Indicator, period: Period, catalog: Catalog,
    positions: dict[str, dict[int, int]],
) -> int:  # fmt: skip
    return int(_run(connection, sql, indicator, period, catalog, positions)[0][0])


def score(rows: Iterable[Evidence]) -> Score:
    """The mean, over the strata that have a denominator, of numerator / denominator x factor."""
    sums: dict[str, list[Decimal]] = defaultdict(lambda: [Decimal(0), Decimal(0), Decimal(0)])
    for row in rows:
        stratum = sums[row.stratum]
        stratum[0] += row.pembilang
        stratum[1] += row.penyebut
        stratum[2] = row.faktor
    parts = [p / q * factor for p, q, factor in sums.values() if q]
    value = sum(parts, Decimal(0)) / len(parts) if parts else None
    return Score(sum((s[0] for s in sums.values()), Decimal(0)), sum((s[1] for s in sums.values()), Decimal(0)), value)


def slovin(population: int, error: float) -> int:
    """The smallest number of respondents, n = N / (N d^2 + 1), in whole persons rounded to the nearest.

    358/M/KEP/2025 gives d = 2.3 %: N = 1341 -> 785, N = 2000 -> 972.
    """
    return math.floor(population / (population * error**2 + 1) + 0.5)


def _run(
    connection: Connection[Any], query: str, indicator: Indicator, period: Period, catalog: Catalog,
    positions: dict[str, dict[int, int]],
) -> list[tuple[Any, ...]]:  # fmt: skip
    states = [
        f"`{name}` AS ({as_of(catalog.get(name), positions.get(name, {}), period.valid_before)})"
        for name in indicator.membaca
    ]
    tables = [f"`{name}` AS ({_values(connection, table)})" for name, table in indicator.tabel.items()]
    sql = f"WITH {', '.join([*states, *tables])} {_bind(connection, query, period.parameters())}"
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return list(cursor.fetchall())


def _values(connection: Connection[Any], table: ParameterTable) -> str:
    return " UNION ALL ".join(
        "SELECT " + ", ".join(f"{connection.literal(v)} AS `{c}`" for c, v in zip(table.kolom, row, strict=True))
        for row in table.baris
    )


def _bind(connection: Connection[Any], sql: str, parameters: dict[str, Any]) -> str:
    """`:name` replaced by the parameter as a SQL literal; comments are left out first."""
    bare = re.sub(r"--[^\n]*", "", sql)
    return re.sub(r":([a-z_]+)\b", lambda found: str(connection.literal(parameters[found.group(1)])), bare)
