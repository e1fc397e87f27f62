"""A table whose binlog is read, for the tests of change data capture."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from include.contract.model import Field, LogicalType
from include.database import connect
from include.records import Op, SourceRecord
from include.settings import DatabaseSettings
from include.sources.base import Position, Reading
from include.sources.binlog import BinlogSource
from tests.contract.sources.builders import column, contract, read

ID = column("id", key=1, type_=LogicalType.INTEGER)
NAMA = column("nama")


class Table:
    """A source table as a test wants it."""

    def __init__(self, database: DatabaseSettings, state: Path) -> None:
        self.database, self._state = replace(database, name="siakad"), state

    def run(self, *statements: str) -> None:
        with connect(self.database, autocommit=True) as connection, connection.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)

    def named(self, *rows: tuple[int, str]) -> None:
        """The usual table of ids and names, with these rows."""
        self.run("CREATE TABLE dosens (id BIGINT PRIMARY KEY, nama VARCHAR(200))")
        for id_, nama in rows:
            self.run(f"INSERT INTO dosens VALUES ({id_}, '{nama}')")

    def names(self) -> dict[str, str]:
        with connect(self.database) as connection, connection.cursor() as cursor:
            cursor.execute("SELECT id, nama FROM dosens")
            return {str(id_): nama for id_, nama in cursor.fetchall()}

    def source(
        self, *fields: Field, rows_at_once: int = 1_000, topic: str = "uji.dosen", **changes: Any
    ) -> BinlogSource:
        options = {"chunkRows": rows_at_once, "serverIds": [1_000_000_000, 1_999_999_999]}
        declared = contract(*(fields or (ID, NAMA)), kind="binlog", topic=topic, **options)
        return replace(BinlogSource(declared, self.database, str(self._state)), **changes)


def read_on(source: BinlogSource, since: Position | None = None) -> tuple[list[SourceRecord], Reading]:
    """All records of as many passes as it takes, each settled, and the last pass."""
    records, reading = read(source, since)
    source.settle(reading)
    while reading.more:
        more, reading = read(source, reading.position)
        source.settle(reading)
        records += more
    return records, reading


def told(records: list[SourceRecord]) -> list[tuple[str, Op, Any]]:
    return [(record.key, record.op, record.value.get("nama")) for record in records]


def folded(records: list[SourceRecord]) -> dict[str, str]:
    """What an upsert table would hold: of each key the newest version."""
    newest = {record.key: record for record in sorted(records, key=lambda record: record.version)}
    return {key: record.value["nama"] for key, record in newest.items() if record.op is Op.UPSERT}
