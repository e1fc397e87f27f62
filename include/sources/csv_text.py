"""The rows of one CSV file, or why the file is refused as a whole."""

from __future__ import annotations

import csv
import io
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from include.contract.model import Contract
from include.errors import SourceFileError

# A value may be as long as a message; an unclosed quote is found by the end of the file, not by its length.
csv.field_size_limit(sys.maxsize)

NumberedRow = tuple[int, dict[str, str]]
"""The line of the file on which the record begins, counted from 1, and its values by column."""


@dataclass(frozen=True)
class Format:
    """What a contract says of the files of a dataset."""

    encoding: str
    delimiter: str
    columns: tuple[str, ...]

    @classmethod
    def of(cls, contract: Contract) -> Format:
        options = contract.source.options or {}
        columns = tuple(field.source_name or field.name for field in contract.message_fields)
        return cls(options["encoding"], options["delimiter"], columns)


def read_rows(name: str, content: bytes, format_: Format) -> list[NumberedRow]:
    """Raises SourceFileError when the file cannot be trusted; its message names the file and the line.

    Lines end as in any text editor, with LF, CR LF or CR, and nowhere else. Rows without any value are left out.
    """
    numbered = _numbered(name, _text(name, content, format_), format_)
    line, header = next(numbered, (1, []))
    columns = _columns(name, line, [cell.strip() for cell in header], format_)
    rows = []
    for line, cells in numbered:
        if not any(cell.strip() for cell in cells):
            continue
        if len(cells) != len(columns):
            raise SourceFileError(
                f"{name}:{line}: {len(cells)} values, expected {len(columns)} as in the header. A value with the delimiter "
                f"{format_.delimiter!r} in it needs quotes."
            )
        rows.append((line, dict(zip(columns, cells, strict=True))))
    if not rows:
        raise SourceFileError(f"{name}: the file has a header and no rows. Expected at least one row.")
    return rows


def _text(name: str, content: bytes, format_: Format) -> str:
    advice = f"Save the file as {format_.encoding.upper()} and drop it again."
    if b"\0" in content:
        line = content[: content.index(b"\0")].count(b"\n") + 1
        raise SourceFileError(f"{name}:{line}: a NUL byte; the file is UTF-16 or damaged. {advice}")
    try:
        return content.decode("utf-8-sig" if format_.encoding == "utf-8" else format_.encoding)
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        byte = content[error.start]
        raise SourceFileError(f"{name}:{line}: byte 0x{byte:02x} is not {format_.encoding}. {advice}") from error


def _numbered(name: str, text: str, format_: Format) -> Iterator[tuple[int, list[str]]]:
    """The records, each with the line on which it begins: a quoted value may go over several lines."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=format_.delimiter, strict=True)
    while True:
        first = reader.line_num + 1
        try:
            cells = next(reader, None)
        except csv.Error as error:
            raise SourceFileError(
                f"{name}:{first}: the record that begins here is no CSV with delimiter {format_.delimiter!r}: {error}. Look for "
                f"a quote that is not closed."
            ) from error
        if cells is None:
            return
        yield first, cells


def _columns(name: str, line: int, header: list[str], format_: Format) -> list[str]:
    expected = ", ".join(format_.columns)
    if not any(header):
        raise SourceFileError(f"{name}: the file is empty. Expected a header with {expected}.")
    if not set(header) & set(format_.columns):
        # What stands there may be the values of a person.
        raise SourceFileError(
            f"{name}:{line}: no header: none of the contract's columns stands there. Expected {expected}, with delimiter "
            f"{format_.delimiter!r}."
        )
    problems = {
        "missing": [column for column in format_.columns if column not in header],
        "unknown": [column for column in header if column not in format_.columns],
        "more than once": [column for column, count in Counter(header).items() if count > 1],
    }
    found = "; ".join(f"{what}: {', '.join(columns)}" for what, columns in problems.items() if columns)
    if found:
        raise SourceFileError(f"{name}:{line}: other columns than the contract's. {found}. Expected {expected}.")
    return header
