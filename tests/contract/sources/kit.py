"""What the source suite needs of a kind of source: a place that a test can change, and ways to break it."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from include.database import connect
from include.settings import DatabaseSettings
from include.sources.base import Source, WindowedSource
from include.sources.binlog import BinlogSource
from include.sources.mysql import MysqlSource
from tests.contract.sources.builders import CHANGED, column, contract


class Kit(ABC):
    """One kind of source, made ready for a test. Its rows have the columns `id`, the key, and `nama`."""

    source: Source
    clock = datetime(2026, 8, 3, 1, 30, tzinfo=UTC)

    def put(self, id_: str, nama: str) -> datetime:
        """Make the row, or change it. Returns its change time, which is a minute later at each call."""
        self.clock += timedelta(minutes=1)
        self.put_at(id_, nama, self.clock)
        return self.clock

    @abstractmethod
    def put_at(self, id_: str, nama: str, changed: datetime) -> None: ...

    @abstractmethod
    def reshape(self) -> None:
        """Let the place have other columns than the contract declares: no `nama`."""

    @abstractmethod
    def away(self) -> Source:
        """The same source, whose place cannot be reached."""


class DeletingKit(Kit):
    """A source that sees deletes, and keeps files between reads to see them."""

    @abstractmethod
    def remove(self, id_: str) -> None: ...

    @abstractmethod
    def kept(self) -> int:
        """How many files it keeps."""

    @abstractmethod
    def lose_state(self) -> None: ...


class WindowedKit(DeletingKit):
    source: WindowedSource


class MysqlKit(WindowedKit):
    def __init__(self, settings: DatabaseSettings, state: Path, change: str | None, topic: str = "uji.dosen") -> None:
        fields = (column("id", key=1), column("nama"), *([CHANGED] if change else []))
        self._settings = replace(settings, name="siakad")
        self.contract, self._state = contract(*fields, change=change, topic=topic), state
        self.source = self._source(self._settings)
        self._execute(
            "CREATE TABLE dosens (id VARCHAR(200) COLLATE utf8mb4_bin PRIMARY KEY, nama LONGTEXT, updated_at TIMESTAMP(6) NULL)"
        )

    def put_at(self, id_: str, nama: str, changed: datetime) -> None:
        self._execute("REPLACE INTO dosens VALUES (%s, %s, %s)", id_, nama, changed.replace(tzinfo=None))

    def remove(self, id_: str) -> None:
        self._execute("DELETE FROM dosens WHERE id = %s", id_)

    def reshape(self) -> None:
        self._execute("ALTER TABLE dosens DROP COLUMN nama")

    def away(self) -> Source:
        return self._source(replace(self._settings, port=1))

    def kept(self) -> int:
        return len(self._files())

    def lose_state(self) -> None:
        for file in self._files():
            file.unlink()

    def _source(self, settings: DatabaseSettings) -> MysqlSource:
        return MysqlSource(self.contract, settings, str(self._state))

    def _files(self) -> list[Path]:
        return [path for path in self._state.rglob("*") if path.is_file()]

    def _execute(self, sql: str, *parameters: Any) -> None:
        with connect(self._settings, autocommit=True) as connection, connection.cursor() as cursor:
            cursor.execute(sql, parameters)


class BinlogKit(DeletingKit):
    def __init__(self, settings: DatabaseSettings, state: Path, topic: str = "uji.dosen", **options: Any) -> None:
        self._table = MysqlKit(settings, state, change=None, topic=topic)
        self._settings, self._state = replace(settings, name="siakad"), state
        options = {"chunkRows": 1_000, "serverIds": [1_000_000_000, 1_999_999_999], **options}
        self.contract = contract(column("id", key=1), column("nama"), kind="binlog", topic=topic, **options)
        self.source = self._source(self._settings)

    def put_at(self, id_: str, nama: str, changed: datetime) -> None:
        self._table.put_at(id_, nama, changed)

    def remove(self, id_: str) -> None:
        self._table.remove(id_)

    def reshape(self) -> None:
        self._table.reshape()

    def away(self) -> Source:
        return self._source(replace(self._settings, port=1))

    def kept(self) -> int:
        return self._table.kept()

    def lose_state(self) -> None:
        self._table.lose_state()

    def _source(self, settings: DatabaseSettings) -> BinlogSource:
        return BinlogSource(self.contract, settings, str(self._state))
