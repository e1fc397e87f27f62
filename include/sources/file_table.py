"""The rows of a file by the columns of its contract."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from typing import Any

from include.contract.model import Contract, Field, LogicalType
from include.errors import SourceFileError
from include.sources.file_header import WITHIN, Header, as_title, column, find_header
from include.sources.file_rows import Cell, FileRow, NumberedCells, Sheet, Unreadable
from include.sources.file_values import DAYS, message_value

SUM = re.compile(r"\s*(?:grand\s+|sub[\s-]?)?(?:jumlah|total|rata-rata)\b", re.IGNORECASE)
NAMED = 20
"""How many rows a note names."""


def read_table(name: str, sheet: Sheet, contract: Contract, notes: list[str]) -> Iterator[FileRow]:
    """Rows without any value are left out. So are sums below the table and repeated headers, which the notes name.

    Raises SourceFileError when the file is not what the contract says.
    """
    first = list(islice(sheet.rows, WITHIN))
    header = find_header(name, first, contract.message_fields, sheet.hint)
    if header.others:
        notes.append(f"{name}:{header.line}: kolom di luar kontrak tidak dibaca: {', '.join(header.others)}.")
    table = _Table.of(sheet, header, contract.message_fields)
    count, left_out = 0, []
    for row in chain(first[header.after :], sheet.rows):
        if not row.problem and all(map(_blank, row.cells)):
            continue
        if table.is_sum(row) or table.is_header(row):
            left_out.append(str(row.line))
            continue
        count += 1
        yield table.row(row)
    if left_out:
        more = " dan lainnya" if len(left_out) > NAMED else ""
        notes.append(f"{name}: baris jumlah atau judul berulang tidak dibaca: {', '.join(left_out[:NAMED])}{more}.")
    if not count:
        raise SourceFileError(f"{name}: ada judul kolom, tetapi tidak ada satu baris pun. Isi, lalu kirim lagi.")


@dataclass(frozen=True)
class _Table:
    sheet: Sheet
    header: Header
    columns: list[str]
    needed: list[int]
    """The places of the columns in which every row has a value."""
    converted: list[tuple[str, LogicalType]]
    """The columns whose cells are not already what a message says."""

    @classmethod
    def of(cls, sheet: Sheet, header: Header, fields: Sequence[Field]) -> _Table:
        needed = [
            place for field, place in zip(fields, header.places, strict=True) if field.required or field.key_position
        ]
        converted = [
            (column(field), field.logical_type) for field in fields if not sheet.is_text or field.logical_type in DAYS
        ]
        return cls(sheet, header, [column(field) for field in fields], needed, converted)

    def row(self, row: NumberedCells) -> FileRow:
        problem = row.problem or (self._other_width(row.cells) if self.sheet.is_text else None)
        cells = self._widened(row.cells)
        values: dict[str, Any] = dict(zip(self.columns, [cells[place] for place in self.header.places], strict=True))
        for name, type_ in self.converted:
            value = message_value(values[name], type_, self.sheet.epoch)
            if isinstance(value, Unreadable):
                problem, value = problem or f"kolom {name}: {value.why}", None
            values[name] = value
        return FileRow(row.line, values, problem)

    def is_sum(self, row: NumberedCells) -> bool:
        """Whether it begins with a word such as `Jumlah`, and lacks a value that every row of the contract has."""
        first = next((cell for cell in row.cells if not _blank(cell)), None)
        found = SUM.match(first) if isinstance(first, str) else None
        if found is None:
            return False
        # The word may stand in the very column of the key.
        is_word = not str(first)[found.end() :].strip(" :.")
        cells = self._widened(row.cells)
        return any(_blank(cells[place]) or (is_word and cells[place] is first) for place in self.needed)

    def is_header(self, row: NumberedCells) -> bool:
        cells = self._widened(row.cells)
        return all(as_title(cells[place]) == self.header.titles[place] for place in self.header.places)

    def _widened(self, cells: Sequence[Cell]) -> Sequence[Cell]:
        """A row that was cut, or a row of a sheet, which ends with its last cell, at the width of the header."""
        missing = self.header.width - len(cells)
        return [*cells, *[None] * missing] if missing > 0 else cells

    def _other_width(self, cells: Sequence[Cell]) -> str | None:
        width = self.header.width
        if len(cells) >= width and all(map(_blank, cells[width:])):
            return None
        return (
            f"ada {len(cells)} nilai, padahal judulnya {width} kolom; baris terpotong, atau ada pemisah di dalam nilai yang tidak "
            f"diapit tanda kutip"
        )


def _blank(cell: Cell) -> bool:
    return cell is None or (isinstance(cell, str) and not cell.strip())
