"""The rows of a file by the columns of its contract."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice

from include.contract.model import Contract, Field
from include.errors import SourceFileError
from include.sources.file_header import WITHIN, Header, as_title, column, find_header
from include.sources.file_rows import Cell, FileRow, NumberedCells, Sheet, Unreadable
from include.sources.file_values import message_value

SUM = re.compile(r"(?:grand |sub[ -]?)?(?:jumlah|total|rata-rata)\b")
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
    table = _Table(sheet, header, contract.message_fields)
    count, left_out = 0, []
    for row in chain(first[header.after :], sheet.rows):
        if not row.problem and all(map(_blank, row.cells)):
            continue
        if table.is_sum(row.cells) or table.is_header(row.cells):
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
    fields: Sequence[Field]

    def row(self, row: NumberedCells) -> FileRow:
        problem = row.problem or (self._other_width(row.cells) if self.sheet.is_text else None)
        values = {}
        for field, place in zip(self.fields, self.header.places, strict=True):
            value = message_value(_at(row.cells, place), field.logical_type, self.sheet.epoch)
            if isinstance(value, Unreadable):
                problem, value = problem or f"kolom {column(field)}: {value.why}", None
            values[column(field)] = value
        return FileRow(row.line, values, problem)

    def is_sum(self, cells: Sequence[Cell]) -> bool:
        """A row that begins with a word such as `Jumlah`, and lacks a value that every row of the contract has."""
        first = next((cell for cell in cells if not _blank(cell)), None)
        label = as_title(first).rstrip(" :.")
        found = SUM.match(label)
        if found is None:
            return False
        # The word may stand in the very column of the key.
        is_word = found.end() == len(label)
        return any(_blank(cell) or (is_word and cell is first) for cell in self._needed(cells))

    def is_header(self, cells: Sequence[Cell]) -> bool:
        return all(as_title(_at(cells, place)) == self.header.titles[place] for place in self.header.places)

    def _needed(self, cells: Sequence[Cell]) -> Iterator[Cell]:
        for field, place in zip(self.fields, self.header.places, strict=True):
            if field.required or field.key_position:
                yield _at(cells, place)

    def _other_width(self, cells: Sequence[Cell]) -> str | None:
        width = self.header.width
        if len(cells) >= width and all(map(_blank, cells[width:])):
            return None
        return (
            f"ada {len(cells)} nilai, padahal judulnya {width} kolom; baris terpotong, atau ada pemisah di dalam nilai yang tidak "
            f"diapit tanda kutip"
        )


def _at(cells: Sequence[Cell], place: int) -> Cell:
    """Rows of a sheet end with their last cell."""
    return cells[place] if place < len(cells) else None


def _blank(cell: Cell) -> bool:
    return cell is None or (isinstance(cell, str) and not cell.strip())
