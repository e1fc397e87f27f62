"""Files through Kafka into the warehouse."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from include.errors import SourceFileError
from tests.contract.sources.file_builders import csv_bytes, xlsx_bytes
from tests.integration.files.conftest import MakeJourney

WRITERS = {"csv": csv_bytes, "xlsx": xlsx_bytes}
TITLES = ("nim", "nama", "ipk", "besaran", "tanggal")
ANI = ("01120001", "Ani", "3,50", "Rp 5.000.000", "03/08/2026")
BUDI = ("01120002", "Budi", "3,25", "Rp 2.500.000", "04/08/2026")


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_corrected_file_repairs_what_the_first_one_did(kind: str, make_journey: MakeJourney) -> None:
    journey, file = make_journey(kind, mode="history"), WRITERS[kind]
    wrong_amount = (*BUDI[:3], "dua juta", BUDI[4])
    misspelt = ("01120003", "Ctra", "3,00", "1000000", "2026-08-05")
    journey.drop(f"beasiswa_1.{kind}", file([TITLES, ANI, wrong_amount, misspelt]))
    journey.extract()
    journey.ingest()

    assert journey.quarantine() == [(f"beasiswa_1.{kind}:3", "number", "menunggu")]

    journey.drop(f"beasiswa_1.{kind}", file([TITLES, ANI, BUDI, (misspelt[0], "Citra", *misspelt[2:])]))
    outcome = journey.extract()
    journey.ingest()

    assert (outcome.read, outcome.unchanged, outcome.produced) == (3, 1, 2)
    assert journey.rows() == [
        ("01120001", "Ani", Decimal("5000000.00")),
        ("01120002", "Budi", Decimal("2500000.00")),
        ("01120003", "Ctra", Decimal("1000000.00")),
        ("01120003", "Citra", Decimal("1000000.00")),
    ]
    assert journey.quarantine() == [(f"beasiswa_1.{kind}:3", "number", "digantikan")]
    assert journey.violations() == []


def test_a_line_that_was_cut_is_in_quarantine_with_its_number_until_the_whole_file_comes(
    make_journey: MakeJourney,
) -> None:
    journey = make_journey("csv")
    whole = csv_bytes([TITLES, ANI, BUDI])
    journey.drop("beasiswa_1.csv", whole[:-25])
    journey.extract()
    journey.ingest()

    assert journey.rows() == [("01120001", "Ani", Decimal("5000000.00"))]
    assert journey.quarantine() == [("beasiswa_1.csv:3", "unreadable", "menunggu")]
    ((reason,),) = journey.select("SELECT reason FROM v_karantina")
    assert reason.startswith("ada 4 nilai, padahal judulnya 5 kolom; baris terpotong")

    journey.drop("beasiswa_1.csv", whole)
    journey.extract()
    journey.ingest()

    assert [name for _, name, _ in journey.rows()] == ["Ani", "Budi"]
    assert journey.quarantine() == [("beasiswa_1.csv:3", "unreadable", "digantikan")]


def test_cells_of_a_sheet_arrive_with_the_values_that_excel_shows(make_journey: MakeJourney) -> None:
    journey = make_journey("xlsx")
    journey.drop("beasiswa_1.xlsx", xlsx_bytes([TITLES, ("01120001", "Ani", 3.5, 5_000_000.5, date(2026, 8, 3))]))
    journey.extract()
    journey.ingest()

    assert journey.select("SELECT nim, ipk, besaran, tanggal FROM beasiswa") == [
        ("01120001", Decimal("3.50"), Decimal("5000000.50"), date(2026, 8, 3))
    ]


def test_a_refused_file_is_kept_with_the_reason_and_the_others_go_on(make_journey: MakeJourney) -> None:
    journey = make_journey("csv")
    journey.drop("beasiswa_1.csv", csv_bytes([TITLES, ANI]))
    journey.drop("beasiswa_2.csv", b"nim,alamat\n01120009,Bandung\n")
    journey.drop("beasiswa_3.csv", csv_bytes([TITLES, BUDI]))

    with pytest.raises(SourceFileError, match=r"1 file\(s\) of beasiswa refused:\nbeasiswa_2\.csv:1: kolom tidak"):
        journey.extract()
    journey.ingest()

    assert [name for _, name, _ in journey.rows()] == ["Ani", "Budi"]
    file, note = journey.refused()
    assert file.read_bytes() == b"nim,alamat\n01120009,Bandung\n"
    assert note.read_text().startswith("beasiswa_2.csv:1: kolom tidak ditemukan: nama, ipk, besaran, tanggal")


def test_a_file_is_refused_once_and_read_when_it_was_replaced(make_journey: MakeJourney) -> None:
    journey = make_journey("csv")
    journey.drop("beasiswa_0.csv", csv_bytes([TITLES, BUDI]))
    journey.drop("beasiswa_1.csv", b"")
    with pytest.raises(SourceFileError, match=r"beasiswa_1\.csv: berkas kosong"):
        journey.extract()
    assert journey.extract().produced == 0
    journey.drop("beasiswa_1.csv", b"")
    with pytest.raises(SourceFileError, match=r"beasiswa_1\.csv: berkas kosong"):
        journey.extract()
    journey.drop("beasiswa_1.csv", csv_bytes([TITLES, ANI]))

    journey.extract()
    journey.ingest()

    assert [name for _, name, _ in journey.rows()] == ["Ani", "Budi"]
