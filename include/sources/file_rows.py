"""What the readers of files hand on: rows as they stand in the file, and rows as the contract names their values."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, NamedTuple


@dataclass(frozen=True)
class Unreadable:
    """A cell whose value is not in the file. `why` is in Indonesian and names the cell where that is not plain."""

    why: str


Cell = str | int | float | bool | datetime | date | time | timedelta | Unreadable | None


class NumberedCells(NamedTuple):
    """A row of a file. `line` is where it begins: the line of a text, the row of a sheet, counted from 1."""

    line: int
    cells: Sequence[Cell]
    problem: str | None = None
    """Why its cells cannot be told apart, in Indonesian."""


@dataclass(frozen=True)
class Sheet:
    """The rows of one file. Taking them raises SourceFileError where the file cannot be trusted any more."""

    rows: Iterator[NumberedCells]
    epoch: datetime
    """The day from which dates are counted that are written as numbers."""
    hint: str
    """What a reader of a refusal should know of how the file was read: its delimiter, or its sheet."""
    is_text: bool
    """Whether a row of another width than the header's was cut or has a delimiter too many."""


class FileRow(NamedTuple):
    """A row by the columns of the contract. `problem` says in Indonesian why it cannot be taken as it stands."""

    line: int
    values: dict[str, Any]
    problem: str | None
