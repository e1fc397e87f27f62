"""Looks at a table of MySQL or MariaDB."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pymysql
from pymysql.connections import Connection

from include.contract.model import Contract
from include.database import code, connect, is_transient
from include.draft.seen import SAMPLE, Column, Row, Seen, Unusable
from include.settings import DatabaseSettings
from include.sources.binlog_server import BinlogServer
from include.sources.values import plain

UNREADABLE = ("blob", "binary", "geometry", "point", "linestring", "polygon", "vector", "uuid", "inet")
SLOW = 2_000_000
"""Rows above which nobody waits for all of them to be compared."""
NO_RIGHT = frozenset({1142, 1143, 1370})


def tables(settings: DatabaseSettings) -> dict[str, str]:
    """The tables and views that the account sees, each with about how many rows it has."""
    with connect(settings) as connection:
        found = _rows(
            connection,
            "SELECT table_name, table_type, table_rows FROM information_schema.tables WHERE table_schema = %s ORDER BY 1",
            settings.database,
        )
    if not found:
        raise Unusable(
            f"Basis data {settings.database!r} di {settings.host}:{settings.port} tidak punya tabel yang boleh dilihat akun "
            f"{settings.user!r}. Periksa namanya, atau mintakan GRANT SELECT ON {settings.database}.*."
        )
    return {name: "view" if kind == "VIEW" else f"sekitar {count or 0:,} baris" for name, kind, count in found}


def look(settings: DatabaseSettings, table: str) -> Seen:
    """Raises Unusable when the table is not there, may not be read, or no contract can be about it."""
    with connect(settings) as connection:
        try:
            return _look(connection, settings, table)
        except pymysql.err.MySQLError as error:
            if is_transient(error):
                raise
            raise Unusable(_refused(settings, table, error)) from error


def repeated_keys(settings: DatabaseSettings, table: str, total: int | None, key: Iterable[str]) -> bool | None:
    """Whether two rows of the whole table share the key; None where the table is too large to find out."""
    if total is None or total > SLOW:
        return None
    columns = ", ".join(f"`{column}`" for column in key)
    with connect(settings) as connection:
        sql = f"SELECT 1 FROM `{table}` GROUP BY {columns} HAVING COUNT(*) > 1 LIMIT 1"
        return bool(_rows(connection, sql))


def require_binlog(settings: DatabaseSettings, contract: Contract) -> None:
    """Raises FinalError when the server, the table or the account does not let its changes be read."""
    with connect(settings) as connection:
        server = BinlogServer(connection, settings, contract)
        server.check()
        server.log_files()


def _refused(settings: DatabaseSettings, table: str, error: pymysql.err.MySQLError) -> str:
    if code(error) in NO_RIGHT:
        return (
            f"Akun {settings.user!r} tidak boleh membaca {table}. Mintakan GRANT SELECT ON {settings.database}.{table}, atau pilih "
            f"tabel lain."
        )
    return f"{table} tidak dapat dibaca (galat {code(error)}): {error.args[-1]}. Perbaiki di sumber, atau pilih tabel lain."


def _look(connection: Connection[Any], settings: DatabaseSettings, table: str) -> Seen:
    found = _rows(
        connection,
        "SELECT column_name, column_type, is_nullable, column_comment, extra FROM information_schema.columns "
        "WHERE table_schema = %s AND table_name = %s ORDER BY ordinal_position",
        settings.database,
        table,
    )
    if not found:
        raise Unusable(f"Tidak ada tabel {table!r} di {settings.database}, atau akunnya tidak boleh melihatnya.")
    columns, left_out = [], {}
    for name, native, nullable, comment, extra in found:
        kind = native.decode() if isinstance(native, bytes) else str(native)
        if any(word in kind.split("(")[0].lower() for word in UNREADABLE) or name != name.strip() or "`" in name:
            left_out[name] = f"jenis {kind} tidak punya bentuk dalam pesan"
            continue
        columns.append(Column(name, kind, nullable == "NO", comment or "", "on update" in extra.lower()))
    if not columns:
        raise Unusable(f"Semua kolom {table} berjenis yang tidak dapat dibawa dalam pesan. Pilih tabel lain.")
    keys = _keys(connection, table, {column.name for column in columns if column.required})
    rows = _sample(connection, table, columns, keys)
    return Seen(tuple(columns), rows, _total(connection, settings, table, rows), keys, left_out=left_out)


def _keys(connection: Connection[Any], table: str, full: set[str]) -> tuple[tuple[str, ...], ...]:
    """The unique indexes over whole columns that are never empty, the primary key first."""
    indexes: dict[str, list[tuple[int, str, Any]]] = {}
    for row in _rows(connection, f"SHOW INDEX FROM `{table}`"):
        if not row[1]:
            indexes.setdefault(row[2], []).append((row[3], row[4], row[7]))
    whole = {
        name: tuple(column for _, column, _ in sorted(parts, key=lambda part: part[0]))
        for name, parts in indexes.items()
        if all(column in full and part is None for _, column, part in parts)
    }
    return tuple(whole[name] for name in sorted(whole, key=lambda name: (name != "PRIMARY", len(whole[name]))))


def _sample(
    connection: Connection[Any], table: str, columns: list[Column], keys: tuple[tuple[str, ...], ...]
) -> list[Row]:
    """The first and the last rows by the key, where the table is large: what is old and what is new may look different."""
    selected = ", ".join(_selected(column) for column in columns)
    names = [column.name for column in columns]
    if not keys:
        return _dicts(names, _rows(connection, f"SELECT {selected} FROM `{table}` LIMIT {SAMPLE}"))
    order = [f"`{column}`" for column in keys[0]]
    half = f"SELECT {selected} FROM `{table}` ORDER BY {{}} LIMIT {SAMPLE // 2}"
    first = _rows(connection, half.format(", ".join(order)))
    if len(first) < SAMPLE // 2:
        return _dicts(names, first)
    last = _rows(connection, half.format(", ".join(f"{column} DESC" for column in order)))
    at = [names.index(column) for column in keys[0]]
    seen = {tuple(row[i] for i in at) for row in first}
    return _dicts(names, [*first, *(row for row in reversed(last) if tuple(row[i] for i in at) not in seen)])


def _selected(column: Column) -> str:
    """As an extract sends it: times as text, bits as numbers."""
    word = column.native.lower()
    if word.startswith("bit"):
        return f"`{column.name}` + 0"
    return (
        f"CAST(`{column.name}` AS CHAR)"
        if word.startswith("time") and not word.startswith("timestamp")
        else f"`{column.name}`"
    )


def _dicts(names: list[str], rows: Iterable[tuple[Any, ...]]) -> list[Row]:
    return [{name: _in_a_message(value) for name, value in zip(names, row, strict=True)} for row in rows]


def _in_a_message(value: Any) -> Any:
    return value if value is None or isinstance(value, (str, int, float)) else plain(value)


def _total(connection: Connection[Any], settings: DatabaseSettings, table: str, rows: list[Row]) -> int | None:
    """Counted where it is little work, else as the catalog estimates it. Nobody knows of a large view."""
    if len(rows) < SAMPLE // 2:
        return len(rows)
    sql = "SELECT table_rows FROM information_schema.tables WHERE table_schema = %s AND table_name = %s"
    ((estimate,),) = _rows(connection, sql, settings.database, table)
    if estimate is None or estimate > SLOW:
        return estimate and int(estimate)
    ((count,),) = _rows(connection, f"SELECT COUNT(*) FROM `{table}`")
    return int(count)


def _rows(connection: Connection[Any], sql: str, *parameters: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters or None)
        return list(cursor.fetchall())
