"""Bulk loading of an Arrow table, with proof that the database took exactly what it was given.

`LOAD DATA LOCAL` turns errors into warnings and coerces silently, so only validated values are loaded, and the row and
warning counts are compared inside the transaction.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pa_csv
import pymysql
from pymysql.connections import Connection
from pymysql.cursors import Cursor

from include.database import code
from include.errors import LoadMismatch, ServiceUnavailable

DUPLICATE_KEY = 1062
LOCAL_FORBIDDEN = {1148, 3948, 4166}
NAMED_COLUMN = (
    r"for column '([^']+)' at row \d+$|for column .*`([^`]+)` at row \d+$|^Column '([^']+)' cannot be null$|"
    r"^Unknown column '([^']+)' in "
)
CHUNK = 5_000
"""Rows that are turned into Python values at a time where LOCAL is forbidden."""


class CountingCursor(Cursor):
    """Adds up the warnings of all statements, of which `executemany` sends several."""

    warnings = 0

    def execute(self, query: Any, args: Any = None) -> int:
        affected = super().execute(query, args)
        self.warnings += self.warning_count
        return affected


def load(connection: Connection[Any], table: pa.Table, target: str, constants: Mapping[str, Any]) -> None:
    """Add rows to `target`, leaving rows whose primary key is there as they are. `constants` are columns of every row.

    Empty text is missing. Raises LoadMismatch when the database changed a value or left out anything else than
    duplicates.
    """
    writable = _writable(table)
    try:
        _load_data(connection, writable, target, constants)
    except pymysql.err.MySQLError as error:
        if code(error) not in LOCAL_FORBIDDEN:
            raise
        _insert(connection, writable, target, constants)


def _load_data(connection: Connection[Any], table: pa.Table, target: str, constants: Mapping[str, Any]) -> None:
    names = table.schema.names
    variables = ", ".join(f"@v{n}" for n in range(len(names)))
    # A missing value is written as nothing at all.
    assignments = [f"`{name}` = NULLIF(@v{n}, '')" for n, name in enumerate(names)]
    assignments += [f"`{name}` = {connection.literal(value)}" for name, value in constants.items()]
    with _as_csv(table) as path, connection.cursor() as cursor:
        added = cursor.execute(
            f"LOAD DATA LOCAL INFILE '{path}' IGNORE INTO TABLE `{target}` CHARACTER SET utf8mb4 "
            f"FIELDS TERMINATED BY ',' ENCLOSED BY '\"' ESCAPED BY '' LINES TERMINATED BY '\\n' "
            f"({variables}) SET {', '.join(assignments)}"
        )
        duplicates = table.num_rows - added
        cursor.execute("SELECT @@warning_count")
        (warnings,) = cursor.fetchone()
        if warnings == duplicates:
            return
        cursor.execute("SHOW WARNINGS LIMIT 1000")
        others = sorted({(number, column_of(text)) for _, number, text in cursor.fetchall() if number != DUPLICATE_KEY})
    raise LoadMismatch(
        f"table {target!r}: {duplicates} rows were not added and the server gave {warnings} warnings; expected one warning for "
        f"each row that was there already. Other warnings (code, column): {others[:5]}. Rolled back; compare the table with "
        f"the contract."
    )


@contextmanager
def _as_csv(table: pa.Table) -> Iterator[str]:
    """The path of a file that holds the table meanwhile. Raises ServiceUnavailable when there is no room for it."""
    with ExitStack() as kept:
        try:
            file = kept.enter_context(tempfile.NamedTemporaryFile(suffix=".csv"))
            pa_csv.write_csv(table, file.name, pa_csv.WriteOptions(include_header=False, quoting_style="all_valid"))
        except OSError as error:
            raise ServiceUnavailable(
                f"the folder for temporary files (TMPDIR, else /tmp) cannot be written ({error.strerror or type(error).__name__}). "
                f"Nothing was loaded; check its free space."
            ) from error
        yield file.name


def _insert(connection: Connection[Any], table: pa.Table, target: str, constants: Mapping[str, Any]) -> None:
    """The way for servers that forbid LOCAL: multi-row inserts, strict, in the same transaction."""
    names = [*table.schema.names, *constants]
    sql = (
        f"INSERT INTO `{target}` ({', '.join(f'`{n}`' for n in names)}) VALUES ({', '.join(['%s'] * len(names))}) "
        f"ON DUPLICATE KEY UPDATE `{names[0]}` = `{target}`.`{names[0]}`"
    )
    with connection.cursor(CountingCursor) as cursor:
        for start in range(0, table.num_rows, CHUNK):
            rows = zip(*table.slice(start, CHUNK).to_pydict().values(), strict=True)
            cursor.executemany(sql, [(*row, *constants.values()) for row in rows])
        require_exact(target, cursor.warnings)


def require_exact(target: str, warnings: int) -> None:
    """Raises LoadMismatch when the server gave a warning where it had no reason to."""
    if warnings:
        raise LoadMismatch(
            f"table {target!r}: the server gave {warnings} warnings, so it changed values on the way in. Expected none. Rolled "
            f"back; compare the table with the contract."
        )


def column_of(message: str) -> str:
    """The column that a server's message names; its text may show a value and is not passed on."""
    found = re.search(NAMED_COLUMN, message)
    return next(name for name in found.groups() if name) if found else "?"


def _writable(table: pa.Table) -> pa.Table:
    """The table in types whose text form MySQL reads: times without a zone (they are UTC), booleans as 0 and 1."""
    return pa.table([_writable_column(column) for column in table.columns], names=table.schema.names)


def _writable_column(column: pa.ChunkedArray) -> pa.ChunkedArray:
    if pa.types.is_timestamp(column.type):
        return pc.cast(column, pa.timestamp("us"))
    if pa.types.is_boolean(column.type):
        return pc.cast(column, pa.int8())
    if pa.types.is_string(column.type):
        return pc.if_else(pc.equal(column, ""), None, column)
    return column
