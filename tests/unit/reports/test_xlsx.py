from __future__ import annotations

import io
from datetime import datetime

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from include.iku.model import Report
from include.reports.xlsx import render_xlsx
from tests.unit.reports.builders import REPORT, change, evidence, report, value


def opened(made: Report = REPORT) -> Workbook:
    return load_workbook(io.BytesIO(render_xlsx(made)))


def rows(sheet: Worksheet) -> list[dict[str, object]]:
    head, *others = sheet.iter_rows(values_only=True)
    return [dict(zip((str(name) for name in head), row, strict=True)) for row in others]


def test_the_workbook_has_a_sheet_for_each_question() -> None:
    assert opened().sheetnames == [
        "Ringkasan", "Fakultas", "Prodi", "Bukti", "Kurang", "Perubahan", "Sumber", "Keputusan",
    ]  # fmt: skip


def test_numbers_are_numbers_and_dates_are_dates() -> None:
    (row,) = rows(opened()["Ringkasan"])

    assert row["Per tanggal"] == datetime(2026, 11, 25)
    assert (row["Nilai (%)"], row["Pembilang"], row["Penyebut"], row["Populasi"]) == (53.3333, 1.6, 3, 4)
    assert (row["Target (%)"], row["Capaian (%)"], row["Perubahan"]) == (60, 88.8889, 3.3333)
    assert row["Dihitung"] == datetime(2026, 11, 26, 3, 0)
    assert row["Rumus"] == "bobot / responden x 100"


def test_every_unit_has_its_row_on_the_sheet_of_its_level() -> None:
    book = opened()

    assert [row["Unit"] for row in rows(book["Fakultas"])] == ["Fakultas Teknik"]
    assert [row["Unit"] for row in rows(book["Prodi"])] == ["S1 Informatika", "D4 Bahasa"]


def test_evidence_leads_to_its_message() -> None:
    row = rows(opened()["Bukti"])[0]

    assert (row["Topik"], row["Partisi"], row["Offset"]) == ("tracer.tracer_study", 0, 1234)
    assert (row["Mahasiswa atau mata kuliah"], row["Kunci"]) == ("nim-ani", "ani")
    assert (row["Fakultas"], row["Prodi"]) == ("Fakultas Teknik", "S1 Informatika")
    assert (row["Pembilang"], row["Penyebut"]) == (0.8, 1)
    assert row["Alasan"] == "bekerja, tunggu kurang 12, di atas 1,2 x UMP"


def test_evidence_of_a_unit_that_has_no_name_shows_its_id() -> None:
    strange = report(values=(value("pt", "*", "PT"),), evidence=(evidence("ani", prodi="x9", fakultas=None),))
    (row,) = rows(opened(strange)["Bukti"])

    assert (row["Fakultas"], row["Prodi"]) == (None, "x9")


@pytest.mark.parametrize("name", ["=1+1", '=HYPERLINK("http://x")', "{=1+1}", "http://contoh.id", "+62", "@SUM(A1)"])
def test_a_name_is_text_and_never_a_formula_or_a_link(name: str) -> None:
    book = opened(
        report(
            values=(value("pt", "*", "PT"), value("prodi", "if", name)),
            evidence=(evidence("ani", fakultas=None),),
            changes=(change("ani", label=name, alasan_baru=name),),
        )
    )
    cell = book["Prodi"]["C2"]

    assert (cell.value, cell.data_type, cell.hyperlink) == (name, "s", None)
    assert book["Perubahan"]["C2"].data_type == "s"


def test_what_cannot_be_computed_is_an_empty_cell_and_not_zero() -> None:
    nothing = value("pt", "*", "PT", "0", 0, nilai=None, target=None, capaian=None, status="Belum dihitung")
    (row,) = rows(opened(report(values=(nothing,), evidence=()))["Ringkasan"])

    assert (row["Nilai (%)"], row["Target (%)"], row["Capaian (%)"], row["Perubahan"]) == (None, None, None, None)
    assert row["Status"] == "Belum dihitung"


def test_what_is_missing_changed_and_was_decided_is_listed() -> None:
    book = opened()

    assert [(r["Dataset"], r["Jumlah"]) for r in rows(book["Kurang"])] == [(None, 1), ("tracer_study", 12), ("ump", 3)]
    assert rows(book["Perubahan"])[0]["Dibanding"] == "25 November 2026 versi 1"
    assert rows(book["Keputusan"])[0]["Keputusan"] == "Tidak kurang dari 6"


def test_sources_are_in_campus_time_with_their_state() -> None:
    found = {row["Dataset"]: row for row in rows(opened()["Sumber"])}

    assert found["lulusan"]["Terakhir diambil"] == datetime(2026, 11, 25, 10, 10)
    assert found["ump"]["Perubahan terbaru di sumber"] is None
    assert (found["lulusan"]["Keadaan"], found["tracer_study"]["Keadaan"]) == ("segar", "basi")


def test_sheets_without_rows_keep_their_head() -> None:
    assert rows(opened(report(changes=()))["Perubahan"]) == []
