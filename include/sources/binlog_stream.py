"""The changes of one table in the binlog, from the transactions that were read up to where the log ends now."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from random import SystemRandom
from typing import Any

import pymysql
from pymysqlreplication import BinLogStreamReader
from pymysqlreplication.event import (
    FormatDescriptionEvent,
    GtidEvent,
    MariadbGtidEvent,
    NotImplementedEvent,
    QueryEvent,
    XAPrepareEvent,
    XidEvent,
)
from pymysqlreplication.row_event import (
    DeleteRowsEvent,
    PartialUpdateRowsEvent,
    RowsEvent,
    UpdateRowsEvent,
    WriteRowsEvent,
)

from include.database import code, connect, is_transient, unavailable
from include.errors import FinalError, ServiceUnavailable
from include.settings import DatabaseSettings
from include.sources.binlog_gtid import Gtids
from include.sources.binlog_row import Row, RowReader
from include.sources.binlog_statement import Effect, effect

EVENTS = [
    FormatDescriptionEvent, GtidEvent, MariadbGtidEvent, QueryEvent, XidEvent, XAPrepareEvent, WriteRowsEvent,
    UpdateRowsEvent, DeleteRowsEvent, PartialUpdateRowsEvent, NotImplementedEvent,
]  # fmt: skip
UNREADABLE = {
    33: "transactions without a GTID. Set gtid_mode=ON",
    40: "compressed transactions. Set binlog_transaction_compression=OFF",
    42: "GTIDs with a tag. Let transactions be written without one (gtid_next=AUTOMATIC)",
    **dict.fromkeys(range(165, 172), "compressed events. Set log_bin_compress=OFF"),
}
"""Types of events that may hold rows and cannot be read, in words, with what to do."""
STANDALONE = 1
"""The flag of a MariaDB transaction that is one statement, with no commit after it."""
INSIDE = ("BEGIN", "SAVEPOINT", "ROLLBACK TO", "RELEASE SAVEPOINT", "XA START", "XA END")

NEEDS_RIGHT, CANNOT_DUMP = 1227, 1236
"""The server's codes for a right that the account lacks, and for a binlog that it cannot send from there."""

LogPlace = tuple[int, int]
"""The number of a binlog file and a byte in it."""


def log_place(file: str, byte: int) -> LogPlace:
    return int(file.rsplit(".", 1)[1]), byte


@dataclass(frozen=True)
class RowChange:
    """One row of one transaction: `number` counts the table's rows in it, from 1. An insert has no `before`."""

    gtid: str
    number: int
    before: Row | None
    after: Row | None
    second: int
    """When the statement began, in seconds since 1970."""
    file: str
    byte: int
    server_id: int


@dataclass(frozen=True)
class Statement:
    gtid: str
    effect: Effect
    text: str


@dataclass
class BinlogStream:
    """Iterating gives the changes in their order and ends at a border between transactions.

    `read` and the rest say how far it came, and are right once it has ended.
    """

    settings: DatabaseSettings
    schema: str
    table: str
    is_mariadb: bool
    read: Gtids
    """The transactions that were read. Those that are read now are added."""
    start: list[Any] | None
    """File and byte after them, where that is known of this very server. It would have to look for them in its files."""
    until: LogPlace
    server_ids: tuple[int, int]
    max_rows: int
    """Rows after which it ends at the next border."""
    file: str = ""
    byte: int = 0
    second: int = 0
    """When the last transaction that was read began."""
    border: list[Any] | None = None
    """File and byte after the last transaction that was read."""
    ended: bool = True
    """Whether it came to where the log ended, and not only to `max_rows`."""
    _rows: int = 0
    _gtid: str = ""
    _number: int = 0
    _open: bool = False
    _reader: RowReader = field(default_factory=RowReader)

    def __iter__(self) -> Iterator[RowChange | Statement]:
        events = self._events()
        try:
            yield from self._until_the_end(events)
        except pymysql.err.MySQLError as error:
            raise self._known(error) from error
        finally:
            events.close()

    def _until_the_end(self, events: Any) -> Iterator[RowChange | Statement]:
        while (event := events.fetchone()) is not None:
            if isinstance(event, FormatDescriptionEvent):
                # Another file may use the same table ids for other tables.
                events.table_map = {}
            inside = self._gtid
            yield from self._take(event)
            self.file, self.byte = events.log_file, events.log_pos
            if self._gtid:
                continue
            if inside:
                self.border = [self.file, self.byte]
            if log_place(self.file, self.byte) >= self.until:
                return
            if self._rows >= self.max_rows:
                self.ended = False
                return

    def _take(self, event: Any) -> Iterator[RowChange | Statement]:
        if isinstance(event, (GtidEvent, MariadbGtidEvent)):
            self._gtid, self._number = event.gtid, 0
            self._open = isinstance(event, MariadbGtidEvent) and not event.flags & STANDALONE
        elif isinstance(event, RowsEvent):
            yield from self._changes(event)
        elif isinstance(event, QueryEvent):
            yield from self._statement(event)
        elif isinstance(event, XidEvent):
            self._commit(event)
        elif isinstance(event, XAPrepareEvent):
            self._prepared(event)
        elif event.event_type in UNREADABLE:
            raise FinalError(
                f"the binlog of {self.settings.name} holds {UNREADABLE[event.event_type]}, also in sessions that set it for "
                f"themselves, then ask for a new snapshot."
            )

    def _changes(self, event: RowsEvent) -> Iterator[RowChange]:
        if isinstance(event, PartialUpdateRowsEvent):
            raise FinalError(
                f"the binlog of {self.schema}.{self.table} holds parts of JSON documents. Set binlog_row_value_options='', also "
                f"in sessions that set it for themselves, then ask for a new snapshot."
            )
        for before, after in self._reader.images(event):
            self._rows += 1
            self._number += 1
            yield RowChange(
                self._gtid, self._number, before, after, event.timestamp, self.file, event.packet.log_pos,
                event.packet.server_id,
            )  # fmt: skip

    def _statement(self, event: QueryEvent) -> Iterator[Statement]:
        if event.query.upper().startswith(INSIDE):
            self._open = True
            return
        found = effect(event.query, event.schema.decode(), self.schema, self.table)
        if found is Effect.WRITTEN:
            raise FinalError(
                f"rows of {self.schema}.{self.table} were written by statement (transaction {self._gtid}), so the binlog does "
                f"not say which. Set binlog_format=ROW, also in sessions that set it for themselves, then ask for a new snapshot."
            )
        if found is not Effect.NONE:
            yield Statement(self._gtid, found, event.query)
        if not self._open or event.query.upper().startswith(("COMMIT", "ROLLBACK", "XA ")):
            self._commit(event)

    def _prepared(self, event: XAPrepareEvent) -> None:
        if self._number and not event.one_phase:
            raise FinalError(
                f"transaction {self._gtid} on {self.schema}.{self.table} was prepared by XA, so its rows stand in the binlog "
                f"before it is known whether they count. Poll the table (kind: mysql) instead."
            )
        self._commit(event)

    def _commit(self, event: Any) -> None:
        if self._gtid:
            self.read.add(self._gtid)
            self.second = event.timestamp
        self._gtid, self._open = "", False

    def _begins(self) -> dict[str, Any]:
        if self.start is None:
            return {"is_mariadb": self.is_mariadb, "auto_position": str(self.read)}
        # The library overlooks file and byte where it is told of MariaDB.
        file, byte = self.start
        return {"log_file": file, "log_pos": byte, "resume_stream": True}

    def _known(self, error: pymysql.err.MySQLError) -> Exception:
        if is_transient(error):
            return unavailable(self.settings, error)
        if code(error) == NEEDS_RIGHT:
            return refused(self.settings, error)
        where = f"the binlog of {self.settings.name} at {self.settings.host}:{self.settings.port}"
        if code(error) == CANNOT_DUMP:
            return FinalError(
                f"{where} cannot be read on from where the last run came to ({self.read}): {error.args[-1]} Most likely the "
                f"server has purged what was not read yet. Nothing was sent or skipped. Ask for a new snapshot (parameter "
                f"potret_ulang of the extract), which also finds what was deleted meanwhile, and let the server keep its binlog "
                f"longer (binlog_expire_logs_seconds)."
            )
        return FinalError(f"{where} cannot be read (error {code(error)}): {error.args[-1]}")

    def _events(self) -> Any:
        opened = 0

        def open_once(**wanted: Any) -> Any:
            # The library would go on after a lost connection from where it began, and give everything twice.
            nonlocal opened
            opened += 1
            if opened > 2:
                raise ServiceUnavailable(
                    f"database {self.settings.name!r} at {self.settings.host}:{self.settings.port} ended the connection while "
                    f"its binlog was read. The retry begins where this run began."
                )
            return _exact(connect(self.settings, autocommit=True, cursor=wanted.get("cursorclass")))

        return BinLogStreamReader(
            connection_settings={},
            pymysql_wrapper=open_once,
            server_id=SystemRandom().randint(*self.server_ids),
            slave_uuid=str(uuid.uuid4()),
            **self._begins(),
            only_schemas=[self.schema],
            only_tables=[self.table],
            only_events=EVENTS,
            filter_non_implemented_events=False,
            freeze_schema=True,
            enable_logging=False,
        )


def _exact(connection: Any) -> Any:
    """The connection, which sends of every packet what its head says.

    The library asks MariaDB for its binlog with one byte more. The server never reads it, so that its farewell resets the
    connection, and what it had sent last is sometimes lost.
    """
    send = connection._write_bytes
    connection._write_bytes = lambda packet: send(packet[: 4 + int.from_bytes(packet[:3], "little")])
    return connection


def refused(settings: DatabaseSettings, error: pymysql.err.MySQLError) -> FinalError:
    """The account lacks a right for the binlog."""
    return FinalError(
        f"database {settings.name!r} at {settings.host}:{settings.port} does not let user {settings.user!r} read its binlog "
        f"(error {code(error)}). Let who runs the server GRANT REPLICATION SLAVE, REPLICATION CLIENT ON *.* TO this user."
    )
