"""Looks at files in a drop folder, with the readers that will read them."""

from __future__ import annotations

import codecs
import csv
import re
from collections.abc import Sequence
from itertools import islice
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from include.contract.odcs_base import ColumnName
from include.draft.provisional import provisional
from include.draft.seen import SAMPLE, Column, Seen, Unusable
from include.sources.drop_folder import DropFolder, DroppedFile
from include.sources.file_header import WITHIN
from include.sources.file_rows import Cell, NumberedCells
from include.sources.file_table import read_table
from include.sources.files import OPENERS

DELIMITERS = ",;\t|"
HEAD = 1_000_000
"""Bytes by which the encoding and the delimiter of a text are told."""


def files(folder: Path, kind: str) -> dict[str, str]:
    """The files of a kind with their sizes, the newest first."""
    if not folder.is_dir():
        raise Unusable(f"Tidak ada folder {folder}. Tulis folder tempat berkasnya diletakkan.")
    found = [path for path in folder.iterdir() if path.is_file() and path.suffix.lower() == f".{kind}"]
    if not found:
        raise Unusable(f"Folder {folder} tidak berisi berkas .{kind}. Letakkan satu contoh yang sungguhan di sana.")
    found.sort(key=lambda path: path.stat().st_mtime, reverse=True)
    return {path.name: f"{path.stat().st_size:,} byte" for path in found}


def pattern_of(name: str) -> str:
    """`tracer_2025.csv` as `tracer_*.csv`, for next year's file, and `*` for what no contract can say of a name."""
    path = Path(name)
    stem = re.sub(r"[0-9][0-9_.-]*$", "*", path.stem)
    return f"{re.sub(r'[^A-Za-z0-9_. *-]+', '*', stem)}{path.suffix}"


def look(folder: Path, name: str, kind: str, connection: str) -> Seen:
    """Raises Unusable or SourceFileError when the file is empty, is of another kind or has no header."""
    with DropFolder(folder, connection).opened(name) as file:
        if file is None:
            raise Unusable(f"{name} masih ditulis. Tunggu sampai selesai, lalu jawab lagi.")
        options = _text_options(file) if kind == "csv" else {}
        looking = provisional(kind, connection, pattern_of(name), [], options)
        header = _header(name, list(islice(OPENERS[kind](file, looking).rows, WITHIN)))
    notes: list[str] = []
    declared = provisional(kind, connection, pattern_of(name), header, options)
    with DropFolder(folder, connection).opened(name) as file:
        if file is None:
            raise Unusable(f"{name} berubah selagi dilihat. Jawab lagi.")
        table = read_table(name, OPENERS[kind](file, declared), declared, notes)
        seen = list(islice(table, SAMPLE))
        total = len(seen) + sum(1 for _ in table)
    if broken := [row for row in seen if row.problem]:
        notes.append(
            f"{len(broken)} baris tidak terbaca dan akan dikarantina; yang pertama baris {broken[0].line}: {broken[0].problem}."
        )
    rows = [row.values for row in seen if not row.problem]
    if not rows:
        raise Unusable(f"{name}: tidak ada baris yang terbaca. {' '.join(notes)}")
    return Seen(tuple(Column(title) for title in header), rows, total, options=options, notes=tuple(notes))


def _text_options(file: DroppedFile) -> dict[str, Any]:
    """The encoding and the delimiter. Of several, the delimiter that stands in the first rows equally often."""
    head = file.content.read(HEAD)
    file.content.seek(0)
    encoding = "utf-8"
    try:
        text = codecs.getincrementaldecoder("utf-8-sig")().decode(head)
    except UnicodeDecodeError:
        encoding, text = "cp1252", head.decode("cp1252", errors="replace")
    try:
        delimiter = csv.Sniffer().sniff(text[:10_000], DELIMITERS).delimiter
    except csv.Error:
        delimiter = max(DELIMITERS, key=text.partition("\n")[0].count)
    return {"encoding": encoding, "delimiter": delimiter}


def _header(name: str, rows: Sequence[NumberedCells]) -> list[str]:
    """The titles in the first row that is as wide as the table and has words alone."""
    widths = [sum(not _blank(cell) for cell in row.cells) for row in rows]
    if not any(widths):
        raise Unusable(f"{name} kosong. Letakkan contoh yang berisi judul kolom dan data.")
    usual = max(set(widths), key=lambda width: (widths.count(width), width))
    for row, width in zip(rows, widths, strict=True):
        if width >= usual and all(_blank(cell) or _is_word(cell) for cell in row.cells):
            return _titles(name, row)
    raise Unusable(
        f"{name}: tidak ada baris judul di antara {WITHIN} baris pertama. Tulis judul kolomnya di berkas itu."
    )


def _titles(name: str, row: NumberedCells) -> list[str]:
    titles = [" ".join(str(cell).split()) for cell in row.cells if not _blank(cell)]
    folded = [title.casefold() for title in titles]
    if repeated := sorted({title for title in titles if folded.count(title.casefold()) > 1}):
        raise Unusable(
            f"{name}:{row.line}: judul {', '.join(repeated)} ada lebih dari sekali. Ganti judulnya di berkas itu."
        )
    for title in titles:
        try:
            TypeAdapter(ColumnName).validate_python(title)
        except ValidationError as error:
            raise Unusable(
                f"{name}:{row.line}: judul {title[:70]!r} lebih dari 64 huruf. Pendekkan judulnya."
            ) from error
    return titles


def _is_word(cell: Cell) -> bool:
    return isinstance(cell, str) and not re.fullmatch(r"[\d.,/: +-]+", cell.strip())


def _blank(cell: Cell) -> bool:
    return cell is None or (isinstance(cell, str) and not cell.strip())
