"""Brings the warehouse's trail up to the store's own: audit rows that a crash left out, and where the ledger stands."""

from __future__ import annotations

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
        _catch_up(warehouse, store, standing)


def catch_up_all(warehouse: Connection[Any], store: DuckDBPyConnection, dataset: str) -> None:
    """For every partition, those too that the store lost because it was put back from a copy or made anew."""
    standings = ledger.standings(store, dataset)
    for standing in standings:
        _catch_up(warehouse, store, standing)
    outside.forget_others(warehouse, dataset, ledger.SINK, standings)


def _catch_up(warehouse: Connection[Any], store: DuckDBPyConnection, standing: Standing) -> None:
    audited = outside.audited_to(warehouse, standing)
    outside.catch_up(warehouse, standing, ledger.audit_from(store, standing, audited))
