"""The lakehouse as the sink suite sees it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

from include.contract.model import Contract
from include.database import connect
from include.settings import DatabaseSettings, LakehouseSettings
from include.sinks.base import Sink
from include.sinks.lakehouse import table as tables
from include.sinks.lakehouse.lake import opened
from include.sinks.lakehouse.query import rows_sql
from include.sinks.lakehouse.sink import LakehouseSink
from tests.contract.sinks.kit import Kit


@dataclass(frozen=True)
class LakehouseKit(Kit):
    warehouse: DatabaseSettings
    staging: Path
    lakehouse: LakehouseSettings
    keeps_every_message: ClassVar[bool] = True

    def sink(self) -> Sink:
        return LakehouseSink(self.lakehouse, self.warehouse)

    def rows(self, contract: Contract) -> list[dict[str, Any]]:
        with opened(self.lakehouse) as lake:
            connection = tables.present(lake, contract.dataset).scan().to_duckdb("lakehouse_table")
        connection.execute("SET TimeZone = 'UTC'")
        return connection.sql(rows_sql(contract, "lakehouse_table")).to_arrow_table().to_pylist()

    def forget_contracts(self, contract: Contract) -> None:
        with opened(self.lakehouse) as lake, tables.present(lake, contract.dataset).update_schema() as update:
            update.delete_column("_contract")

    def lose(self, contract: Contract, offset: int) -> None:
        with opened(self.lakehouse) as lake:
            tables.present(lake, contract.dataset).delete(f"_offset = {offset}")

    @contextmanager
    def failing(self) -> Iterator[None]:
        """The rejects come after the files of the rows; this warehouse refuses them."""
        with connect(self.warehouse, autocommit=True) as connection, connection.cursor() as cursor:
            cursor.execute(
                "CREATE TRIGGER refuse_rejects BEFORE INSERT ON etl_quarantine FOR EACH ROW "
                "SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'refused by the test'"
            )
            try:
                yield
            finally:
                cursor.execute("DROP TRIGGER refuse_rejects")
