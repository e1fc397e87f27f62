"""Contracts that were mended, and redrives of a world's quarantine."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from confluent_kafka import Producer

from include import ingest, redrive
from include.audit.redrive import Selection
from include.contract.model import Contract
from include.contract.read import parse_contract
from include.ingest import PartitionWork
from include.records import RunContext
from include.sinks.lakehouse import table as tables
from include.sinks.lakehouse.lake import opened as opened_lake
from include.sinks.olap.store import opened as opened_store
from tests.integration.ingest.world import World


def run(name: str = "satu") -> RunContext:
    return RunContext("redrive", f"manual__{name}", "load")


def in_every_sink(contract: Contract) -> Contract:
    sink = "{sink: warehouse, mode: history}"
    more = "".join(f"\n      - {{sink: {name}, mode: history}}" for name in ("lakehouse", "olap"))
    return parse_contract(contract.body.replace(sink, sink + more), contract.path)


def mended(world: World) -> World:
    """The contract takes a faculty without a name."""
    body = world.contract.body.replace("version: 1.0.0", "version: 1.0.1").replace(
        "        required: true\n        logicalTypeOptions: {maxLength: 200}",
        "        logicalTypeOptions: {maxLength: 200}",
    )
    return replace(world, contract=parse_contract(body, world.contract.path))


def send_raw(world: World, value: bytes, key: bytes | None = None, headers: dict[str, bytes] | None = None) -> None:
    producer = Producer(world.parts.broker.config)
    producer.produce(world.contract.topic.name, value, key, headers=list((headers or {}).items()))
    assert producer.flush(20) == 0


def plan(world: World, name: str = "satu", **selection: Any) -> list[PartitionWork]:
    chosen = Selection("fakultas", **selection)
    return redrive.plan(world.contract, chosen, world.parts, run(name), "Sri", "kontrak sudah diperbaiki")


def load(world: World, works: list[PartitionWork], name: str = "satu") -> dict[str, Any]:
    """Stage and load into every sink. Returns what the run says of itself, without its batches."""
    for work in works:
        ingest.stage(world.contract, work, world.parts)
        for sink in world.contract.sinks:
            ingest.load(world.contract, work, sink.sink, world.parts, run(name))
    return said(world, name)


def send_again(world: World, name: str = "satu", **selection: Any) -> dict[str, Any]:
    return load(world, plan(world, name, **selection), name)


def said(world: World, name: str = "satu") -> dict[str, Any]:
    result = redrive.result(world.contract, world.parts, run(name))
    return {"chosen": result["chosen"], **result["sinks"]}


def states(world: World) -> list[tuple[Any, ...]]:
    """Offset, status and number of attempts of every message in quarantine."""
    return world.select(
        "SELECT message_offset, status, attempts FROM v_karantina ORDER BY partition_id, message_offset"
    )


def in_the_lakehouse(world: World) -> list[str]:
    """The keys of the rows that count, by the documented query."""
    assert world.parts.lakehouse is not None
    with opened_lake(world.parts.lakehouse) as lake:
        rows = tables.present(lake, "fakultas").scan().to_arrow()
    return [str(key) for key in rows["id_fakultas"].to_pylist()]


def in_the_olap_store(world: World) -> list[str]:
    assert world.parts.olap is not None
    with opened_store(world.parts.olap, "look into the test's store") as store:
        return [str(key) for (key,) in store.sql("SELECT id_fakultas FROM fakultas").fetchall()]
