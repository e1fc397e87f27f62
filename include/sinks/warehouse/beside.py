"""A warehouse table made anew as `<table>_baru`. RENAME TABLE puts it in its place, while nobody may load.

Whose new table it is stands in its comment, so that a rebuild never takes another one's for its own.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

import pymysql
from pymysql.connections import Connection

from include.audit.ledger import LIVE
from include.contract.model import SinkSpec
from include.database import REFUSED, code, connect
from include.errors import FinalError
from include.settings import DatabaseSettings
from include.sinks.beside import has_caught_up

SINK = "warehouse"
NEW, REPLACED = "_baru", "_diganti"
"""What the name of a table ends in while it waits, and while it goes."""
WAIT = 60
"""Seconds that a change of tables waits for transactions that use them. Meanwhile new ones wait for it."""


@dataclass(frozen=True)
class WarehouseBeside:
    settings: DatabaseSettings
    dataset: str
    spec: SinkSpec
    generation: int
    starts: Mapping[int, int]

    def prepare(self) -> bool:
        with self._changing() as cursor:
            if self._is_ours(cursor, self.spec.table):
                return False
            if not self._is_ours(cursor, self._new):
                cursor.execute(f"DROP TABLE IF EXISTS `{self._new}`")
                cursor.execute(f"CREATE TABLE `{self._new}` LIKE `{self.spec.table}`")
                cursor.execute(f"ALTER TABLE `{self._new}` COMMENT = %s", (self._mark,))
        return True

    def take_place(self) -> bool:
        with connect(self.settings) as fence, self._changing() as cursor:
            fence.begin()
            new, live = self._locked_positions(fence)
            if not has_caught_up(new, live, self.starts):
                return False
            if not self._is_ours(cursor, self._new):
                raise FinalError(
                    f"table {self._new!r} is not the one that this rebuild made: another one has begun since. Let that one "
                    f"finish, or trigger a new one."
                )
            cursor.execute(f"DROP TABLE IF EXISTS `{self._old}`")
            cursor.execute(f"RENAME TABLE `{self.spec.table}` TO `{self._old}`, `{self._new}` TO `{self.spec.table}`")
            # Fails when the lock was lost meanwhile; then the retry loads what came in between.
            self._locked_positions(fence)
        return True

    def clean_up(self) -> None:
        with self._changing() as cursor:
            cursor.execute(f"DROP TABLE IF EXISTS `{self._old}`")

    @property
    def new(self) -> SinkSpec:
        """Where the new table is built."""
        return replace(self.spec, table=self._new)

    @property
    def _new(self) -> str:
        return self.spec.table + NEW

    @property
    def _old(self) -> str:
        return self.spec.table + REPLACED

    @property
    def _mark(self) -> str:
        return f"generasi {self.generation}"

    def _is_ours(self, cursor: Any, table: str) -> bool:
        cursor.execute(
            "SELECT table_comment FROM information_schema.tables WHERE table_schema = DATABASE() AND table_name = %s",
            (table,),
        )
        return bool(cursor.fetchone() == (self._mark,))

    def _locked_positions(self, fence: Connection[Any]) -> tuple[dict[int, int], dict[int, int]]:
        """The next offsets of this generation and of the live one. No load begins until the transaction ends."""
        with fence.cursor() as cursor:
            cursor.execute(
                "SELECT generation, partition_id, next_offset FROM etl_ledger WHERE dataset = %s AND sink = %s FOR UPDATE",
                (self.dataset, SINK),
            )
            rows = cursor.fetchall()
        new, live = ({p: end for g, p, end in rows if g == generation} for generation in (self.generation, LIVE))
        return new, live

    @contextmanager
    def _changing(self) -> Iterator[Any]:
        """A cursor of the account that may change tables."""
        account = self.settings.migration or self.settings
        with connect(account, autocommit=True) as connection, connection.cursor() as cursor:
            cursor.execute(f"SET SESSION lock_wait_timeout = {WAIT}")
            try:
                yield cursor
            except pymysql.err.MySQLError as error:
                if code(error) not in REFUSED:
                    raise
                raise FinalError(
                    f"database {account.name!r}: user {account.user!r} may not change {self.spec.table!r}, {self._new!r} and "
                    f"{self._old!r} (error {code(error)}). A rebuild needs CREATE, ALTER, DROP, SELECT and INSERT on the three: "
                    f"run python -m include.audit.accounts, and set the Airflow connection 'kampus_gudang_migrasi'."
                ) from error
