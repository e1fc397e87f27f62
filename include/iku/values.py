"""From evidence to numbers on every level, with target, achievement and status."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction

from include.iku.evidence import Evidence, rounded, score
from include.iku.labels import Labels, load_labels
from include.iku.model import LEVELS, WHOLE, Value
from include.iku.regulation import Direction, Indicator

UnitKey = tuple[str, str, str, str]
"""(regulasi, kode, level, unit id)."""
Names = dict[tuple[str, str], str]
"""Name by (level, unit id)."""


def values_of(
    regulasi: str, indicator: Indicator, evidence: Iterable[Evidence], names: Names, targets: dict[UnitKey, Decimal],
    before: dict[UnitKey, Decimal | None],
) -> list[Value]:  # fmt: skip
    """The indicator for the institution, every fakultas and every prodi that has evidence."""
    groups: dict[tuple[str, str], list[Evidence]] = defaultdict(list)
    groups["pt", WHOLE] = []
    for row in evidence:
        for level, unit in (("pt", WHOLE), ("fakultas", row.id_fakultas), ("prodi", row.id_prodi)):
            if unit:
                groups[level, unit].append(row)
    chosen = indicator.sifat == "wajib" or any(key[:2] == (regulasi, indicator.kode) for key in targets)
    found = []
    for (level, unit), rows in sorted(groups.items(), key=lambda group: (LEVELS.index(group[0][0]), group[0][1])):
        summed = score(rows, indicator.satuan)
        key = (regulasi, indicator.kode, level, unit)
        target = targets.get(key, targets.get((regulasi, indicator.kode, level, WHOLE)))
        found.append(
            Value(
                *key,
                unit_nama=names.get((level, unit), unit),
                pembilang=summed.pembilang,
                penyebut=summed.penyebut,
                populasi=summed.populasi,
                nilai=summed.nilai,
                target=target,
                capaian=achievement(summed.nilai, target, indicator.arah),
                status=status(summed.nilai, target, indicator.arah) if chosen else load_labels().tidak_dipilih,
                nilai_sebelum=before.get(key),
            )
        )
    return found


def achievement(number: Decimal | None, target: Decimal | None, arah: Direction = "naik") -> Decimal | None:
    """number / target in percent, or 200 % less that where less is better, but no less than 0.

    None where either is missing, and where more is better than a target of zero. Where less is better and the target is
    zero, it is reached or not: 100 or 0.
    """
    if number is None or target is None:
        return None
    if not target:
        return None if arah == "naik" else Decimal(0 if number else 100)
    share = Fraction(number) / Fraction(target)
    return rounded((share if arah == "naik" else max(2 - share, Fraction(0))) * 100)


def status(
    number: Decimal | None, target: Decimal | None, arah: Direction = "naik", labels: Labels | None = None
) -> str:
    """`labels` are those of the campus unless others are given."""
    called = labels or load_labels()
    if number is None:
        return called.belum_dihitung
    if target is None:
        return called.tanpa_target
    reached = number >= target if arah == "naik" else number <= target
    return called.tercapai if reached else called.below(achievement(number, target, arah))
