"""Tables as sheets of a workbook, with a frozen head, filters and readable widths."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import xlsxwriter

Rows = Iterable[Sequence[Any]]

WIDEST = 60
"""Characters; what is longer runs on behind its cell."""
SAMPLE = 500
"""Rows that the widths of the columns are taken from."""
LONGEST_NAME = 31
"""Characters that a sheet's name may have."""


class Sheets:
    """Writes one sheet after the other. Text is never taken for a formula or a link, whatever it begins with."""

    def __init__(self, book: Any) -> None:
        self._book = book
        self._title = book.add_format({"bold": True, "font_size": 13})
        self._head = book.add_format({"bold": True, "bg_color": "#17222d", "font_color": "#ffffff"})
        self._count = book.add_format({"num_format": "#,##0"})
        self._number = book.add_format({"num_format": "#,##0.00##"})
        self._day = book.add_format({"num_format": "dd/mm/yyyy"})
        self._moment = book.add_format({"num_format": "dd/mm/yyyy hh:mm"})

    def write(self, name: str, head: Sequence[str], rows: Rows, above: Rows = ()) -> None:
        """A table with its head, below the lines of `above`, the first of which is the title."""
        sheet = self._book.add_worksheet(name[:LONGEST_NAME])
        first = 0
        for first, line in enumerate(above, start=1):
            for column, value in enumerate(line):
                self._cell(sheet, first - 1, column, value, self._title if first == 1 else None)
        first += 1 if first else 0
        widths = [len(title) for title in head]
        for column, title in enumerate(head):
            sheet.write_string(first, column, title, self._head)
        number = first
        for number, row in enumerate(rows, start=first + 1):
            for column, value in enumerate(row):
                self._cell(sheet, number, column, value)
            if number <= first + SAMPLE:
                widths = [max(width, len(str(value or ""))) for width, value in zip(widths, row, strict=True)]
        for column, width in enumerate(widths):
            sheet.set_column(column, column, min(WIDEST, width) + 2)
        sheet.freeze_panes(first + 1, 0)
        sheet.autofilter(first, 0, max(number, first + 1), len(head) - 1)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(first)

    def _cell(self, sheet: Any, row: int, column: int, value: Any, text_format: Any = None) -> None:
        match value:
            case str():
                sheet.write_string(row, column, value, text_format)
            case None:
                return
            case int() | Decimal():
                whole = value == int(value)
                sheet.write_number(row, column, float(value), self._count if whole else self._number)
            case datetime():
                sheet.write_datetime(row, column, value, self._moment)
            case date():
                sheet.write_datetime(row, column, datetime.combine(value, datetime.min.time()), self._day)
            case _:
                raise TypeError(f"no cell for {type(value).__name__}")


def workbook(title: str, write: Callable[[Sheets], None]) -> bytes:
    buffer = io.BytesIO()
    # With constant memory a row is written out once the next one begins: a campus may have a million pieces of evidence.
    with xlsxwriter.Workbook(buffer, {"constant_memory": True}) as book:
        book.set_properties({"title": title})
        write(Sheets(book))
    return buffer.getvalue()
