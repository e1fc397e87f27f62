"""Files as tests drop them."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import xlsxwriter
from openpyxl import Workbook

Rows = Iterable[Sequence[Any]]


def csv_bytes(rows: Rows) -> bytes:
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerows(rows)
    return text.getvalue().encode()


def xlsx_bytes(rows: Rows, sheet: str = "Sheet1", finish: Callable[[Workbook], None] | None = None) -> bytes:
    """A workbook of one sheet; `finish` does to it what a case is about."""
    book = Workbook()
    page = book.active
    assert page is not None
    page.title = sheet
    for row in rows:
        page.append(list(row))
    if finish:
        finish(book)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def xlsx_with_shared_texts(rows: Rows) -> bytes:
    """A workbook as Excel writes it: each text once, beside the sheet. openpyxl writes them into the cells."""
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"default_date_format": "dd/mm/yyyy"}) as book:
        page = book.add_worksheet()
        for number, row in enumerate(rows):
            page.write_row(number, 0, row)
    return content.getvalue()


def computed(workbook: bytes, by: str = "Excel", **values: str) -> bytes:
    """The workbook as Excel saves it: what its formulas came to stands beside them, by cell."""
    content = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook)) as before, zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as after:
        for part in before.namelist():
            text = before.read(part)
            if part == "xl/workbook.xml" and by == "Excel":
                text = text.replace(b' fullCalcOnLoad="1"', b"")
            for cell, value in values.items() if part == "xl/worksheets/sheet1.xml" else ():
                text = _with_value(text, cell.encode(), value.encode())
            after.writestr(part, text)
    return content.getvalue()


def rewritten(content: bytes, part: str, text: bytes) -> bytes:
    """The archive with another text as one of its parts."""
    result = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as before, zipfile.ZipFile(result, "w") as after:
        for name in before.namelist():
            after.writestr(name, text if name == part else before.read(name))
    return result.getvalue()


def _with_value(sheet: bytes, cell: bytes, value: bytes) -> bytes:
    # Of an empty text there is nothing but its type.
    type_ = b"" if value else b' t="str"'
    formula = rb'(<c r="%s"[^>]*)(><f>[^<]*</f>)<v ?(?:/>|></v>)' % cell
    written, count = re.subn(formula, rb"\1%s\2<v>%s</v>" % (type_, value), sheet)
    assert count == 1
    return written
