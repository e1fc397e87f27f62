"""IKU 7 and 9 to 12 of 358/M/KEP/2025: what units declare."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from stack.campus.iku_truth import iku_truth
from stack.campus.model import Campus
from tests.unit.campus.builders import add, add_prodi, empty_campus

TODAY = date(2026, 11, 25)


@pytest.fixture
def campus() -> Campus:
    campus = empty_campus(TODAY)
    add_prodi(campus)
    return campus


def told(campus: Campus, code: str) -> tuple[str, int, str | None]:
    found: dict[str, Any] = iku_truth(campus, TODAY)["358-M-KEP-2025"][code]["pt"]["*"]
    return found["pembilang"], found["penyebut"], found["nilai"]


def govern(
    campus: Campus, kind: str, day: date | None, *, year: int = 2026, unit: str | None = None, planned: date | None = None,
    grade: str | None = None, amount: str | None = None,
) -> None:  # fmt: skip
    number = len(campus.table("form_tata_kelola")) + 1
    add(
        campus, "form_tata_kelola", year, kind, number, created=None, tahun=year, jenis=kind, nomor=number, unit=unit,
        tanggal_rencana=planned, tanggal=day, predikat=grade, jumlah=None if amount is None else Decimal(amount),
    )  # fmt: skip


def test_programmes_count_for_five_goals(campus: Campus) -> None:
    for number, (sdg, day) in enumerate(
        [
            (1, date(2026, 1, 1)),
            (11, date(2026, 11, 25)),
            (3, date(2026, 5, 1)),
            (4, date(2026, 11, 26)),
            (4, date(2025, 5, 1)),
        ]
    ):
        add(
            campus,
            "form_program_sdgs",
            2026,
            number,
            created=None,
            tahun=2026,
            nomor=number,
            sdg=sdg,
            tanggal=day,
            id_prodi=None,
        )
    assert told(campus, "7") == ("2", 3, "66.6667")


def test_income_is_not_of_students_and_some_is_on_no_account(campus: Campus) -> None:
    for number, (source, millions, faculty) in enumerate(
        [
            ("ukt", 60, None),
            ("subsidi", 20, None),
            ("konsultasi", 15, "f1"),
            ("hibah_riset", 5, None),
            ("pokok_dana_abadi", 900, None),
        ]
    ):
        add(campus, "form_pendapatan", 2026, number, created=None, tahun=2026, nomor=number, sumber=source,
            jumlah=Decimal(millions * 1_000_000), diaudit="0", id_fakultas=faculty)  # fmt: skip
    assert told(campus, "9") == ("20000000", 100_000_000, "20")
    assert told(campus, "S6") == ("15000000", 100_000_000, "15")
    assert iku_truth(campus, TODAY)["358-M-KEP-2025"]["9"]["fakultas"]["f1"]["nilai"] == "100"


def test_a_unit_hands_in_once_whatever_its_letters(campus: Campus) -> None:
    govern(campus, "zona_integritas", None, unit="Fakultas Teknik")
    govern(campus, "zona_integritas", date(2026, 3, 1), unit="fakultas teknik")
    govern(campus, "zona_integritas", None, unit="Rektorat")
    govern(campus, "zona_integritas", date(2026, 3, 1))
    assert told(campus, "10") == ("1", 2, "1")


def test_the_newest_opinion_and_grade_of_the_year_count(campus: Campus) -> None:
    govern(campus, "opini_audit", date(2026, 6, 30), grade="WTP")
    govern(campus, "opini_audit", date(2026, 2, 20), grade="WDP")
    govern(campus, "opini_audit", date(2026, 12, 1), grade="TMP")
    govern(campus, "sakip", date(2026, 4, 15), grade="BB")
    govern(campus, "sakip", date(2025, 4, 15), year=2025, grade="AA")
    assert told(campus, "11.1") == ("4", 1, "4")
    assert told(campus, "11.2") == ("3", 1, "3")


def test_reports_of_violations_are_added_up_and_none_declared_is_not_zero(campus: Campus) -> None:
    assert told(campus, "11.3") == ("0", 0, None)
    govern(campus, "pelanggaran_integritas", date(2026, 3, 1), amount="0")
    assert told(campus, "11.3") == ("0", 1, "0")
    govern(campus, "pelanggaran_integritas", None, amount="2")
    govern(campus, "pelanggaran_integritas", date(2026, 12, 1), amount="5")
    govern(campus, "pelanggaran_integritas", date(2026, 4, 1))
    assert told(campus, "11.3") == ("2", 2, "2")


def test_prevention_is_what_was_carried_out_of_all_that_is_planned(campus: Campus) -> None:
    govern(campus, "pencegahan", date(2026, 3, 1), planned=date(2026, 2, 1))
    govern(campus, "pencegahan", None, planned=date(2026, 12, 20))
    govern(campus, "pencegahan", date(2026, 11, 26), planned=date(2026, 11, 20))
    govern(campus, "pencegahan", date(2026, 3, 1))
    assert told(campus, "11.4") == ("1", 3, "33.3333")


def test_a_document_is_there_not_there_or_not_declared(campus: Campus) -> None:
    assert told(campus, "12") == ("0", 0, None)
    govern(campus, "dokumen_kesejahteraan", date(2026, 11, 26))
    assert told(campus, "12") == ("0", 1, "0")
    govern(campus, "dokumen_kesejahteraan", date(2026, 11, 25))
    assert told(campus, "12") == ("1", 1, "1")
