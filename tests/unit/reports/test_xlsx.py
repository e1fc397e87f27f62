from __future__ import annotations

import io
from dataclasses import replace
from datetime import datetime
from decimal import Decimal

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from include.iku.model import Report
from include.reports.view import view_of
from include.reports.xlsx import render_xlsx
from include.reports.xlsx_restricted import render_restricted_xlsx
from tests.unit.reports.builders import REGULATION, REPORT, change, evidence, report, value

INDICATOR = "IKU 2 358-M-KEP-2025"


def opened(made: Report = REPORT) -> Workbook:
    return load_workbook(io.BytesIO(render_xlsx(view_of(made))))


def restricted(made: Report = REPORT) -> Workbook:
    return load_workbook(io.BytesIO(render_restricted_xlsx(view_of(made))))


def rows(sheet: Worksheet, above: int = 0) -> list[dict[str, object]]:
    """The rows of the table on a sheet, which has `above` lines and a free one before it."""
    head, *others = sheet.iter_rows(min_row=above + 2 if above else 1, values_only=True)
    return [dict(zip((str(name) for name in head), row, strict=True)) for row in others]


def test_the_workbook_has_a_sheet_for_each_question_and_for_each_indicator() -> None:
    assert opened().sheetnames == [
        "Ringkasan", "Fakultas", "Prodi", INDICATOR, "Kurang", "Perubahan", "Sumber", "Keputusan",
    ]  # fmt: skip
    assert restricted().sheetnames == ["Ringkasan", INDICATOR, "Perubahan"]


def test_numbers_are_numbers_and_dates_are_dates() -> None:
    (row,) = rows(opened()["Ringkasan"])

    assert row["Per tanggal"] == datetime(2026, 11, 25)
    assert (row["Realisasi"], row["Pembilang"], row["Penyebut"], row["Populasi"]) == (53.3333, 1.6, 3, 4)
    assert (row["Target"], row["Capaian (%)"], row["Perubahan"]) == (60, 88.8889, 3.3333)
    assert row["Dihitung"] == datetime(2026, 11, 26, 3, 0)
    assert row["Rumus"] == "bobot / responden x 100"


def test_a_whole_number_has_no_decimals_and_any_other_has_two_at_least() -> None:
    sheet = opened()["Fakultas"]

    assert [(sheet[cell].value, sheet[cell].number_format) for cell in ("F2", "G2")] == [
        (1.6, "#,##0.00##"),
        (3, "#,##0"),
    ]


def test_a_category_is_told_by_its_name() -> None:
    opinion = REGULATION.indikator[0].model_copy(update={"satuan": "kategori", "kategori": ("WDP", "WTP")})
    whole = replace(value("pt", "*", "PT"), nilai=Decimal(2), target=Decimal(2), nilai_sebelum=Decimal(1))
    made = report(regulations=(REGULATION.model_copy(update={"indikator": (opinion,)}),), values=(whole,), evidence=())
    (row,) = rows(opened(made)["Ringkasan"])

    assert (row["Realisasi"], row["Target"], row["Perubahan"]) == ("WTP", "WTP", "sebelumnya WDP")


def test_every_unit_has_its_row_on_the_sheet_of_its_level() -> None:
    book = opened()

    assert [row["Unit"] for row in rows(book["Fakultas"])] == ["Fakultas Teknik"]
    assert [row["Unit"] for row in rows(book["Prodi"])] == ["S1 Informatika", "D4 Bahasa"]


def test_an_indicator_shows_its_number_and_how_many_of_each_unit_count_for_which_reason() -> None:
    many = (evidence("ani"), evidence("budi"), evidence("citra", alasan="studi", pembilang=Decimal("0.6")))
    sheet = opened(report(evidence=many, values=(*REPORT.values[:1], value("prodi", "if", "S1 Informatika"))))[
        INDICATOR
    ]

    assert [[cell for cell in line if cell] for line in sheet.iter_rows(max_row=4, values_only=True)] == [
        ["IKU 2: Lulusan bekerja"],
        ["Kepmendiktisaintek 358/M/KEP/2025"],
        ["Rumus", "bobot / responden x 100"],
        ["Realisasi", "53,33 %", "Target", "60,00 %", "Status", "Belum tercapai"],
    ]
    assert [(r["Prodi"], r["Alasan"], r["Banyaknya"], r["Pembilang"]) for r in rows(sheet, above=4)] == [
        ("S1 Informatika", "bekerja, tunggu kurang 12, di atas 1,2 x UMP", 2, 1.6),
        ("S1 Informatika", "studi", 1, 0.6),
    ]


def test_restricted_evidence_leads_to_its_message() -> None:
    row = rows(restricted()[INDICATOR], above=4)[0]

    assert row["Pesan (topik partisi offset)"] == "tracer.tracer_study 0 1234"
    assert (row["NIM, NIDN, atau kode"], row["Kunci"]) == ("nim-ani", "ani")
    assert (row["Fakultas"], row["Prodi"]) == ("Fakultas Teknik", "S1 Informatika")
    assert (row["Pembilang"], row["Penyebut"], row["Populasi"]) == (0.8, 1, 1)
    assert row["Alasan"] == "bekerja, tunggu kurang 12, di atas 1,2 x UMP"


def test_a_column_that_says_nothing_about_the_indicator_is_left_out() -> None:
    plain = REGULATION.model_copy(update={"indikator": (REGULATION.indikator[0].model_copy(update={"slovin": None}),)})
    values = REPORT.values[:1]
    made = report(regulations=(plain,), values=values, evidence=(evidence("ani"),))
    levels = report(values=values, evidence=(evidence("ani", stratum="S1"), evidence("budi", stratum="D3")))
    (row,) = rows(restricted(made)[INDICATOR], above=4)

    assert {"Populasi", "Jenjang"} & row.keys() == set()
    assert [r["Jenjang"] for r in rows(restricted(levels)[INDICATOR], above=4)] == ["S1", "D3"]


def test_evidence_of_a_unit_that_has_no_name_shows_its_id() -> None:
    strange = report(values=(value("pt", "*", "PT"),), evidence=(evidence("ani", prodi="x9", fakultas=None),))
    (row,) = rows(restricted(strange)[INDICATOR], above=4)

    assert (row["Fakultas"], row["Prodi"]) == (None, "x9")


@pytest.mark.parametrize(
    "name", ["=1+1", '=HYPERLINK("http://x")', "{=1+1}", "http://contoh.id", "+62", "@SUM(A1)", "-1"]
)
def test_a_name_is_text_and_never_a_formula_or_a_link(name: str) -> None:
    made = report(
        values=(value("pt", "*", "PT"), value("prodi", "if", name)),
        evidence=(evidence("ani", fakultas=None, label=name),),
        changes=(change("ani", label=name),),
    )
    cells = [opened(made)["Prodi"]["C2"], restricted(made)[INDICATOR]["A7"], restricted(made)["Perubahan"]["C2"]]

    assert [(cell.value, cell.data_type, cell.hyperlink) for cell in cells] == [(name, "s", None)] * 3


def test_what_cannot_be_computed_is_an_empty_cell_and_not_zero() -> None:
    nothing = value("pt", "*", "PT", "0", 0, nilai=None, target=None, capaian=None, status="Belum dihitung")
    (row,) = rows(opened(report(values=(nothing,), evidence=()))["Ringkasan"])

    assert (row["Realisasi"], row["Target"], row["Capaian (%)"], row["Perubahan"]) == (None, None, None, None)
    assert row["Status"] == "Belum dihitung"


def test_what_is_missing_changed_and_was_decided_is_listed() -> None:
    book = opened()

    assert [(r["Dataset"], r["Jumlah"]) for r in rows(book["Kurang"])] == [(None, 1), ("tracer_study", 12), ("ump", 3)]
    assert [
        (r["Alasan sebelum"], r["Alasan sesudah"], r["Bukti"], r["Dibanding"]) for r in rows(book["Perubahan"])
    ] == [("belum menjawab", "bekerja", 1, "25 November 2026 versi 1")]
    (changed,) = rows(restricted()["Perubahan"])
    assert (changed["NIM, NIDN, atau kode"], changed["Sesudah"]) == ("nim-ani", 0.8)
    assert (changed["Pesan sebelum"], changed["Pesan sesudah"]) == (None, "tracer.tracer_study 0 1234")
    assert rows(book["Keputusan"])[0]["Keputusan"] == "Tidak kurang dari 6"


def test_sources_are_in_campus_time_with_their_state() -> None:
    found = {row["Dataset"]: row for row in rows(opened()["Sumber"])}

    assert found["lulusan"]["Terakhir diambil"] == datetime(2026, 11, 25, 10, 10)
    assert found["ump"]["Perubahan terbaru di sumber"] is None
    assert (found["lulusan"]["Keadaan"], found["tracer_study"]["Keadaan"]) == ("segar", "basi")


def test_sheets_without_rows_keep_their_head() -> None:
    assert rows(opened(report(changes=()))["Perubahan"]) == []
