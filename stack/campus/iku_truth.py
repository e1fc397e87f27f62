"""The IKU of the sample campus in exact fractions, on every level, and whom a day moved."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from stack.campus.iku_evidence import IDEAL_AEE, Evidence, Piece, evidence
from stack.campus.model import Campus


def iku_truth(campus: Campus, day: date) -> dict[str, Any]:
    """Numerator, denominator and value by regulation, code, level and unit."""
    faculties = {key[0]: row.values["fakultas_id"] for key, row in campus.as_of("program_studi", day)}
    found: dict[str, Any] = defaultdict(dict)
    for (regulation, number), pieces in evidence(campus, day).items():
        found[regulation][number] = _levels(pieces, faculties)
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


def _levels(pieces: list[Piece], faculties: dict[str, str | None]) -> dict[str, dict[str, Any]]:
    groups: dict[tuple[str, str], list[Piece]] = defaultdict(list, {("pt", "*"): pieces})
    for piece in pieces:
        groups["prodi", piece.prodi].append(piece)
        if faculty := faculties[piece.prodi]:
            groups["fakultas", faculty].append(piece)
    found: dict[str, dict[str, Any]] = {"pt": {}, "fakultas": {}, "prodi": {}}
    for (level, unit), members in sorted(groups.items()):
        found[level][unit] = _number(members)
    return found


def _number(pieces: list[Piece]) -> dict[str, Any]:
    """The plain mean over the strata of their share of what is ideal, in per cent; None where nobody counts."""
    strata: dict[str, list[Fraction]] = defaultdict(list)
    for piece in pieces:
        strata[piece.stratum].append(piece.added)
    parts = [
        sum(added, Fraction(0)) / len(added) / Fraction(IDEAL_AEE.get(stratum, 100), 100) * 100
        for stratum, added in strata.items()
    ]
    return {
        "pembilang": str(_decimal(sum((piece.added for piece in pieces), Fraction(0)))),
        "penyebut": len(pieces),
        "nilai": str(_decimal(sum(parts, Fraction(0)) / len(parts))) if parts else None,
    }


def _decimal(value: Fraction) -> Decimal:
    """Four decimals, halves up."""
    return Decimal((value * 10_000 + Fraction(1, 2)).__floor__()) / 10_000
