"""A faculty topic with a past, and contracts that say something else of it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from include import ingest, replay
from include.calendar import CAMPUS_ZONE
from include.contract.read import parse_contract
from include.ingest import PartitionWork
from include.records import RunContext
from tests.integration.broker.past import make_topic, send_at, stamped_by_the_broker
from tests.integration.ingest.world import World

MONDAY = date(2026, 8, 3)
TUESDAY, WEDNESDAY, SUNDAY = MONDAY + timedelta(days=1), MONDAY + timedelta(days=2), date(2026, 8, 9)

CODE = """\
      - name: kode_fakultas
        businessName: Kode fakultas
        logicalType: string
        physicalType: varchar(20)
"""
NAME = "        required: true\n        logicalTypeOptions: {maxLength: 200}\n"


def run(name: str = "satu", try_number: int = 1) -> RunContext:
    return RunContext("replay__fakultas", f"backfill__{name}", "load", try_number)


def fill(world: World, days: dict[date, Sequence[dict[str, Any]]], partition: int = 0) -> None:
    """Messages that came at noon of their days, on campus; the topic is made by the first."""
    topic, broker = world.contract.topic, world.parts.broker
    if world.sent == 0:
        make_topic(broker, topic)
    for day, values in days.items():
        headers = []
        for _ in values:
            world.sent += 1
            headers.append(
                {"event_id": f"peristiwa-{world.sent}".encode(), "source_version": f"{world.sent:020d}".encode()}
            )
        noon = datetime(day.year, day.month, day.day, 12, tzinfo=CAMPUS_ZONE)
        send_at(broker, topic, noon, [json.dumps(value).encode() for value in values], partition, headers)


def live(world: World) -> World:
    """The world when all that was sent is loaded."""
    stamped_by_the_broker(world.parts.broker, world.contract.topic)
    world.ingest()
    return world


def today(world: World, version: str = "1.1.0", longest_name: int = 200, required: bool = True) -> World:
    """The world by a newer contract: the code is the id in capitals, and a name may be missing, or only so long."""
    computed = "        transformLogic: upper(id_fakultas)\n        transformSourceObjects: [id_fakultas]\n"
    name = NAME.replace("200", str(longest_name))
    changes = {
        "version: 1.0.0": f"version: {version}",
        CODE: CODE + computed,
        NAME: name if required else name.replace("        required: true\n", ""),
    }
    body = world.contract.body
    for old, new in changes.items():
        assert old in body
        body = body.replace(old, new)
    return replace(world, contract=parse_contract(body, world.contract.path))


def plan(world: World, day: date, of: RunContext | None = None, max_rows: int = 100) -> list[PartitionWork]:
    return replay.plan(world.contract, world.parts, of or run(), day, max_rows)


def load(world: World, works: list[PartitionWork], day: date, of: RunContext | None = None) -> dict[str, Any]:
    """Stage and load into every sink; returns the report."""
    for work in works:
        replay.stage(world.contract, work, world.parts)
        for sink in world.contract.sinks:
            ingest.load(world.contract, work, sink.sink, world.parts, of or run())
    return replay.report(world.contract, world.parts, of or run(), day)


def replayed(world: World, day: date, of: RunContext | None = None) -> dict[str, Any]:
    return load(world, plan(world, day, of), day, of)


def rows(world: World) -> list[tuple[Any, ...]]:
    """Offset, id and code of every row of the warehouse."""
    return world.select("SELECT _offset, id_fakultas, kode_fakultas FROM fakultas ORDER BY _partition, _offset")


def ranges(works: list[PartitionWork]) -> list[tuple[int, int, int]]:
    return [(batch.range.partition, batch.range.start, batch.range.end) for work in works for batch in work.batches]
