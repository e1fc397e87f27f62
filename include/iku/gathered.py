"""The evidence of a report while it is computed: a temporary table of the warehouse, which the numbers are sums over.

Evidence is not brought into Python to be counted: the server that has the rows also adds them up, compares them with those
of other reports and keeps them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields
from decimal import Decimal
from typing import Any

from pymysql.connections import Connection

from include.iku.evidence import Evidence

TABLE = "iku_bukti"
EVIDENCE_FIELDS = tuple(field.name for field in fields(Evidence))
NUMBERS = ("ideal", "pembilang", "penyebut", "populasi")
KEPT = "DECIMAL(18,4)"
"""What numbers are kept as. They are gathered with more decimals, so that it is seen when there are any."""

SHAPE = f"""
CREATE TEMPORARY TABLE {TABLE} (
  regulasi     VARCHAR(20)     NOT NULL,
  kode         VARCHAR(10)     NOT NULL,
  kunci        VARCHAR(80)     NOT NULL,
  label        VARCHAR(250)    NULL,
  id_prodi     VARCHAR(36)     NULL,
  id_fakultas  VARCHAR(36)     NULL,
  stratum      VARCHAR(20)     NULL,
  ideal        DECIMAL(26,10)  NULL,
  pembilang    DECIMAL(26,10)  NULL,
  penyebut     DECIMAL(26,10)  NULL,
  populasi     DECIMAL(26,10)  NULL,
  alasan       VARCHAR(300)    NULL,
  kurang       VARCHAR(100)    NULL,
  dataset      VARCHAR(56)     NULL,
  partisi      INT             NULL,
  posisi       BIGINT          NULL,
  evidence_id  CHAR(32)        CHARACTER SET ascii COLLATE ascii_bin NULL,
  PRIMARY KEY (regulasi, kode, kunci)
) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin
"""


def columns(alias: str = "") -> str:
    """Every column of `Evidence` as it is kept, to be selected from this table."""
    return ", ".join(
        f"CAST({alias}{name} AS {KEPT}) AS {name}" if name in NUMBERS else f"{alias}{name}" for name in EVIDENCE_FIELDS
    )


def identity(names: Sequence[str]) -> str:
    """An SQL expression that is the same for the same evidence, whatever report it is in."""
    said = [f"CAST({name} AS {KEPT})" if name in NUMBERS else f"COALESCE({name}, '\\0')" for name in names]
    return f"LEFT(SHA2(CONCAT_WS('\\t', {', '.join(said)}), 256), 32)"


def begin(connection: Connection[Any]) -> None:
    """An empty table, in place of that of an earlier computation on this connection."""
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TEMPORARY TABLE IF EXISTS {TABLE}")
        cursor.execute(SHAPE)


def rows(connection: Connection[Any], regulasi: str, kode: str) -> list[Evidence]:
    """The evidence of an indicator, by its key."""
    return _select(
        connection, f"SELECT {columns()} FROM {TABLE} WHERE regulasi = %s AND kode = %s ORDER BY kunci", regulasi, kode
    )


def sums(connection: Connection[Any], regulasi: str, kode: str) -> list[Evidence]:
    """One row for each prodi and stratum: the sums of its evidence, which add up to the same numbers as the evidence itself."""
    summed = ", ".join(f"CAST(SUM({name}) AS {KEPT})" for name in ("pembilang", "penyebut", "populasi"))
    return _select(
        connection,
        f"SELECT regulasi, kode, '', '', id_prodi, id_fakultas, stratum, CAST(MAX(ideal) AS {KEPT}), {summed}, '', NULL, '', 0, 0 "
        f"FROM {TABLE} WHERE regulasi = %s AND kode = %s GROUP BY regulasi, kode, id_prodi, id_fakultas, stratum",
        regulasi, kode,
    )  # fmt: skip


def lacking(connection: Connection[Any], regulasi: str, kode: str) -> list[tuple[str, int]]:
    """What the evidence of an indicator says it lacks and how often, the most frequent first."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT kurang, COUNT(*) FROM {TABLE} WHERE regulasi = %s AND kode = %s AND kurang <> '' GROUP BY kurang "
            "ORDER BY 2 DESC, 1",
            (regulasi, kode),
        )
        return list(cursor.fetchall())


def carriers(connection: Connection[Any], regulasi: str, kode: str) -> tuple[frozenset[str], Decimal]:
    """The datasets whose rows are the evidence of an indicator, and the greatest weight among them."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT dataset, MAX(pembilang) FROM {TABLE} WHERE regulasi = %s AND kode = %s GROUP BY dataset",
            (regulasi, kode),
        )
        found = dict(cursor.fetchall())
    return frozenset(found), max(found.values(), default=Decimal(0))


def count(connection: Connection[Any]) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT COUNT(*) FROM {TABLE}")
        return int(cursor.fetchone()[0])


def _select(connection: Connection[Any], query: str, regulasi: str, kode: str) -> list[Evidence]:
    with connection.cursor() as cursor:
        cursor.execute(query, (regulasi, kode))
        return [Evidence(*row) for row in cursor.fetchall()]
