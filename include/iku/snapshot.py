"""The warehouse as one report sees it: pinned ledger positions, valid until the end of a day.

What a report gathers stays in the server, in a temporary table, and `INSERT ... SELECT` reads no older state of a table than
the newest: under REPEATABLE READ it would lock every row that it reads. So each statement reads by itself, and what makes
them agree are the positions: live loads only add rows at or past them. A replay may rewrite rows before them, but it moves its
own ledger in the same transaction, so whoever finds all of these where they were has read one state (`require_unmoved`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from pymysql.connections import Connection

from include.audit.ledger import LIVE
from include.contract.catalog import Catalog
from include.errors import FinalError, ServiceUnavailable
from include.iku.period import Period
from include.sinks.warehouse.as_of import as_of

Positions = dict[str, dict[int, int]]
"""The next offset of every partition, by dataset."""

ROOM = {
    "tmp_table_size": 256 << 20, "max_heap_table_size": 256 << 20, "join_buffer_size": 32 << 20, "sort_buffer_size": 32 << 20,
}  # fmt: skip
"""Bytes that one statement of a report may take, so that the server groups and joins a campus in memory."""

RIGHT = "/*M! , optimizer_switch = 'split_materialized=off' */"
"""Only MariaDB reads this. With that switch MariaDB 10.11 loses rows: it groups a state anew for every row that it is joined to."""


@dataclass(frozen=True)
class Snapshot:
    connection: Connection[Any]
    catalog: Catalog
    period: Period
    positions: Positions
    replayed: frozenset[tuple[Any, ...]]
    """Where the ledgers of all replays stood when the positions were pinned."""
    absent: frozenset[str]
    """The datasets that were never loaded, so that they have no table."""

    def state(self, dataset: str) -> str:
        """A SELECT of the dataset's rows as of the end of the period's day."""
        return as_of(self.catalog.get(dataset), self.positions.get(dataset, {}), self.period.valid_before)

    def select(self, query: str, datasets: Iterable[str] = ()) -> list[tuple[Any, ...]]:
        """The rows of a query that may name `datasets`, each as of the report day."""
        with self.connection.cursor() as cursor:
            cursor.execute(self.named(query, datasets, {}))
            return list(cursor.fetchall())

    def named(self, query: str, datasets: Iterable[str], tables: Mapping[str, str]) -> str:
        """A query that may name `datasets`, each as of the report day, and `tables`, each a SELECT."""
        return _with({name: self.state(name) for name in datasets} | dict(tables), query)

    def require(self, datasets: Iterable[str]) -> None:
        """Raises FinalError when one of them was never loaded."""
        if absent := sorted(self.absent.intersection(datasets)):
            raise FinalError(
                f"gudang data belum punya tabel {', '.join(absent)}. Jalankan DAG extract__ dan ingest__ untuk dataset itu dahulu."
            )

    def require_unmoved(self) -> None:
        """Raises ServiceUnavailable when rows may have been rewritten since the positions were pinned."""
        if _replayed(self.connection) != self.replayed:
            raise ServiceUnavailable(
                "laporan IKU: sebuah replay menulis ulang baris selagi laporan dihitung. Percobaan berikutnya menghitung dari "
                "keadaan yang baru; bila terus terjadi, tunggu sampai replay__ selesai."
            )


def open_snapshot(connection: Connection[Any], catalog: Catalog, period: Period, datasets: Iterable[str]) -> Snapshot:
    """Pins what everything of a report is read from, some of `datasets`."""
    connection.commit()
    with connection.cursor() as cursor:
        cursor.execute("SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED")
        cursor.execute(f"SET SESSION {', '.join(f'{name} = {size}' for name, size in ROOM.items())} {RIGHT}")
    absent = _absent(connection, catalog, datasets)
    return Snapshot(connection, catalog, period, _positions(connection), _replayed(connection), absent)


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


def _absent(connection: Connection[Any], catalog: Catalog, datasets: Iterable[str]) -> frozenset[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT table_name FROM information_schema.tables WHERE table_schema = DATABASE()")
        present = {name for (name,) in cursor.fetchall()}
    sinks = {name: catalog.get(name).sink("warehouse") for name in datasets}
    return frozenset(name for name, sink in sinks.items() if sink and sink.table not in present)


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


def _replayed(connection: Connection[Any]) -> frozenset[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT dataset, generation, partition_id, next_offset, updated_at FROM etl_ledger "
            "WHERE sink = 'warehouse' AND generation <> %s",
            (LIVE,),
        )
        return frozenset(cursor.fetchall())
