"""The OLAP store as the sink suite sees it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from include.contract.model import Contract
from include.database import connect
from include.settings import DatabaseSettings, OlapSettings
from include.sinks.olap.sink import OlapSink
from include.sinks.olap.store import opened
from tests.contract.sinks.kit import Kit


@dataclass(frozen=True)
class OlapKit(Kit):
    warehouse: DatabaseSettings
    staging: Path
    publish_every: timedelta = timedelta(hours=1)

    @property
    def settings(self) -> OlapSettings:
        folder = self.staging / "olap"
        return OlapSettings(folder / "private" / "kampus.duckdb", folder / "copies", self.publish_every)

    def sink(self) -> OlapSink:
        return OlapSink(self.settings, self.warehouse)

    def rows(self, contract: Contract) -> list[dict[str, Any]]:
        with opened(self.settings, "read for a test") as store:
            return store.sql(f'SELECT * FROM "{contract.sinks[0].table}"').to_arrow_table().to_pylist()

    def forget_contracts(self, contract: Contract) -> None:
        with opened(self.settings, "make an older table") as store:
            store.execute(f'ALTER TABLE "{contract.sinks[0].table}" DROP COLUMN _contract')

    def lose(self, contract: Contract, offset: int) -> None:
        with opened(self.settings, "lose a row") as store:
            store.execute(f'DELETE FROM "{contract.sinks[0].table}" WHERE _offset = ?', [offset])

    @contextmanager
    def failing(self) -> Iterator[None]:
        """Rejects come after the rows; this warehouse refuses them."""
        with connect(self.warehouse, autocommit=True) as connection, connection.cursor() as cursor:
            cursor.execute(
                "CREATE TRIGGER refuse_rejects BEFORE INSERT ON etl_quarantine FOR EACH ROW "
                "SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'refused by the test'"
            )
            try:
                yield
            finally:
                cursor.execute("DROP TRIGGER refuse_rejects")
