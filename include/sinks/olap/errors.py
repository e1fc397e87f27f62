"""Errors of DuckDB and of the disk in the words of this project."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from include.errors import FinalError, KampusError, ServiceUnavailable

REFUSED = (duckdb.DataError, duckdb.IntegrityError, duckdb.ProgrammingError)
"""A value, a row or a statement does not fit the tables."""
SHOWING = (duckdb.DataError, duckdb.IntegrityError, duckdb.InvalidInputException)
"""Their texts can show a value, which may be personal, so they are not even passed on as the cause."""
DAMAGED = re.compile("not a valid DuckDB|[Cc]orrupt|Could not read enough bytes|database file with version")
HELD = re.compile(r"Could not set lock on file .*?(\(PID \d+\)|$)", re.DOTALL)


@contextmanager
def known_errors(file: Path) -> Iterator[None]:
    """An error of DuckDB that leaves the block becomes one of this project, about `file`."""
    try:
        yield
    except SHOWING as error:
        raise _known(file, error) from None
    except duckdb.Error as error:
        raise _known(file, error) from error


@contextmanager
def disk_errors(folder: Path) -> Iterator[None]:
    """An error of the disk that leaves the block becomes ServiceUnavailable."""
    try:
        yield
    except OSError as error:
        raise ServiceUnavailable(
            f"folder {folder} of the OLAP store cannot be read or written ({error.strerror or type(error).__name__}). Check that "
            f"it exists, its rights and its free space."
        ) from error


def _known(file: Path, error: duckdb.Error) -> KampusError:
    text = str(error)
    if DAMAGED.search(text) or isinstance(error, duckdb.SerializationException):
        return FinalError(
            f"{file} is damaged, or of a newer DuckDB than {duckdb.__version__}. Put the newest copy in its place, or begin anew: "
            f"docs/howto/query-the-olap-store.md says how. The next loads bring what it then lacks."
        )
    if held := HELD.search(text):
        return ServiceUnavailable(
            f"{file} is open in another program {held[1]}. Only loads may open it: close that program, and read the published "
            f"copies instead."
        )
    if isinstance(error, (duckdb.OperationalError, duckdb.FatalException)):
        return ServiceUnavailable(
            f"{file} cannot be read or written ({type(error).__name__}). Nothing is half done. Check the free space and the "
            f"rights of its disk, and the memory of this machine."
        )
    return FinalError(
        f"{file}: DuckDB refuses a statement ({type(error).__name__}). Compare its tables with the contracts."
    )
