"""The header of a file: which of its first rows it is, and where in it each column of the contract stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from include.contract.model import Field
from include.errors import SourceFileError
from include.sources.file_rows import Cell, NumberedCells, Unreadable

WITHIN = 20
"""Rows among which the header is looked for: above it stand titles, the name of the campus, a date."""


@dataclass(frozen=True)
class Header:
    """`places[i]` is where the i-th column of the contract stands in a row, counted from 0; -1 where it does not."""

    line: int
    titles: list[str]
    places: list[int]
    after: int
    """How many of the first rows it ends."""

    @cached_property
    def width(self) -> int:
        return max(at for at, title in enumerate(self.titles, 1) if title)

    @property
    def found(self) -> int:
        return sum(place >= 0 for place in self.places)

    @property
    def others(self) -> list[str]:
        """The titles that the contract does not know."""
        return [title for at, title in enumerate(self.titles) if title and at not in self.places]


def find_header(name: str, rows: list[NumberedCells], fields: Sequence[Field], hint: str) -> Header:
    """The first row, or pair of rows with merged cells, that has all columns of the contract.

    Raises SourceFileError when there is none, or a column stands in it twice.
    """
    best: Header | None = None
    for at, row in enumerate(rows):
        own = [as_title(cell) for cell in row.cells]
        above = [as_title(cell) for cell in rows[at - 1].cells] if at else []
        for titles in (own, _joined(above, own)):
            header = Header(row.line, titles, _places(titles, fields), at + 1)
            if header.found == len(fields):
                return _distinct(name, header, fields)
            if best is None or header.found > best.found:
                best = header
    raise _refusal(name, best, fields, hint)


def column(field: Field) -> str:
    return field.source_name or field.name


def as_title(cell: Cell) -> str:
    """Titles are the same whatever their case and blanks."""
    return "" if cell is None or isinstance(cell, Unreadable) else " ".join(str(cell).split()).casefold()


def _places(titles: list[str], fields: Sequence[Field]) -> list[int]:
    """By the name of a column, or by the first of its aliases that is there."""
    wanted = ([as_title(name) for name in (column(field), *field.aliases)] for field in fields)
    return [next((titles.index(name) for name in names if name in titles), -1) for names in wanted]


def _joined(upper: list[str], lower: list[str]) -> list[str]:
    """What is merged over several columns is told apart in the lower row, what is merged over both rows stands in the upper."""
    width = max(len(upper), len(lower))
    pairs = zip(upper + [""] * (width - len(upper)), lower + [""] * (width - len(lower)), strict=True)
    return [below or above for above, below in pairs]


def _distinct(name: str, header: Header, fields: Sequence[Field]) -> Header:
    for field, place in zip(fields, header.places, strict=True):
        same = [str(at) for at, title in enumerate(header.titles, 1) if title == header.titles[place]]
        if len(same) > 1:
            raise SourceFileError(
                f"{name}:{header.line}: kolom {column(field)} ada lebih dari sekali (kolom ke-{', ke-'.join(same)}). Hapus atau "
                f"ganti judul yang tidak dipakai, lalu kirim lagi."
            )
    return header


def _refusal(name: str, best: Header | None, fields: Sequence[Field], hint: str) -> SourceFileError:
    expected = ", ".join(map(column, fields))
    if best is None or not any(best.titles):
        return SourceFileError(f"{name}: tidak ada isinya. Kolom menurut kontrak: {expected}. Isi, lalu kirim lagi.")
    if not best.found:
        # What stands there may be the values of a person.
        return SourceFileError(
            f"{name}: tidak ada baris judul di antara {WITHIN} baris pertama, dibaca dengan {hint}. Kolom menurut kontrak: "
            f"{expected}. Tulis judul kolomnya, atau pakai yang disebut kontrak (pemisah, lembar), lalu kirim lagi."
        )
    missing = [column(field) for field, place in zip(fields, best.places, strict=True) if place < 0]
    return SourceFileError(
        f"{name}:{best.line}: kolom tidak ditemukan: {', '.join(missing)}; judul lain di baris itu: "
        f"{', '.join(best.others) or 'tidak ada'}. Kolom menurut kontrak: {expected}. Samakan judulnya, atau minta tim data "
        f"menulis judul yang baru sebagai `aliases` pada kontrak, lalu kirim lagi."
    )
