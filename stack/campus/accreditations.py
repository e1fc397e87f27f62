"""Accreditations of prodi: a national one each, and international ones that hold, have ended, or end or begin in the year."""

from __future__ import annotations

from datetime import date

from stack.campus.model import Campus, Row
from stack.campus.years import Validity, period, years_later

NATIONAL = ("Unggul", "Baik Sekali", "Baik")
INTERNATIONAL: dict[str, tuple[str, Validity]] = {
    "prodi-01": ("ABET", ((-3, 9, 1), (3, 8, 31))),
    "prodi-02": ("ABET", ((-6, 1, 1), (-1, 12, 31))),
    "prodi-05": ("AACSB", ((-5, 7, 1), (0, 6, 30))),
    "prodi-06": ("ACCA", ((-2, 1, 15), None)),
    "prodi-09": ("AUN-QA", ((0, 10, 1), (5, 9, 30))),
    "prodi-08": ("AACSB", ((-1, 1, 1), (4, 12, 31))),
}
"""Body and validity by prodi."""
VALID_YEARS = 5


def make_accreditations(campus: Campus) -> None:
    rng = campus.rng("accreditations")
    this_year = campus.today.year
    for number, (prodi,) in enumerate(campus.table("program_studi")):
        begun = date(this_year - rng.randrange(VALID_YEARS + 2), rng.randrange(1, 13), 15)
        ended = years_later(begun, VALID_YEARS)
        _add(campus, f"akr-{prodi}-n", prodi, "BAN-PT", "nasional", NATIONAL[number % len(NATIONAL)], begun, ended)
        if prodi in INTERNATIONAL:
            body, validity = INTERNATIONAL[prodi]
            begins, ends = period(campus.today, validity)
            _add(campus, f"akr-{prodi}-i", prodi, body, "internasional", None, begins, ends)


def _add(
    campus: Campus, id_: str, prodi: str, body: str, scope: str, grade: str | None, begun: date, ended: date | None
) -> None:
    made = campus.moment(begun, campus.rng(f"accreditations/{id_}"))
    campus.table("akreditasi_prodi")[id_,] = Row(
        {
            "id_akreditasi": id_, "id_prodi": prodi, "lembaga": body, "cakupan": scope, "peringkat": grade,
            "berlaku_dari": begun, "berlaku_sampai": ended,
        },
        made, made,
    )  # fmt: skip
