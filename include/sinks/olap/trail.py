"""Brings the warehouse's trail up to the store's own: audit rows that a crash left out, and where the ledger stands."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from duckdb import DuckDBPyConnection
from pymysql.connections import Connection

from include.audit import outside
from include.audit.outside import Standing
from include.records import PlannedBatch
from include.sinks.olap import ledger


def catch_up(warehouse: Connection[Any], store: DuckDBPyConnection, batch: PlannedBatch) -> None:
    """For the partition of the batch."""
    standing = ledger.standing(store, batch)
    if standing:
        _catch_up(warehouse, store, standing, outside.mirrored(warehouse, batch.dataset, ledger.SINK))


def catch_up_all(warehouse: Connection[Any], store: DuckDBPyConnection, dataset: str) -> None:
    """For every partition, those too that the store lost because it was put back from a copy or made anew."""
    believed = outside.mirrored(warehouse, dataset, ledger.SINK)
    standings = ledger.standings(store, dataset)
    for standing in standings:
        _catch_up(warehouse, store, standing, believed)
    outside.forget_others(warehouse, dataset, ledger.SINK, standings, believed)


def _catch_up(
    warehouse: Connection[Any],
    store: DuckDBPyConnection,
    standing: Standing,
    believed: Mapping[tuple[int, int], int],
) -> None:
    audited = outside.audited_to(warehouse, standing)
    outside.catch_up(warehouse, standing, ledger.audit_from(store, standing, audited), believed)
