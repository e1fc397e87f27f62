"""The project's own reference files, as the sample campus reads them."""

from __future__ import annotations

import csv
from decimal import Decimal
from functools import lru_cache

from stack.paths import ROOT

REFERENCE = ROOT / "include" / "reference"
FILES = ("ump", "target_iku")
Wages = dict[tuple[str, int], Decimal]
"""Minimum wage by province and year."""


@lru_cache(maxsize=1)
def minimum_wages() -> Wages:
    return {(row["kode_wilayah"], int(row["tahun"])): Decimal(row["nilai"]) for row in _rows("ump") if row["nilai"]}


def wage(wages: Wages, province: str, year: int) -> Decimal | None:
    """The minimum wage of a year, else of the year before."""
    return wages.get((province, year)) or wages.get((province, year - 1))


def row_counts() -> dict[str, int]:
    return {name: len(_rows(name)) for name in FILES}


def _rows(name: str) -> list[dict[str, str]]:
    with (REFERENCE / f"{name}.csv").open(encoding="utf-8") as file:
        return list(csv.DictReader(file))
