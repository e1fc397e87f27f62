"""A table read range of keys by range of keys, while others write to it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from pymysql.connections import Connection

from include.contract.model import Contract
from include.database import connect
from include.settings import DatabaseSettings
from include.sources.binlog_row import shortest
from include.sources.binlog_server import TableShape
from include.sources.mysql_table import MysqlTable, RowByRow, literal

MAX_BYTES = 64_000_000
"""Bytes of text after which a range ends early, so that large rows do not fill the memory."""
AT_ONCE = 1_000


@dataclass
class KeyRange:
    """The next rows after a key. `after` is the last key of them, as SQL; None once the table was read to its end."""

    rows: list[dict[str, Any]] = field(default_factory=list)
    after: list[str] | None = None


def read_range(
    settings: DatabaseSettings, contract: Contract, shape: TableShape, after: list[str], max_rows: int
) -> KeyRange:
    """At most `max_rows` rows after the key `after`, all as one query saw them. An empty `after` is the beginning."""
    found, size = KeyRange(), 0
    # A connection of its own, because one whose rows are not read to the end is good for nothing else.
    with connect(settings, autocommit=True) as connection:
        table = MysqlTable(connection, contract)
        floats = [column for column in table.columns if shape.types[column] == "float"]
        for row in _rows(connection, _select(table.columns, floats, shape, after, max_rows)):
            for column in floats:
                row[column] = None if row[column] is None else shortest(row[column])
            found.rows.append(row)
            size += sum(len(value) for value in row.values() if isinstance(value, (str, bytes)))
            if len(found.rows) == max_rows or size >= MAX_BYTES:
                found.after = [literal(row[column], table.types[column]) for column in shape.key]
                break
    return found


def _select(columns: tuple[str, ...], floats: list[str], shape: TableShape, after: list[str], max_rows: int) -> str:
    # The server shows six digits of a FLOAT, and more of it as a DOUBLE.
    wanted = ", ".join(f"`{name}` + 0e0 AS `{name}`" if name in floats else f"`{name}`" for name in columns)
    where = f"WHERE {_beyond(shape.key, after)} " if after else ""
    order = ", ".join(f"`{name}`" for name in shape.key)
    return f"SELECT {wanted} FROM `{shape.name}` {where}ORDER BY {order} LIMIT {max_rows}"


def _beyond(key: tuple[str, ...], after: list[str]) -> str:
    """For two columns: a > 1 OR (a = 1 AND b > 2), which the server finds by the index where it would scan (a, b) > (1, 2)."""
    alternatives = []
    for place, column in enumerate(key):
        same = [f"`{earlier}` = {value}" for earlier, value in zip(key[:place], after, strict=False)]
        alternatives.append(" AND ".join([*same, f"`{column}` > {after[place]}"]))
    return " OR ".join(f"({alternative})" for alternative in alternatives)


def _rows(connection: Connection[Any], sql: str) -> Iterator[dict[str, Any]]:
    with connection.cursor(RowByRow) as cursor:
        cursor.execute(sql)
        while rows := cursor.fetchmany(AT_ONCE):
            yield from rows
