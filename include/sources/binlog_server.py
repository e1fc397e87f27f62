"""A MySQL or MariaDB server as the source of a change log: what it must be set to, and where its log stands."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pymysql
from pymysql.connections import Connection
from pymysql.cursors import Cursor

from include.contract.model import Contract
from include.database import code
from include.errors import FinalError, ServiceUnavailable
from include.settings import DatabaseSettings
from include.sources.binlog_gtid import Gtids, MariadbGtids, MysqlGtids
from include.sources.binlog_stream import NEEDS_RIGHT, LogPlace, log_place, refused

SETTINGS = {
    "log_bin": "ON",
    "binlog_format": "ROW",
    "binlog_row_image": "FULL",
    "binlog_row_metadata": "FULL",
    "binlog_row_value_options": "",
    "binlog_transaction_compression": "OFF",
    "log_bin_compress": "OFF",
    "gtid_mode": "ON",
}
"""What a server must be set to, of the settings that it has."""
KEY_TYPES = frozenset(
    {
        "tinyint",
        "smallint",
        "mediumint",
        "int",
        "bigint",
        "decimal",
        "bit",
        "year",
        "char",
        "varchar",
        "binary",
        "varbinary",
    }
    | {"date", "datetime", "timestamp", "time"}
)
"""Types whose order is the same in ORDER BY and in a comparison, so that a table can be read in ranges of such a key."""
UNREADABLE_TYPES = frozenset({"vector", "uuid", "inet4", "inet6"})
PARSE_ERROR = 1064


@dataclass(frozen=True)
class TableShape:
    """`schema` and `name` as the server stores them, which is how the binlog has them."""

    schema: str
    name: str
    types: dict[str, str]
    """The type of each column of the contract, as information_schema calls it."""
    key: tuple[str, ...]
    """The columns of the key in the order of their index."""


@dataclass(frozen=True)
class LogFile:
    end: LogPlace

    def after(self, place: LogPlace) -> int:
        """Its bytes after a place in the log."""
        number, size = self.end
        return size if number > place[0] else max(size - place[1], 0) if number == place[0] else 0


@dataclass(frozen=True)
class BinlogServer:
    connection: Connection[Any]
    settings: DatabaseSettings
    contract: Contract

    @property
    def is_mariadb(self) -> bool:
        ((version,),) = self._rows("SELECT VERSION()")
        return "MariaDB" in version

    def check(self) -> TableShape:
        """What the table looks like. Raises FinalError for whatever would make its changes unreadable or incomplete."""
        self._check_settings()
        shape = self._shape()
        self._check_cascades()
        return shape

    def identity(self) -> str:
        """Of two servers with the same log, which one this is: a file of the one has other bytes than that of the other."""
        (parts,) = self._rows(f"SELECT {'@@server_uid, @@server_id' if self.is_mariadb else '@@server_uuid'}")
        return "/".join(map(str, parts))

    def gtids(self, text: str) -> Gtids:
        return MariadbGtids(text) if self.is_mariadb else MysqlGtids(text)

    def visible(self) -> str:
        """Transactions that every query sees from now on: one is in the binlog before its rows can be seen."""
        if not self.is_mariadb:
            ((executed,),) = self._rows("SELECT @@GLOBAL.gtid_executed")
            if not executed:
                raise FinalError(
                    f"{self.settings.name} has no transaction with a GTID yet. Let it write one, then run again."
                )
            return str(MysqlGtids(executed))
        self._rows("START TRANSACTION WITH CONSISTENT SNAPSHOT")
        status = dict(self._rows("SHOW STATUS LIKE 'binlog_snapshot_%%'"))
        self._rows("ROLLBACK")
        ((gtids,),) = self._rows(
            "SELECT BINLOG_GTID_POS(%s, %s)", status["Binlog_snapshot_file"], int(status["Binlog_snapshot_position"])
        )
        return str(MariadbGtids(gtids or ""))

    def require_read(self, gtids: str) -> None:
        """Raises ServiceUnavailable where this server does not have what was read, as a replica that lags does not."""
        if self.is_mariadb:
            ((executed,),) = self._rows("SELECT @@GLOBAL.gtid_current_pos")
            behind = MariadbGtids(gtids).missing_from(executed)
        else:
            ((has,),) = self._rows("SELECT GTID_SUBSET(%s, @@GLOBAL.gtid_executed)", gtids)
            behind = not has
        if behind:
            raise ServiceUnavailable(
                f"database {self.settings.name!r} at {self.settings.host}:{self.settings.port} does not have the transactions "
                f"that were read before ({gtids}). A replica that lags will catch up, and the retry goes on. Check that it "
                f"replicates; a server that was restored from a backup never will: ask for a new snapshot (parameter "
                f"potret_ulang of extract__{self.contract.source.name})."
            )

    def log_files(self) -> list[LogFile]:
        """The files of the binlog. The last one ends where the log does."""
        try:
            try:
                (status,) = self._rows("SHOW BINARY LOG STATUS")
            except pymysql.err.MySQLError as error:
                if code(error) != PARSE_ERROR:
                    raise
                (status,) = self._rows("SHOW MASTER STATUS")
            files = [LogFile(log_place(row[0], int(row[1]))) for row in self._rows("SHOW BINARY LOGS")]
        except pymysql.err.MySQLError as error:
            if code(error) == NEEDS_RIGHT:
                raise refused(self.settings, error) from error
            raise
        last = LogFile(log_place(*status[:2]))
        return [*(file for file in files if file.end[0] < last.end[0]), last]

    def now(self) -> datetime:
        ((now,),) = self._rows("SELECT UTC_TIMESTAMP(6)")
        moment: datetime = now.replace(tzinfo=UTC)
        return moment

    def _check_settings(self) -> None:
        names = ", ".join(f"'{name}'" for name in SETTINGS)
        found = dict(self._rows(f"SHOW GLOBAL VARIABLES WHERE variable_name IN ({names})"))
        wrong = [
            f"{name}={value} (expected {SETTINGS[name] or 'empty'})"
            for name, value in found.items()
            if value.upper() != SETTINGS[name]
        ]
        if "binlog_row_metadata" not in found:
            wrong.append("no binlog_row_metadata (expected FULL; MySQL has it from 8.0.14 on, MariaDB from 10.5 on)")
        if wrong:
            raise FinalError(
                f"the binlog of {self.settings.name} at {self.settings.host}:{self.settings.port} cannot be read: "
                f"{'; '.join(wrong)}. Let who runs the server set this in its configuration (docs/howto/read-by-cdc.md), or "
                f"poll the table (kind: mysql)."
            )

    def _shape(self) -> TableShape:
        place = f"{self.settings.name}.{self.contract.source.object}"
        rows = self._rows(
            "SELECT table_schema, table_name, column_name, data_type FROM information_schema.columns "
            "WHERE table_schema = %s AND table_name = %s",
            self.settings.database, self.contract.source.object,
        )  # fmt: skip
        if not rows:
            raise FinalError(
                f"{place} is not there, or the account may not read it. Check schema[0].physicalName in the contract, and "
                f"GRANT SELECT ON {self.settings.database}.{self.contract.source.object}."
            )
        types = {name: str(type_).lower() for _, _, name, type_ in rows}
        for column in columns(self.contract):
            if column not in types:
                raise FinalError(f"{place} has no column {column}. Compare the contract with the table.")
            if types[column] in UNREADABLE_TYPES:
                raise FinalError(
                    f"{place}.{column} is of type {types[column]}, which is not read from the binlog. Leave it out of the "
                    f"contract, or poll the table (kind: mysql)."
                )
        return TableShape(rows[0][0], rows[0][1], types, self._key(place, types))

    def _key(self, place: str, types: dict[str, str]) -> tuple[str, ...]:
        wanted = tuple(field.source_name or field.name for field in self.contract.key_fields)
        indexes: dict[str, list[tuple[Any, ...]]] = {}
        for row in self._rows(f"SHOW INDEX FROM `{self.contract.source.object}`"):
            indexes.setdefault(row[2], []).append(row)
        for index in indexes.values():
            names = tuple(row[4] for row in sorted(index, key=lambda row: row[3]))
            whole = all(not row[1] and row[7] is None and row[9] != "YES" for row in index)
            if whole and set(names) == set(wanted):
                break
        else:
            raise FinalError(
                f"{place} has no unique index on ({', '.join(wanted)}), the key in the contract, so its rows cannot be told "
                f"apart nor read in ranges. Name the columns of its primary key, or poll the table (kind: mysql)."
            )
        for name in names:
            if types[name] not in KEY_TYPES:
                raise FinalError(
                    f"{place}.{name} is part of the key and of type {types[name]}, by which a table cannot be read in ranges. "
                    f"Poll the table (kind: mysql)."
                )
        return names

    def _check_cascades(self) -> None:
        """MySQL logs what foreign keys change from 9.6 on, MariaDB and older MySQL do not."""
        logged = self._rows(
            "SHOW GLOBAL VARIABLES WHERE variable_name = 'innodb_native_foreign_keys' AND value = 'OFF'"
        )
        ((_, statement, *_),) = self._rows(f"SHOW CREATE TABLE `{self.contract.source.object}`")
        found = re.search(r"ON (?:DELETE|UPDATE) (?:CASCADE|SET NULL)", statement)
        if found and not logged:
            raise FinalError(
                f"{self.settings.name}.{self.contract.source.object} has a foreign key with {found.group()}. What this server "
                f"changes through it is not in the binlog, so rows would be wrong for ever. Poll the table (kind: mysql), which "
                f"compares keys."
            )

    def _rows(self, sql: str, *parameters: Any) -> list[Any]:
        with self.connection.cursor(Cursor) as cursor:
            cursor.execute(sql, parameters or None)
            return list(cursor.fetchall())


def holds(files: list[LogFile], place: LogPlace) -> bool:
    """Whether the log can be read from a place: its file is there, and goes so far."""
    return any(file.end[0] == place[0] and file.end[1] >= place[1] for file in files)


def columns(contract: Contract) -> tuple[str, ...]:
    return tuple(field.source_name or field.name for field in contract.message_fields)
