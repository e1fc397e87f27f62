"""Bulk loading of an Arrow table, with proof that the database took exactly what it was given.

`LOAD DATA LOCAL` turns errors into warnings and coerces silently, so only validated values are loaded, and the row and
warning counts are compared inside the transaction.
"""

from __future__ import annotations

import tempfile
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pa_csv
import pymysql
from pymysql.connections import Connection

from include.errors import LoadMismatch

DUPLICATE_KEY = 1062
LOCAL_FORBIDDEN = {1148, 3948, 4166}
CHUNK = 5_000


def load(connection: Connection[Any], table: pa.Table, target: str, constants: dict[str, str]) -> int:
    """Add rows to `target`, leaving rows whose primary key is there as they are. Returns how many were added.

    `constants` are columns that every row gets, as SQL expressions. Raises LoadMismatch when the database changed or
    left out anything else than duplicates.
    """
    if table.num_rows == 0:
        return 0
    try:
        added = _load_data(connection, table, target, constants)
    except pymysql.err.MySQLError as error:
        if error.args and error.args[0] in LOCAL_FORBIDDEN:
            return _insert(connection, table, target, constants)
        raise
    _verify(connection, target, table.num_rows - added)
    return added


def _load_data(connection: Connection[Any], table: pa.Table, target: str, constants: dict[str, str]) -> int:
    names = table.schema.names
    variables = ", ".join(f"@v{n}" for n in range(len(names)))
    # Missing values are written as nothing at all, and no text is ever empty after cleaning.
    assignments = [f"`{name}` = NULLIF(@v{n}, '')" for n, name in enumerate(names)]
    assignments += [f"`{name}` = {expression}" for name, expression in constants.items()]
    with tempfile.NamedTemporaryFile(suffix=".csv") as file:
        options = pa_csv.WriteOptions(include_header=False, quoting_style="all_valid")
        pa_csv.write_csv(_writable(table), file.name, options)
        with connection.cursor() as cursor:
            return int(
                cursor.execute(
                    f"LOAD DATA LOCAL INFILE '{file.name}' IGNORE INTO TABLE `{target}` CHARACTER SET utf8mb4 "
                    f"FIELDS TERMINATED BY ',' ENCLOSED BY '\"' ESCAPED BY '' LINES TERMINATED BY '\\n' "
                    f"({variables}) SET {', '.join(assignments)}"
                )
            )


def _verify(connection: Connection[Any], target: str, duplicates: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT @@warning_count")
        warnings = cursor.fetchone()[0]
        if warnings == duplicates:
            return
        cursor.execute("SHOW WARNINGS LIMIT 1000")
        codes = sorted({(code, _column_of(text)) for _, code, text in cursor.fetchall() if code != DUPLICATE_KEY})
    raise LoadMismatch(
        f"table {target!r}: {duplicates} rows were not added and the server gave {warnings} warnings; expected one warning for "
        f"each row that was there already. Other warnings (code, column): {codes[:5]}. Rolled back; compare the table with "
        f"the contract."
    )


def _insert(connection: Connection[Any], table: pa.Table, target: str, constants: dict[str, str]) -> int:
    """The way for servers that forbid LOCAL: multi-row inserts, strict, in the same transaction."""
    names = [*table.schema.names, *constants]
    marks = ", ".join(["%s"] * table.num_columns + list(constants.values()))
    sql = f"INSERT INTO `{target}` ({', '.join(f'`{n}`' for n in names)}) VALUES ({marks})"
    sql += f" ON DUPLICATE KEY UPDATE `{names[0]}` = `{target}`.`{names[0]}`"
    before = _count(connection, target)
    with connection.cursor() as cursor:
        for start in range(0, table.num_rows, CHUNK):
            rows = _writable(table.slice(start, CHUNK)).to_pydict()
            cursor.executemany(sql, list(zip(*rows.values(), strict=True)))
    return _count(connection, target) - before


def _count(connection: Connection[Any], target: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT COUNT(*) FROM `{target}`")
        return int(cursor.fetchone()[0])


def _writable(table: pa.Table) -> pa.Table:
    """The table in types whose text form MySQL reads: times without a zone (they are UTC), booleans as 0 and 1."""
    arrays = []
    for column in table.columns:
        if pa.types.is_timestamp(column.type):
            arrays.append(pc.cast(column, pa.timestamp("us")))
        elif pa.types.is_boolean(column.type):
            arrays.append(pc.cast(column, pa.int8()))
        else:
            arrays.append(column)
    return pa.table(arrays, names=table.schema.names)


def _column_of(warning: str) -> str:
    """The column a warning names; its text may show a value and is not passed on."""
    return warning.split("column '")[1].split("'")[0] if "column '" in warning else "?"
