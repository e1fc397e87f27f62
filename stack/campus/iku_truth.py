"""The IKU of the sample campus in exact fractions, on every level, and whom a day moved."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from stack.campus.iku_evidence import IDEAL_AEE, evidence
from stack.campus.iku_view import R3, R210, R358, Evidence, Indicator, Piece
from stack.campus.model import Campus

COUNTS = {(R358, "10"), (R358, "11.3")}
"""Indicators that are numbers of things."""
RATIOS = {(R358, "11.1"), (R358, "11.2"), (R358, "12"), (R210, "5"), (R210, "6")}
"""Indicators that are told as ratios, as ranks of a category, or as 1 and 0. All others are per cent."""


LAST_REPORTED = {R3: date(2023, 12, 31), R210: date(2026, 12, 31)}
"""Reports tell of a regulation for one year more than it is in force."""


def is_reported(regulation: str, day: date) -> bool:
    return day <= LAST_REPORTED.get(regulation, date.max)


def iku_truth(campus: Campus, day: date) -> dict[str, Any]:
    """Numerator, denominator and value by regulation, code, level and unit."""
    faculties = {key[0]: row.values["fakultas_id"] for key, row in campus.as_of("program_studi", day)}
    found: dict[str, Any] = defaultdict(dict)
    for (regulation, number), pieces in evidence(campus, day).items():
        found[regulation][number] = _levels((regulation, number), pieces, faculties)
    return dict(found)


def moved(before: Evidence, after: Evidence) -> list[dict[str, str | None]]:
    """The persons and courses that count otherwise than before, or no longer, or newly."""
    found = []
    for regulation, number in after:
        old = {piece.key: piece for piece in before[regulation, number]}
        new = {piece.key: piece for piece in after[regulation, number]}
        for key in sorted(old.keys() | new.keys()):
            was, is_ = old.get(key), new.get(key)
            if was != is_:
                found.append(
                    {
                        "regulasi": regulation, "kode": number, "kunci": key,
                        "sebelum": str(_decimal(was.added)) if was else None,
                        "sesudah": str(_decimal(is_.added)) if is_ else None,
                    }
                )  # fmt: skip
    return found


def _levels(indicator: Indicator, pieces: list[Piece], faculties: dict[str, str | None]) -> dict[str, dict[str, Any]]:
    """The institution, and every fakultas and prodi that counts."""
    groups: dict[tuple[str, str], list[Piece]] = defaultdict(list, {("pt", "*"): pieces})
    for piece in pieces:
        if piece.prodi:
            groups["prodi", piece.prodi].append(piece)
        if faculty := piece.faculty or (faculties[piece.prodi] if piece.prodi else None):
            groups["fakultas", faculty].append(piece)
    found: dict[str, dict[str, Any]] = {"pt": {}, "fakultas": {}, "prodi": {}}
    for (level, unit), members in sorted(groups.items()):
        if level == "pt" or any(member.counted for member in members):
            found[level][unit] = _number(indicator, members)
    return found


def _number(indicator: Indicator, pieces: list[Piece]) -> dict[str, Any]:
    added, counted = _sums(pieces)
    value = None
    if counted:
        value = added if indicator in COUNTS else added / counted if indicator in RATIOS else _per_cent(pieces)
    return {
        "pembilang": str(_decimal(added)),
        "penyebut": int(counted),
        "nilai": None if value is None else str(_decimal(value)),
    }


def _per_cent(pieces: list[Piece]) -> Fraction:
    """The plain mean over the strata of their share of what is ideal."""
    strata: dict[str, list[Piece]] = defaultdict(list)
    for piece in pieces:
        strata[piece.stratum].append(piece)
    parts = []
    for stratum, members in strata.items():
        added, counted = _sums(members)
        parts.append(added / counted / Fraction(IDEAL_AEE.get(stratum, 100), 100) * 100)
    return sum(parts, Fraction(0)) / len(parts)


def _sums(pieces: list[Piece]) -> tuple[Fraction, Fraction]:
    zero = Fraction(0)
    return sum((piece.added for piece in pieces), zero), sum((piece.counted for piece in pieces), zero)


def _decimal(value: Fraction) -> Decimal:
    """Four decimals, halves up."""
    return Decimal((value * 10_000 + Fraction(1, 2)).__floor__()) / 10_000
