"""From evidence to numbers on every level, with target, achievement and status."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction

from include.iku.evidence import Evidence, rounded, score
from include.iku.model import LEVELS, WHOLE, Value

REACHED, NOT_REACHED, NOT_COMPUTED, NO_TARGET = "Tercapai", "Belum tercapai", "Belum dihitung", "Tanpa target"

UnitKey = tuple[str, str, str, str]
"""(regulasi, kode, level, unit id)."""
Names = dict[tuple[str, str], str]
"""Name by (level, unit id)."""


def values_of(
    regulasi: str, kode: str, evidence: Iterable[Evidence], names: Names, targets: dict[UnitKey, Decimal],
    before: dict[UnitKey, Decimal | None],
) -> list[Value]:  # fmt: skip
    """The indicator for the institution, every fakultas and every prodi that has evidence."""
    groups: dict[tuple[str, str], list[Evidence]] = defaultdict(list)
    groups["pt", WHOLE] = []
    for row in evidence:
        for level, unit in (("pt", WHOLE), ("fakultas", row.id_fakultas), ("prodi", row.id_prodi)):
            if unit:
                groups[level, unit].append(row)
    found = []
    for (level, unit), rows in sorted(groups.items(), key=lambda group: (LEVELS.index(group[0][0]), group[0][1])):
        summed = score(rows)
        key = (regulasi, kode, level, unit)
        target = targets.get(key, targets.get((regulasi, kode, level, WHOLE)))
        found.append(
            Value(
                *key,
                unit_nama=names.get((level, unit), unit),
                pembilang=summed.pembilang,
                penyebut=summed.penyebut,
                populasi=summed.populasi,
                nilai=summed.nilai,
                target=target,
                capaian=achievement(summed.nilai, target),
                status=status(summed.nilai, target),
                nilai_sebelum=before.get(key),
            )
        )
    return found


def achievement(number: Decimal | None, target: Decimal | None) -> Decimal | None:
    """number / target in percent; None where either is missing or the target is zero."""
    return rounded(Fraction(number) / Fraction(target) * 100) if number is not None and target else None


def status(number: Decimal | None, target: Decimal | None) -> str:
    if number is None:
        return NOT_COMPUTED
    if target is None:
        return NO_TARGET
    return REACHED if number >= target else NOT_REACHED
