"""The project's own reference files, as the sample campus reads them."""

from __future__ import annotations

import csv
from decimal import Decimal
from functools import lru_cache

from stack.paths import ROOT

REFERENCE = ROOT / "include" / "reference"


@lru_cache(maxsize=1)
def minimum_wages() -> dict[tuple[str, int], Decimal]:
    with (REFERENCE / "ump.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    return {(row["kode_wilayah"], int(row["tahun"])): Decimal(row["nilai"]) for row in rows if row["nilai"]}


def wage(wages: dict[tuple[str, int], Decimal], province: str, year: int) -> Decimal | None:
    """The minimum wage of a year, else of the year before."""
    return wages.get((province, year)) or wages.get((province, year - 1))


def row_counts() -> dict[str, int]:
    counts = {}
    for name in ("ump", "target_iku"):
        with (REFERENCE / f"{name}.csv").open(encoding="utf-8") as file:
            counts[name] = sum(1 for _ in csv.DictReader(file))
    return counts
