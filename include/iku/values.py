"""From evidence to numbers on every level, with target, achievement and status."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal

from include.iku.evidence import Evidence, score
from include.iku.model import LEVELS, WHOLE, Value

FOUR_PLACES = Decimal("0.0001")
REACHED, NOT_REACHED, NOT_COMPUTED, NO_TARGET = "Tercapai", "Belum tercapai", "Belum dihitung", "Tanpa target"

Targets = dict[tuple[str, str, str, str], Decimal]
"""Target by (regulasi, kode, unit_jenis, unit_id)."""
Names = dict[tuple[str, str], str]
"""Name by (level, unit id)."""


def values_of(
    regulasi: str, kode: str, evidence: Iterable[Evidence], names: Names, targets: Targets,
    before: dict[tuple[str, str, str, str], Decimal | None],
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
        number = summed.nilai.quantize(FOUR_PLACES, ROUND_HALF_UP) if summed.nilai is not None else None
        target = targets.get((regulasi, kode, level, unit)) or targets.get((regulasi, kode, level, WHOLE))
        reached = (
            (number / target * 100).quantize(FOUR_PLACES, ROUND_HALF_UP) if number is not None and target else None
        )
        found.append(
            Value(
                regulasi,
                kode,
                level,
                unit,
                names.get((level, unit), unit),
                summed.pembilang,
                summed.penyebut,
                number,
                target,
                reached,
                status(number, target),
                before.get((regulasi, kode, level, unit)),
            )
        )
    return found


def status(number: Decimal | None, target: Decimal | None) -> str:
    if number is None:
        return NOT_COMPUTED
    if target is None:
        return NO_TARGET
    return REACHED if number >= target else NOT_REACHED
