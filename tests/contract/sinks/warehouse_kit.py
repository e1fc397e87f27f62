"""The warehouse as the sink suite sees it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from pymysql.cursors import DictCursor

from include.contract.model import Contract, LogicalType
from include.database import connect
from include.settings import DatabaseSettings
from include.sinks.base import Sink
from include.sinks.warehouse.sink import WarehouseSink
from tests.contract.sinks.kit import Kit


@dataclass(frozen=True)
class WarehouseKit(Kit):
    warehouse: DatabaseSettings
    staging: Path

    def sink(self) -> Sink:
        return WarehouseSink(self.warehouse)

    def rows(self, contract: Contract) -> list[dict[str, Any]]:
        booleans = {"_deleted"} | {f.name for f in contract.fields if f.logical_type is LogicalType.BOOLEAN}
        with connect(self.warehouse, cursor=DictCursor) as connection, connection.cursor() as cursor:
            cursor.execute(f"SELECT * FROM `{contract.sinks[0].table}`")
            return [
                {name: _python(value, name in booleans) for name, value in row.items()} for row in cursor.fetchall()
            ]

    def forget_contracts(self, contract: Contract) -> None:
        with connect(self.warehouse, autocommit=True) as connection, connection.cursor() as cursor:
            cursor.execute(f"ALTER TABLE `{contract.sinks[0].table}` DROP COLUMN _contract")

    def lose(self, contract: Contract, offset: int) -> None:
        with connect(self.warehouse, autocommit=True) as connection, connection.cursor() as cursor:
            cursor.execute(f"DELETE FROM `{contract.sinks[0].table}` WHERE _offset = %s", (offset,))

    @contextmanager
    def failing(self) -> Iterator[None]:
        """The audit row comes after the rows and the rejects; this server refuses it."""
        with connect(self.warehouse, autocommit=True) as connection, connection.cursor() as cursor:
            cursor.execute(
                "CREATE TRIGGER refuse_audit BEFORE INSERT ON etl_audit FOR EACH ROW "
                "SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'refused by the test'"
            )
            try:
                yield
            finally:
                cursor.execute("DROP TRIGGER refuse_audit")


def _python(value: Any, boolean: bool) -> Any:
    if isinstance(value, datetime):
        return value.replace(tzinfo=UTC)
    return bool(value) if boolean and value is not None else value
