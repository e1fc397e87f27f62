"""The rows of one sheet of an .xlsx file as they stand in it.

The sheet is read row by row; what stays in memory are its distinct texts. A cell of a formula counts as what the program
that saved the file had computed for it.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import repeat
from typing import Any

from openpyxl import load_workbook

from include.contract.model import Contract
from include.errors import SourceFileError
from include.sources.drop_folder import DroppedFile
from include.sources.file_kind import contains, refuse_unless_workbook
from include.sources.file_rows import Cell, NumberedCells, Sheet, Unreadable

WORKBOOK, TEXTS = re.compile(r"xl/workbook\d*\.xml"), "xl/sharedStrings.xml"
MOST_TEXT = 100_000_000
"""Bytes of distinct texts that a workbook may have, all of which are in memory while it is read."""
FORMULA = re.compile(rb"<(?:\w{1,20}:)?f[ />]")
NOT_COMPUTED = re.compile(rb'fullCalcOnLoad="(?:1|true)"')
"""What programs write that leave it to Excel to compute: the values beside their formulas are made up."""
ZEROS = re.compile(r"0{2,}")
"""A format of numbers that shows leading zeros."""


def open_workbook(file: DroppedFile, contract: Contract) -> Sheet:
    """Raises SourceFileError when the file is no workbook, or has no such sheet."""
    refuse_unless_workbook(file.name, file.content)
    with _refused_if_damaged(file.name):
        has_formulas, is_computed = _look_inside(file)
        sheet = _sheet(file, contract, formulas=False)
        formulas = _sheet(file, contract, formulas=True) if has_formulas else None
    rows = _rows(file.name, sheet, formulas, is_computed=is_computed)
    return Sheet(rows, sheet.parent.epoch, f"lembar {sheet.title!r}", is_text=False)


def _look_inside(file: DroppedFile) -> tuple[bool, bool]:
    """Whether any sheet has formulas, and whether they were computed."""
    with zipfile.ZipFile(file.content) as archive:
        books = [name for name in archive.namelist() if WORKBOOK.fullmatch(name)]
        if not books:
            raise SourceFileError(
                f"{file.name}: arsip ZIP yang bukan buku kerja Excel .xlsx. Keluarkan berkas dari arsip, atau simpan sebagai Excel "
                f"Workbook (.xlsx), lalu kirim lagi; mengganti nama berkas saja tidak cukup."
            )
        if any(each.filename == TEXTS and each.file_size > MOST_TEXT for each in archive.infolist()):
            raise SourceFileError(
                f"{file.name}: lebih dari {MOST_TEXT // 1_000_000} MB teks berbeda dalam satu buku kerja. Pecah menjadi beberapa "
                f"berkas, lalu kirim lagi."
            )
        sheets = [name for name in archive.namelist() if name.startswith("xl/worksheets/")]
        return any(_has_formula(archive, name) for name in sheets), not NOT_COMPUTED.search(archive.read(books[0]))


def _has_formula(archive: zipfile.ZipFile, name: str) -> bool:
    with archive.open(name) as member:
        return contains(member, FORMULA)


def _sheet(file: DroppedFile, contract: Contract, *, formulas: bool) -> Any:
    """The sheet that the contract names, else the first, with its formulas or with what they came to."""
    book = load_workbook(file.content, read_only=True, data_only=not formulas, keep_links=False)
    wanted = contract.source.options.get("sheet")
    names = [sheet.title for sheet in book.worksheets]
    if not names or (wanted and wanted not in names):
        raise SourceFileError(
            f"{file.name}: tidak ada lembar {wanted or 'apa pun'!r}; yang ada: {', '.join(names) or 'tidak ada'}. Beri nama lembar "
            f"itu seperti pada kontrak, lalu kirim lagi."
        )
    sheet = book[wanted] if wanted else book.worksheets[0]
    # Some programs write a size that is not the sheet's.
    sheet.reset_dimensions()
    return sheet


def _rows(name: str, sheet: Any, formulas: Any, *, is_computed: bool) -> Iterator[NumberedCells]:
    with _refused_if_damaged(name):
        beside = formulas.iter_rows() if formulas else repeat(())
        for line, (cells, asked) in enumerate(zip(sheet.iter_rows(), beside, strict=False), 1):
            values = [_cell(cell) for cell in cells]
            for at, formula in enumerate(asked):
                if formula.data_type == "f" and not (is_computed and _has_value(cells[at])):
                    values[at] = Unreadable(
                        f"sel {formula.coordinate} berisi rumus yang hasilnya tidak tersimpan; buka berkas di Excel, simpan, lalu "
                        f"kirim lagi"
                    )
            yield NumberedCells(line, values)


def _cell(cell: Any) -> Cell:
    value: Cell = cell.value
    if value is None:
        return None
    if cell.data_type == "e":
        return Unreadable(f"sel {cell.coordinate} berisi galat {value}; perbaiki rumusnya, lalu kirim lagi")
    if isinstance(value, int) and cell.data_type == "n" and ZEROS.fullmatch(cell.number_format):
        return str(value).zfill(len(cell.number_format))
    return value


def _has_value(cell: Any) -> bool:
    """A formula may have come to an empty text, of which the type alone tells."""
    return cell.value is not None or cell.data_type == "str"


@contextmanager
def _refused_if_damaged(name: str) -> Iterator[None]:
    """A damaged workbook makes the library raise whatever it stumbles over."""
    try:
        yield
    except (SourceFileError, MemoryError):
        raise
    except Exception as error:
        raise SourceFileError(
            f"{name}: buku kerja rusak atau terpotong ({type(error).__name__}). Buka di Excel, simpan lagi sebagai Excel Workbook "
            f"(.xlsx), lalu kirim lagi."
        ) from error
