"""A table of the OLAP store made anew in a file of its own. One transaction of the store takes its rows over."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta

from duckdb import DuckDBPyConnection

from include.audit.ledger import LIVE
from include.contract.model import Contract, SinkSpec
from include.settings import OlapSettings
from include.sinks.beside import has_caught_up
from include.sinks.olap import ddl
from include.sinks.olap.errors import disk_errors
from include.sinks.olap.store import opened, renew_state


@dataclass(frozen=True)
class OlapBeside:
    settings: OlapSettings
    contract: Contract
    spec: SinkSpec
    generation: int
    starts: Mapping[int, int]

    @property
    def new(self) -> OlapSettings:
        """The file that the new table is built in. Nobody reads it, so it is published once at most."""
        return replace(
            self.settings,
            file=self.settings.file.with_name(f"baru-{self.generation}.duckdb"),
            copies=self.settings.copies / f".baru-{self.generation}",
            publish_every=timedelta.max,
        )

    def prepare(self) -> bool:
        with opened(self.settings, self._work) as store:
            ddl.prepare(store, self.contract, self.spec)
            if self._positions(store, "etl_ledger", self.generation):
                return False
        with opened(self.new, self._work) as beside:
            ddl.prepare(beside, self.contract, self.spec)
        return True

    def take_place(self) -> bool:
        table = self.spec.table
        with opened(self.settings, self._work) as store:
            store.execute(f"ATTACH '{self.new.file}' AS baru (READ_ONLY)")
            new = self._positions(store, "baru.etl_ledger", self.generation)
            if not has_caught_up(new, self._positions(store, "etl_ledger", LIVE), self.starts):
                return False
            store.begin()
            store.execute(f'DELETE FROM "{table}"')
            store.execute(f'INSERT INTO "{table}" BY NAME SELECT * FROM baru."{table}"')
            for trail in ("etl_ledger", "etl_audit"):
                store.execute(
                    f"INSERT INTO {trail} BY NAME SELECT * FROM baru.{trail} WHERE dataset = ? AND generation = ?",
                    [self.contract.dataset, self.generation],
                )
            renew_state(store)
            store.commit()
        return True

    def clean_up(self) -> None:
        folder = self.new.file.parent
        with disk_errors(folder):
            for file in folder.glob(f"{self.new.file.name}*"):
                file.unlink(missing_ok=True)
            shutil.rmtree(self.new.copies, ignore_errors=True)

    @property
    def _work(self) -> str:
        return f"rebuild {self.spec.table}"

    def _positions(self, store: DuckDBPyConnection, ledger: str, generation: int) -> dict[int, int]:
        rows = store.execute(
            f"SELECT partition_id, next_offset FROM {ledger} WHERE dataset = ? AND generation = ?",
            [self.contract.dataset, generation],
        ).fetchall()
        return dict(rows)
