"""Forms as units fill them: what stands where on the sheet."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

from openpyxl import load_workbook

from stack.campus.forms import INCOME
from stack.campus.model import Campus, Row, Spoilt
from stack.campus.workbook import cell, drop_form, form_years
from tests.unit.campus.builders import empty_campus

TODAY = date(2026, 11, 25)


def income(campus: Campus, number: int, amount: int, *, year: int = 2026, spoilt: Spoilt | None = None) -> None:
    campus.table("form_pendapatan")[year, number] = Row(
        {
            "tahun": year, "nomor": number, "uraian": "UKT", "sumber": "ukt", "jumlah": Decimal(amount), "diaudit": "1",
            "id_fakultas": None,
        },
        spoilt=spoilt,
    )  # fmt: skip


def test_titles_stand_above_the_header_and_a_total_below(tmp_path: Path) -> None:
    campus = empty_campus(TODAY)
    income(campus, 1, 1_250_000)
    income(campus, 2, 500_000)
    income(campus, 3, 1, year=2025)

    drop_form(campus, "form_pendapatan", 2026, tmp_path)

    assert [file.name for file in tmp_path.iterdir()] == ["pendapatan_2026.xlsx"]
    book = load_workbook(tmp_path / "pendapatan_2026.xlsx")
    assert book.sheetnames == ["Isian", "Petunjuk"]
    lines = [list(line) for line in book["Isian"].iter_rows(values_only=True)]
    assert [line[0] for line in lines] == [
        "FORMULIR PENDAPATAN", "Universitas Contoh, tahun 2026", "Diisi oleh Bagian Keuangan", None, "Tahun", 2026, 2026, "Total",
    ]  # fmt: skip
    assert lines[4] == ["Tahun", "No", "Uraian", "Sumber", "Jumlah (Rp)", "Diaudit", "Kode Fakultas"]
    assert lines[7][4] == "=SUM(E6:E7)"


def test_the_same_form_is_the_same_file(tmp_path: Path) -> None:
    campus = empty_campus(TODAY)
    income(campus, 1, 1_250_000)
    written = []
    for _ in range(2):
        drop_form(campus, "form_pendapatan", 2026, tmp_path)
        written.append((tmp_path / "pendapatan_2026.xlsx").read_bytes())
    assert written[0] == written[1]


def test_amounts_dates_and_answers_are_written_as_people_type_them() -> None:
    def spellings(dataset: str, name: str, value: object) -> set[object]:
        return {cell(dataset, (2026, n), Row({name: value}), name) for n in range(100)}

    assert spellings("form_pendapatan", "jumlah", Decimal(1_250_000)) == {"Rp 1.250.000,00", 1_250_000.0}
    assert spellings("form_tata_kelola", "jumlah", Decimal(2)) == {2.0}
    assert spellings("form_kebijakan", "tanggal", date(2026, 3, 9)) == {"09/03/2026", date(2026, 3, 9)}
    assert spellings("form_pendapatan", "diaudit", "0") == {"Tidak", "tidak"}


def test_a_spoilt_cell_shows_its_defect(tmp_path: Path) -> None:
    campus = empty_campus(TODAY)
    income(campus, 1, 1, spoilt=Spoilt("sumber", "enum", "sumbangan"))
    row = campus.table("form_pendapatan")[2026, 1]
    assert cell("form_pendapatan", (2026, 1), row, "sumber") == "sumbangan"
    assert cell("form_pendapatan", (2026, 1), row, "tahun") == 2026


def test_there_is_a_form_of_each_kind_for_this_year_and_the_last(sample: Campus) -> None:
    kinds = ("form_kebijakan", "form_pendapatan", "form_program_sdgs", "form_tata_kelola")
    assert form_years(sample) == [(kind, year) for kind in kinds for year in (2025, 2026)]
    sources = {row.values["sumber"] for row in sample.table("form_pendapatan").values()}
    assert sources == INCOME.keys()
    sdgs = {row.values["sdg"] for row in sample.table("form_program_sdgs").values()}
    assert {1, 4, 17} < sdgs


def test_governance_of_the_year_has_every_kind_and_nothing_of_days_to_come(sample: Campus) -> None:
    governed = [row.values for key, row in sample.table("form_tata_kelola").items() if key[0] == 2026]
    assert {row["jenis"] for row in governed} == {
        "zona_integritas", "opini_audit", "sakip", "pelanggaran_integritas", "pencegahan", "dokumen_kesejahteraan",
    }  # fmt: skip
    assert max(row["tanggal"] for row in governed if row["tanggal"]) <= TODAY
    handed_in = [row["tanggal"] is not None for row in governed if row["jenis"] == "zona_integritas"]
    assert set(handed_in) == {True, False}
    opinions = [(row["tanggal"], row["predikat"]) for row in governed if row["jenis"] == "opini_audit"]
    assert opinions == [(date(2026, 2, 20), "WDP"), (date(2026, 6, 30), "WTP")]
