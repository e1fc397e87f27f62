"""People from outside who teach."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from stack.campus import names
from stack.campus.model import Campus, Row
from stack.campus.semesters import code, number_of, starts
from stack.campus.teaching import COURSES
from stack.campus.units import Prodi

TERMS_BACK = 4
TAUGHT = 0.6
"""Share of prodi that have a practitioner in a semester."""
EMPLOYERS = ("PT Kirim Cepat Digital", "Kantor Akuntan Publik Teliti", "RSUD Harapan Sehat", "Studio Rupa Kota")


def make_practitioners(campus: Campus, prodi: list[Prodi]) -> None:
    """Those of this semester and the ones before it."""
    rng = campus.rng("practitioners")
    now = number_of(campus.today)
    for term in range(now - TERMS_BACK + 1, now + 1):
        for unit in prodi:
            if rng.random() >= TAUGHT:
                continue
            id_ = f"pm-{code(term)}-{unit.number}"
            made = campus.moment(starts(term) + timedelta(days=rng.randrange(1, 15)), rng)
            campus.table("praktisi_mengajar")[id_,] = Row(
                {
                    "id_praktisi_mengajar": id_, "nama_praktisi": names.person(rng), "institusi": rng.choice(EMPLOYERS),
                    "id_matkul": f"mk-{unit.number}-{rng.randrange(1, COURSES + 1):02d}", "id_prodi": unit.id,
                    "id_semester": code(term), "jam": Decimal(rng.randrange(4, 96)) / 2,
                },
                made, made,
            )  # fmt: skip
