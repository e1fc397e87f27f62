"""What a test of rebuilds sees of a dataset that goes into all three sinks."""

from __future__ import annotations

from collections import Counter
from typing import Any

from pymysql.cursors import DictCursor

from include.contract.read import parse_contract
from include.database import connect
from include.ingest import Parts
from include.rebuild import Order, Rebuilt, rebuild
from include.records import RunContext
from include.sinks.lakehouse import table as tables
from include.sinks.lakehouse.lake import opened as opened_lake
from include.sinks.lakehouse.query import rows_sql
from include.sinks.olap.store import opened as opened_store
from tests.integration.ingest.world import World, contract

SINKS = ("warehouse", "lakehouse", "olap")
RUN = RunContext("rebuild", "manual__2026-08-03", "bangun_ulang")
OF_A_LOAD = ("_batch_id", "_loaded_at")
"""Columns that say which load brought a row: they are another one's after a rebuild."""

Rows = Counter[tuple[tuple[str, str], ...]]


def dataset(topic: str, parts: Parts, *sinks: str) -> World:
    """A dataset of two partitions that goes into some sinks."""
    made = contract(topic, version="1.2.0", partitions=2)
    listed = "\n      - ".join(f"{{sink: {sink}, mode: history}}" for sink in sinks)
    return World(parse_contract(made.body.replace("{sink: warehouse, mode: history}", listed), made.path), parts)


def order(sink: str, *, accept_loss: bool = False) -> Order:
    return Order("fakultas", sink, "Sri", "tabel diduga rusak", accept_loss)


def rebuild_in(world: World, sink: str, *, accept_loss: bool = False, run: str = RUN.run_id) -> Rebuilt:
    context = RunContext(RUN.dag_id, run, RUN.task_id)
    return rebuild(world.contract, order(sink, accept_loss=accept_loss), world.parts, context)


def rows(world: World, sink: str) -> Rows:
    """Every row that counts in the sink's table, with how often it is there."""
    found = {"warehouse": _warehouse, "lakehouse": _lakehouse, "olap": _olap}[sink](world)
    return Counter(
        tuple(sorted((name, str(value)) for name, value in row.items() if name not in OF_A_LOAD)) for row in found
    )


def keys(world: World, sink: str) -> list[str]:
    return sorted(dict(row)["id_fakultas"] for row in rows(world, sink).elements())


def spoil(world: World, sink: str) -> None:
    """Change the rows of the sink's table behind the project's back."""
    if sink == "warehouse":
        with connect(world.parts.warehouse, autocommit=True) as connection, connection.cursor() as cursor:
            cursor.execute("UPDATE fakultas SET nama_fakultas = 'diubah tangan'")
    elif sink == "olap":
        with _store(world) as store:
            store.execute("UPDATE fakultas SET nama_fakultas = 'diubah tangan'")
    else:
        with opened_lake(_lake_settings(world)) as lake:
            tables.present(lake, "fakultas").delete("_offset >= 0", snapshot_properties={"oleh": "tangan"})


def _warehouse(world: World) -> list[dict[str, Any]]:
    with connect(world.parts.warehouse, cursor=DictCursor) as connection, connection.cursor() as cursor:
        cursor.execute("SELECT * FROM fakultas")
        return list(cursor.fetchall())


def _lakehouse(world: World) -> list[dict[str, Any]]:
    with opened_lake(_lake_settings(world)) as lake:
        found = tables.present(lake, "fakultas").scan().to_duckdb("fakultas")
    found.execute("SET TimeZone = 'UTC'")
    return list(found.sql(rows_sql(world.contract, "fakultas")).to_arrow_table().to_pylist())


def _olap(world: World) -> list[dict[str, Any]]:
    with _store(world) as store:
        return list(store.sql("SELECT * FROM fakultas").to_arrow_table().to_pylist())


def _lake_settings(world: World) -> Any:
    assert world.parts.lakehouse
    return world.parts.lakehouse


def _store(world: World) -> Any:
    assert world.parts.olap
    return opened_store(world.parts.olap, "look for a test")
