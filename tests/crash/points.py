"""The points at which a process is killed or held up: the function that is replaced there, and by what.

The names are those that the tests use. Which of them stand for which failure point of the design, the matrix says.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pyarrow.parquet as pq
from fsspec.implementations.local import LocalFileSystem
from pyiceberg.catalog.sql import SqlCatalog
from pymysql.connections import Connection, LoadLocalFile
from pymysql.constants import COMMAND

from include import consume, extract, ingest
from include.audit import ledger, outside, plan, quarantine, trail
from include.broker import read
from include.broker.produce import Sender
from include.sinks.lakehouse import load as lakehouse_load
from include.sinks.olap import load as olap_load
from include.sinks.olap import trail as olap_trail
from include.sinks.olap import write as olap_write
from include.sinks.warehouse import sink as warehouse_sink

Then = Callable[[], None]
Wrap = Callable[[Callable[..., Any], Then], Callable[..., Any]]


def before(original: Callable[..., Any], then: Then) -> Callable[..., Any]:
    def replaced(*arguments: Any, **named: Any) -> Any:
        then()
        return original(*arguments, **named)

    return replaced


def after(original: Callable[..., Any], then: Then) -> Callable[..., Any]:
    def replaced(*arguments: Any, **named: Any) -> Any:
        result = original(*arguments, **named)
        then()
        return result

    return replaced


def after_half_of_the_file(original: Callable[..., Any], then: Then) -> Callable[..., Any]:
    """The server has got a part of what LOAD DATA sends, and waits for the rest."""

    def replaced(upload: LoadLocalFile) -> None:
        with open(upload.filename, "rb") as file:
            content = file.read()
        upload.connection.write_packet(content[: len(content) // 2])
        then()
        original(upload)

    return replaced


def with_the_answer_lost(original: Callable[..., Any], then: Then) -> Callable[..., Any]:
    """The next COMMIT is sent, and nobody waits for the answer."""

    def replaced(*arguments: Any, **named: Any) -> Any:
        def commit(connection: Any) -> None:
            connection._execute_command(COMMAND.COM_QUERY, "COMMIT")
            then()

        result = original(*arguments, **named)
        Connection.commit = commit  # type: ignore[method-assign]
        return result

    return replaced


def after_the_first_acknowledgement(original: Callable[..., Any], then: Then) -> Callable[..., Any]:
    def replaced(sender: Any, *message: Any) -> None:
        original(sender, *message)
        sender._producer.flush(10)
        then()

    return replaced


@dataclass(frozen=True)
class Point:
    owner: Any
    name: str
    wrap: Wrap

    def replace(self, then: Then) -> None:
        setattr(self.owner, self.name, self.wrap(getattr(self.owner, self.name), then))


POINTS: dict[str, Point] = {
    "the topic looked at": Point(ingest, "topic_offsets", after),
    "plans written, not committed": Point(plan, "append", after),
    "plans committed": Point(ingest, "plan_batches", after),
    "before reading": Point(consume, "read_range", before),
    "a message read": Point(read, "_raw", after),
    "transformed": Point(consume, "transform", after),
    "checked": Point(consume, "check", after),
    "half staged": Point(LocalFileSystem, "mv", after),
    "staged": Point(ingest, "_staged", after),
    "warehouse: half of the rows sent": Point(LoadLocalFile, "send_data", after_half_of_the_file),
    "warehouse: rows written": Point(warehouse_sink, "write", after),
    "warehouse: rejects written": Point(quarantine, "record", after),
    "warehouse: audit row written": Point(trail, "append_audit", after),
    "warehouse: ledger moved": Point(ledger, "advance", after),
    "warehouse: commit sent": Point(ledger, "advance", with_the_answer_lost),
    "lakehouse: a file half written": Point(pq.ParquetWriter, "write", after),
    "lakehouse: files written": Point(lakehouse_load, "write_files", after),
    "lakehouse: rejects written": Point(quarantine, "record", after),
    "lakehouse: before the commit": Point(SqlCatalog, "commit_table", before),
    "lakehouse: committed": Point(SqlCatalog, "commit_table", after),
    "lakehouse: audit row written": Point(outside, "insert_audit", after),
    "olap: older rows removed": Point(olap_write, "_count", after),
    "olap: rows written": Point(olap_load, "write", after),
    "olap: ledger moved": Point(olap_load, "renew_state", after),
    "olap: rejects written": Point(quarantine, "record", after),
    "olap: committed": Point(olap_trail, "catch_up", before),
    "olap: audit row written": Point(outside, "insert_audit", after),
    "loaded, not told": Point(ingest, "load", after),
    "source: written down, not named": Point(extract, "save_pending", before),
    "source: named, not sent": Point(extract, "save_pending", after),
    "source: one message acknowledged": Point(Sender, "send", after_the_first_acknowledgement),
    "source: sent, not saved": Point(extract, "save_position", before),
    "source: saved": Point(extract, "save_position", after),
}
