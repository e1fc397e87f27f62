"""The warehouse as one report sees it: one consistent snapshot, pinned ledger positions, valid until the end of a day."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from pymysql.connections import Connection

from include.audit.ledger import LIVE
from include.contract.catalog import Catalog
from include.errors import FinalError
from include.iku.period import Period
from include.sinks.warehouse.as_of import as_of

Positions = dict[str, dict[int, int]]
"""The next offset of every partition, by dataset."""


@dataclass(frozen=True)
class Snapshot:
    connection: Connection[Any]
    catalog: Catalog
    period: Period
    positions: Positions

    def state(self, dataset: str) -> str:
        """A SELECT of the dataset's rows as of the end of the period's day."""
        return as_of(self.catalog.get(dataset), self.positions.get(dataset, {}), self.period.valid_before)

    def select(self, query: str, datasets: Iterable[str] = ()) -> list[tuple[Any, ...]]:
        """The rows of a query that may name `datasets`, each as of the report day."""
        return self.select_named(query, datasets, {})[1]

    def select_named(
        self, query: str, datasets: Iterable[str], tables: Mapping[str, str]
    ) -> tuple[list[str], list[tuple[Any, ...]]]:
        """As `select`, with the names of the columns first. `tables` are more names, each a SELECT."""
        named = {name: self.state(name) for name in datasets} | dict(tables)
        with self.connection.cursor() as cursor:
            cursor.execute(_with(named, query))
            return [column[0] for column in cursor.description], list(cursor.fetchall())


def open_snapshot(connection: Connection[Any], catalog: Catalog, period: Period, datasets: Iterable[str]) -> Snapshot:
    """Begins the transaction that everything of a report is read in. Raises FinalError when a dataset has no table yet."""
    with connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        cursor.execute("START TRANSACTION WITH CONSISTENT SNAPSHOT")
    _require_tables(connection, catalog, datasets)
    return Snapshot(connection, catalog, period, _positions(connection))


def _with(named: Mapping[str, str], query: str) -> str:
    """The query with more common table expressions in front of its own.

    One list for all: MariaDB does not look up the names of an outer WITH inside an inner one, and would silently read the
    table of that name with all its versions.
    """
    if not named:
        return query
    listed = ", ".join(f"`{name}` AS ({select})" for name, select in named.items())
    first, rest = query.split(maxsplit=1)
    return f"WITH {listed}, {rest}" if first.upper() == "WITH" else f"WITH {listed} {query}"


def _require_tables(connection: Connection[Any], catalog: Catalog, datasets: Iterable[str]) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT table_name FROM information_schema.tables WHERE table_schema = DATABASE()")
        present = {name for (name,) in cursor.fetchall()}
    sinks = {name: catalog.get(name).sink("warehouse") for name in datasets}
    if absent := sorted(name for name, sink in sinks.items() if sink and sink.table not in present):
        raise FinalError(
            f"gudang data belum punya tabel {', '.join(absent)}. Jalankan DAG extract__ dan ingest__ untuk dataset itu dahulu."
        )


def _positions(connection: Connection[Any]) -> Positions:
    found: Positions = {}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT dataset, partition_id, next_offset FROM etl_ledger WHERE sink = 'warehouse' AND generation = %s",
            (LIVE,),
        )
        for dataset, partition, offset in cursor.fetchall():
            found.setdefault(dataset, {})[partition] = offset
    return found
