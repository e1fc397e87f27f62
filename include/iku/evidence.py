"""Evidence: one row for every person or course considered, and the numbers that are nothing but its sums."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

PLACES = 4
"""Decimals of weights and of numbers in percent."""


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
    """`nilai` in percent, halves rounded up; None where nothing can be divided, because there is no denominator."""

    pembilang: Decimal
    penyebut: Decimal
    populasi: Decimal
    nilai: Decimal | None


def score(rows: Iterable[Evidence]) -> Score:
    """The mean, over the strata that have a denominator, of numerator / denominator as a share of the ideal.

    358/M/KEP/2025 IKU 1 has a stratum for each level of education: `AEE PT = sum of (AEE realisasi / AEE ideal) / n`.
    Indicators with one stratum and an ideal of 100 % are plain ratios. Computed in exact fractions.
    """
    strata: dict[str, list[Evidence]] = defaultdict(list)
    for row in rows:
        strata[row.stratum].append(row)
    sums = [
        (
            _sum(r.pembilang for r in group),
            _sum(r.penyebut for r in group),
            _sum(r.populasi for r in group),
            group[0].ideal,
        )
        for group in strata.values()
    ]
    parts = [Fraction(p) / Fraction(q) * 100 / Fraction(ideal) * 100 for p, q, _, ideal in sums if q]
    return Score(
        pembilang=_sum(s[0] for s in sums),
        penyebut=_sum(s[1] for s in sums),
        populasi=_sum(s[2] for s in sums),
        nilai=rounded(sum(parts, Fraction(0)) / len(parts)) if parts else None,
    )


def slovin(population: int, error: Decimal) -> int:
    """The fewest respondents that are enough: n = N / (N d^2 + 1), rounded up to whole persons.

    358/M/KEP/2025 gives d = 2.3 %: N = 1341 -> 785, N = 2000 -> 972.
    """
    return math.ceil(population / (population * Fraction(error) ** 2 + 1))


def rounded(value: Fraction) -> Decimal:
    """To PLACES decimals, halves up."""
    return Decimal(math.floor(value * 10**PLACES + Fraction(1, 2))).scaleb(-PLACES)


def _sum(values: Iterable[Decimal]) -> Decimal:
    return sum(values, Decimal(0))
