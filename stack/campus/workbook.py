"""A form as a unit fills it in Excel: titles above the header, a total below, numbers and dates as people type them."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import xlsxwriter

from stack.campus.model import Campus, Key, Row

SHEET = "Isian"
DATES_AS_TEXT, AMOUNTS_AS_TEXT = 25, 40
"""Per cent of dates and amounts that were typed as text, because the column was not formatted."""


@dataclass(frozen=True)
class Form:
    """`titles` are those of the columns, by their name in the dataset; `total` is the column that is summed up below."""

    file: str
    heading: str
    unit: str
    titles: dict[str, str]
    total: str | None = None


FORMS = {
    "form_pendapatan": Form(
        "pendapatan", "FORMULIR PENDAPATAN", "Bagian Keuangan",
        {
            "tahun": "Tahun", "nomor": "No", "uraian": "Uraian", "sumber": "Sumber", "jumlah": "Jumlah (Rp)",
            "diaudit": "Diaudit", "id_fakultas": "Kode Fakultas",
        },
        total="jumlah",
    ),
    "form_program_sdgs": Form(
        "program_sdgs", "FORMULIR PROGRAM SDGs", "Lembaga Pengabdian",
        {
            "tahun": "Tahun", "nomor": "No", "nama_program": "Nama Program", "sdg": "SDG", "tanggal": "Tanggal",
            "id_prodi": "Kode Prodi",
        },
    ),
    "form_kebijakan": Form(
        "kebijakan", "FORMULIR PENYUSUNAN KEBIJAKAN", "Lembaga Penelitian",
        {
            "tahun": "Tahun", "nomor": "No", "id_dosen": "Id Dosen", "kebijakan": "Kebijakan", "instansi": "Instansi",
            "tanggal": "Tanggal",
        },
    ),
    "form_tata_kelola": Form(
        "tata_kelola", "FORMULIR TATA KELOLA", "Satuan Pengawas Internal",
        {
            "tahun": "Tahun", "jenis": "Jenis", "nomor": "No", "unit": "Unit", "uraian": "Uraian",
            "tanggal_rencana": "Tanggal Rencana", "tanggal": "Tanggal", "predikat": "Predikat", "jumlah": "Jumlah",
        },
    ),
}  # fmt: skip
"""The forms by dataset."""
HEADER_ROW = 4


def form_years(campus: Campus) -> list[tuple[str, int]]:
    """Every form and year that has a file."""
    return sorted({(dataset, key[0]) for dataset in FORMS for key in campus.table(dataset)})


def drop_form(campus: Campus, dataset: str, year: int, folder: Path) -> None:
    """The form of a year, all of it, in the place of what was there. It appears whole or not at all."""
    form = FORMS[dataset]
    rows = [(key, row) for key, row in campus.table(dataset).items() if key[0] == year]
    target = folder / f"{form.file}_{year}.xlsx"
    work = target.with_suffix(".part")
    _write(work, form, dataset, year, rows)
    work.rename(target)


def _write(file: Path, form: Form, dataset: str, year: int, rows: Sequence[tuple[Key, Row]]) -> None:
    with xlsxwriter.Workbook(str(file)) as book:
        book.set_properties({"author": form.unit, "created": datetime(year, 1, 2)})
        bold, day, amount = (
            book.add_format(each) for each in ({"bold": True}, {"num_format": "dd/mm/yyyy"}, {"num_format": "#,##0.00"})
        )
        sheet = book.add_worksheet(SHEET)
        sheet.write(0, 0, form.heading, bold)
        sheet.write(1, 0, f"Universitas Contoh, tahun {year}")
        sheet.write(2, 0, f"Diisi oleh {form.unit}")
        for at, title in enumerate(form.titles.values()):
            sheet.write(HEADER_ROW, at, title, bold)
        for line, (key, row) in enumerate(rows, start=HEADER_ROW + 1):
            for at, name in enumerate(form.titles):
                value = cell(dataset, key, row, name)
                sheet.write(line, at, value, day if isinstance(value, date) else amount if name == "jumlah" else None)
        if form.total:
            at, line = list(form.titles).index(form.total), HEADER_ROW + 1 + len(rows)
            column = chr(ord("A") + at)
            sheet.write(line, 0, "Total", bold)
            sheet.write_formula(line, at, f"=SUM({column}{HEADER_ROW + 2}:{column}{line})", amount)
        guide = book.add_worksheet("Petunjuk")
        guide.write(0, 0, "Isi satu baris untuk tiap butir pada lembar Isian. Jangan mengubah judul kolom.")


def cell(dataset: str, key: Key, row: Row, name: str) -> Any:
    """What stands in a cell; which spelling a value gets depends only on its place."""
    value = row.values[name]
    if row.spoilt is not None and row.spoilt.field == name:
        return row.spoilt.raw
    chance = zlib.crc32(f"{dataset}/{key}/{name}".encode()) % 100
    if isinstance(value, date):
        return f"{value:%d/%m/%Y}" if chance < DATES_AS_TEXT else value
    if isinstance(value, Decimal):
        if name == FORMS[dataset].total and chance < AMOUNTS_AS_TEXT:
            typed = f"{int(value):,}".replace(",", ".")
            return f"Rp {typed},00"
        return float(value)
    if name == "diaudit":
        written = "Ya" if value == "1" else "Tidak"
        return written.lower() if chance < AMOUNTS_AS_TEXT else written
    return value
