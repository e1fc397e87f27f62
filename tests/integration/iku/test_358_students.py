"""358/M/KEP/2025, the sub-indicators of students: the share of postgraduates and of master's students, by hand."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from tests.integration.iku.history import History

REPORT = date(2026, 11, 25)
REGULATION = "358-M-KEP-2025"
LEVELS = {"22": "D3", "30": "S1", "31": "Profesi", "35": "S2", "36": "S2 Terapan", "40": "S3", "41": "S3 Terapan"}


def enrolled(history: History, prodi: str, *students: str, semester: str = "20252", status: str = "A") -> None:
    for student in students:
        history.student(student, prodi)
        history.studied(student, semester, status=status)


@pytest.mark.parametrize(
    ("kode", "levels", "share"),
    [("S1", {"35", "36", "40", "41"}, "57.1429"), ("S2", {"35", "36"}, "28.5714")],
    ids=["postgraduates", "masters"],
)
def test_students_of_some_levels_are_a_share_of_all_students(
    history: History, kode: str, levels: set[str], share: str
) -> None:
    for jenjang in LEVELS:
        history.prodi(jenjang, jenjang=jenjang)
        enrolled(history, jenjang, f"{jenjang}-a", f"{jenjang}-b")

    found = history.evidence(REGULATION, kode, REPORT)

    assert {key: (row.pembilang, row.penyebut) for key, row in found.items()} == {
        jenjang: (2 if jenjang in levels else 0, 2) for jenjang in LEVELS
    }
    assert found["30"].alasan == "2 mahasiswa, jenjang lain"
    assert (found["35"].label, found["35"].alasan, found["35"].dataset) == (
        "S2 Informatika",
        "2 mahasiswa",
        "program_studi",
    )
    assert history.score(REGULATION, kode, REPORT).nilai == Decimal(share)


@pytest.mark.parametrize("kode", ["S1", "S2"])
def test_only_active_students_of_the_semesters_of_the_year_count_each_once(history: History, kode: str) -> None:
    history.prodi("s2", jenjang="35")
    enrolled(history, "s2", "ani", "budi")
    history.studied("ani", "20261")
    enrolled(history, "s2", "merdeka", status="M")
    enrolled(history, "s2", "cuti", status="C")
    enrolled(history, "s2", "dulu", semester="20251")
    enrolled(history, "entah", "tanpa prodi")
    history.student("keluar", "s2", keluar="4", tanggal="2026-11-25")
    history.studied("keluar", "20252")
    history.student("lulus", "s2", keluar="1", tanggal="2026-11-25")
    history.studied("lulus", "20252")

    found = history.evidence(REGULATION, kode, REPORT)

    assert {key: row.penyebut for key, row in found.items()} == {"s2": 4}
    assert history.evidence(REGULATION, kode, date(2026, 11, 24))["s2"].penyebut == 5
    assert history.evidence(REGULATION, kode, date(2026, 1, 31)) == {}
