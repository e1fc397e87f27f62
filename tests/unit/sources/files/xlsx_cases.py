"""Excel workbooks as campuses make them, and what becomes of them."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import datetime
from typing import Any

from openpyxl import Workbook
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from tests.contract.sources.file_builders import computed, rewritten, xlsx_bytes, xlsx_with_shared_texts
from tests.unit.sources.files.case import (
    ANI,
    ANI_CELLS,
    ANI_LOADED,
    BUDI_CELLS,
    BUDI_LOADED,
    HEAD,
    TITLES,
    Case,
)

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 504
"""How an old .xls begins, and a workbook with a password."""
SHEET = "xl/worksheets/sheet1.xml"
IN_DATA = ", sheet: Data"
IN_TWO_ROWS = [
    ("PENERIMA BEASISWA 2026",),
    ("NIM", "Nama", "Beasiswa"),
    (None, None, "IPK", "Besaran", "Tanggal"),
]
NEVER_COMPUTED = "kolom besaran: sel D2 berisi rumus yang hasilnya tidak tersimpan; buka berkas di Excel, simpan"


def ani(**changed: Any) -> tuple[Any, ...]:
    return tuple({**dict(zip(TITLES, ANI_CELLS, strict=True)), **changed}.values())


def workbook(*rows: tuple[Any, ...]) -> bytes:
    return xlsx_bytes([TITLES, *rows])


def with_zeros_shown(book: Workbook) -> None:
    book.worksheets[0]["A2"].number_format = "00000000"


def counted_from_1904(book: Workbook) -> None:
    book.epoch = CALENDAR_MAC_1904


def with_merged_cells(book: Workbook) -> None:
    for cells in ("A1:E1", "A2:A3", "B2:B3", "C2:E2"):
        book.worksheets[0].merge_cells(cells)


def with_the_rows_in_data(book: Workbook) -> None:
    sheet = book.create_sheet("Data")
    for row in (TITLES, ANI_CELLS):
        sheet.append(row)


def with_size(content: bytes, size: bytes) -> bytes:
    """The workbook whose sheet says that it is of another size."""
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        sheet = book.read(SHEET)
    said = re.sub(rb'<dimension ref="[^"]*"', b'<dimension ref="%s"' % size, sheet)
    assert said != sheet
    return rewritten(content, SHEET, said)


def archive() -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as packed:
        packed.writestr("beasiswa.csv", HEAD + ANI)
    return content.getvalue()


CASES = [
    Case("a workbook without fault", workbook(ANI_CELLS, BUDI_CELLS),
         {2: ANI_LOADED, 3: BUDI_LOADED}),
    Case("texts that stand beside the sheet", xlsx_with_shared_texts([TITLES, ANI_CELLS]),
         {2: ANI_LOADED}),
    Case("cells of text", workbook(ani(ipk="3,50", besaran="Rp 5.000.000", tanggal="03/08/2026")),
         {2: ANI_LOADED}),
    Case("date cells with a time", workbook(ani(tanggal=datetime(2026, 8, 3, 14, 30))),
         {2: ANI_LOADED}),
    Case("dates as numbers", workbook(ani(tanggal=46237)),
         {2: ANI_LOADED}),
    Case("dates as numbers, counted from 1904", xlsx_bytes([TITLES, ani(tanggal=44775)], finish=counted_from_1904),
         {2: ANI_LOADED}),
    Case("a number whose leading zeros are only shown", xlsx_bytes([TITLES, ani(nim=1120001)], finish=with_zeros_shown),
         {2: ANI_LOADED}),
    Case("a number whose leading zeros are lost", workbook(ani(nim=1120001)),
         quarantined={2: "nim: "}),
    Case("more digits than Excel keeps", workbook(ani(nim=3204012509870001), BUDI_CELLS),
         {3: BUDI_LOADED}, {2: "kolom nim: angka dengan lebih dari 15 digit, yang digit belakangnya sudah hilang di Excel"}),
    Case("a number that Excel shows rounded", workbook(ani(ipk=3.4999999999999996)),
         {2: ANI_LOADED}),
    Case("a formula that was computed", computed(workbook(ani(besaran="=2*2500000")), D2="5000000"),
         {2: ANI_LOADED}),
    Case("a formula that came to an empty text", computed(workbook(ani(besaran='=IF(1=1,"",5)')), D2=""),
         {2: {**ANI_LOADED, "besaran": None}}),
    Case("a formula that was never computed", computed(workbook(ani(besaran="=2*2500000"), BUDI_CELLS)),
         {3: BUDI_LOADED}, {2: NEVER_COMPUTED}),
    Case("a formula that a program wrote with a made-up result",
         computed(workbook(ani(besaran="=2*2500000"), BUDI_CELLS), by="a program", D2="0"),
         {3: BUDI_LOADED}, {2: NEVER_COMPUTED}),
    Case("an error in a cell", workbook(ani(ipk="#N/A"), BUDI_CELLS),
         {3: BUDI_LOADED}, {2: "kolom ipk: sel C2 berisi galat #N/A"}),
    Case("a title above and merged header cells", xlsx_bytes([*IN_TWO_ROWS, ANI_CELLS], finish=with_merged_cells),
         {4: ANI_LOADED}),
    Case("empty rows and a sum", workbook(ANI_CELLS, (), BUDI_CELLS, ("Jumlah", None, None, "=SUM(D2:D4)")),
         {2: ANI_LOADED, 4: BUDI_LOADED}, noted="beasiswa_1.xlsx: baris jumlah atau judul berulang tidak dibaca: 5."),
    Case("a sheet whose size is written wrong", with_size(workbook(ANI_CELLS, BUDI_CELLS), b"A1:B2"),
         {2: ANI_LOADED, 3: BUDI_LOADED}),
    Case("a row without its last cells", workbook(ANI_CELLS[:4]),
         {2: {**ANI_LOADED, "tanggal": None}}),
    Case("a remark beside the table", workbook((*ANI_CELLS, None, "cek lagi")),
         {2: ANI_LOADED}),
    Case("another sheet than the first", xlsx_bytes([("petunjuk",)], finish=with_the_rows_in_data), options=IN_DATA,
         loaded={2: ANI_LOADED}),
    Case("no sheet of that name", workbook(ANI_CELLS), options=IN_DATA,
         refused="beasiswa_1.xlsx: tidak ada lembar 'Data'; yang ada: Sheet1."),
    Case("the rows are in a sheet that the contract does not name", xlsx_bytes([("petunjuk",)], finish=with_the_rows_in_data),
         refused="beasiswa_1.xlsx: tidak ada baris judul di antara 20 baris pertama, dibaca dengan lembar 'Sheet1'"),
    Case("a workbook of zero bytes", b"",
         refused="beasiswa_1.xlsx: berkas kosong (0 byte)."),
    Case("an empty workbook", xlsx_bytes([]),
         refused="beasiswa_1.xlsx: tidak ada isinya."),
    Case("a CSV renamed to .xlsx", (HEAD + ANI).encode(),
         refused="beasiswa_1.xlsx: isinya teks atau data lain, diharapkan buku kerja Excel .xlsx"),
    Case("a web page renamed to .xlsx", b"<html><table><tr><td>nim</td></tr></table>",
         refused="beasiswa_1.xlsx: isinya halaman HTML atau XML, diharapkan buku kerja Excel .xlsx"),
    Case("an archive renamed to .xlsx", archive(),
         refused="beasiswa_1.xlsx: arsip ZIP yang bukan buku kerja Excel .xlsx"),
    Case("an old .xls", OLE,
         refused="beasiswa_1.xlsx: isinya buku kerja Excel lama (.xls), diharapkan buku kerja Excel .xlsx"),
    Case("a password", OLE + "EncryptedPackage".encode("utf-16-le"),
         refused="beasiswa_1.xlsx: berkas dikunci dengan kata sandi"),
    Case("a truncated workbook", workbook(ANI_CELLS)[:-200],
         refused="beasiswa_1.xlsx: buku kerja rusak atau terpotong"),
    Case("a workbook without its table of contents", rewritten(workbook(ANI_CELLS), "[Content_Types].xml", b"<Types/>"),
         refused="beasiswa_1.xlsx: buku kerja rusak atau terpotong"),
    Case("a damaged sheet", rewritten(workbook(ANI_CELLS), SHEET, b"<worksheet><sheetData><row"),
         refused="beasiswa_1.xlsx: buku kerja rusak atau terpotong"),
]  # fmt: skip
