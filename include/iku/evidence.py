"""Evidence: one row for every person or course considered, and the numbers that are nothing but its sums."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from include.iku.regulation import Unit

PLACES = 4
"""Decimals of weights and of numbers."""


@dataclass(frozen=True)
class Evidence:
    """What one person or course adds to an indicator, why, and the message (dataset, partition, offset) that says so.

    `kunci` names the person or course within the indicator; `label` is what a campus calls it (a NIM, a course code).
    `populasi` counts those who could have been asked, `penyebut` those who count, `pembilang` their weight. Who was
    considered and does not count has zeros and the reason. `ideal` is the ratio in percent that is full achievement,
    the same for all of a `stratum`. `kurang` names what is missing for a better answer.
    """

    regulasi: str
    kode: str
    kunci: str
    label: str
    id_prodi: str | None
    id_fakultas: str | None
    stratum: str
    ideal: Decimal
    pembilang: Decimal
    penyebut: Decimal
    populasi: Decimal
    alasan: str
    kurang: str | None
    dataset: str
    partisi: int
    posisi: int

    @property
    def said(self) -> tuple[Any, ...]:
        """What is said, without the message that says it: a row that was only touched is no change."""
        return (
            self.label, self.id_prodi, self.id_fakultas, self.stratum, self.ideal, self.pembilang, self.penyebut,
            self.populasi, self.alasan, self.kurang,
        )  # fmt: skip


@dataclass(frozen=True)
class Score:
    """`nilai` in the unit of the indicator, halves rounded up; None where there is no denominator, so nothing was counted."""

    pembilang: Decimal
    penyebut: Decimal
    populasi: Decimal
    nilai: Decimal | None


def score(rows: Iterable[Evidence], satuan: Unit = "persen") -> Score:
    """The sums of the evidence, and the number that they make in that unit. Computed in exact fractions.

    `persen` is the mean, over the strata that have a denominator, of numerator / denominator as a share of the ideal:
    358/M/KEP/2025 IKU 1 has a stratum for each level of education, `AEE PT = sum of (AEE realisasi / AEE ideal) / n`, and
    indicators with one stratum and an ideal of 100 % are plain ratios. `jumlah` is the numerator. All others are numerator /
    denominator; of `kategori` and `ya_tidak`, where one row counts, that is its rank, or 1 or 0.
    """
    strata: dict[str, list[Evidence]] = defaultdict(list)
    for row in rows:
        strata[row.stratum].append(row)
    sums = [_Sums.of(group) for group in strata.values()]
    pembilang, penyebut = _sum(s.pembilang for s in sums), _sum(s.penyebut for s in sums)
    match satuan:
        case _ if not penyebut:
            nilai = None
        case "persen":
            parts = [s.share for s in sums if s.penyebut]
            nilai = sum(parts, Fraction(0)) / len(parts)
        case "jumlah":
            nilai = Fraction(pembilang)
        case _:
            nilai = Fraction(pembilang) / Fraction(penyebut)
    return Score(pembilang, penyebut, _sum(s.populasi for s in sums), None if nilai is None else rounded(nilai))


def slovin(population: int, error: Decimal) -> int:
    """The fewest respondents that are enough: n = N / (N d^2 + 1), rounded up to whole persons.

    358/M/KEP/2025 gives d = 2.3 %: N = 1341 -> 785, N = 2000 -> 972.
    """
    return math.ceil(population / (population * Fraction(error) ** 2 + 1))


def rounded(value: Fraction) -> Decimal:
    """To PLACES decimals, halves up."""
    return Decimal(math.floor(value * 10**PLACES + Fraction(1, 2))).scaleb(-PLACES)


@dataclass(frozen=True)
class _Sums:
    """Of one stratum."""

    pembilang: Decimal
    penyebut: Decimal
    populasi: Decimal
    ideal: Decimal

    @classmethod
    def of(cls, group: list[Evidence]) -> _Sums:
        return cls(
            _sum(row.pembilang for row in group),
            _sum(row.penyebut for row in group),
            _sum(row.populasi for row in group),
            group[0].ideal,
        )

    @property
    def share(self) -> Fraction:
        """Numerator / denominator in percent of the ideal."""
        return Fraction(self.pembilang) / Fraction(self.penyebut) * 100 / Fraction(self.ideal) * 100


def _sum(values: Iterable[Decimal]) -> Decimal:
    return sum(values, Decimal(0))
