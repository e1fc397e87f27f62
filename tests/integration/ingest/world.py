"""A topic, a warehouse and a staging folder of one test, and what a test does with them."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from confluent_kafka import Producer, TopicPartition

from include import ingest
from include.audit.conservation import violations
from include.audit.release import release
from include.broker.client import admin
from include.broker.topics import ensure_topic
from include.contract.catalog import Catalog, load_catalog
from include.contract.model import Contract
from include.contract.read import parse_contract
from include.database import connect
from include.ingest import PartitionWork, Parts
from include.records import Action, RunContext

RUN = RunContext("ingest__fakultas", "manual__2026-08-03", "load")
BODY = load_catalog().get("fakultas").body


def contract(topic: str, version: str = "1.0.0", min_rows: int = 1000, partitions: int = 1) -> Contract:
    """The house's contract of `fakultas`, with a topic of the test's own."""
    changes = {
        "siakad.fakultas": topic,
        "version: 1.0.0": f"version: {version}",
        "minRows: 1000": f"minRows: {min_rows}",
        "partitions: 1": f"partitions: {partitions}",
    }
    body = BODY
    for old, new in changes.items():
        assert old in body
        body = body.replace(old, new)
    return parse_contract(body, "include/contracts/fakultas.yaml")


def good(key: str, name: str = "Fakultas") -> dict[str, Any]:
    return {"id_fakultas": key, "kode_fakultas": key, "nama_fakultas": name}


def bad(key: str) -> dict[str, Any]:
    return {"id_fakultas": key}


@dataclass
class World:
    contract: Contract
    parts: Parts
    sent: int = field(default=0)

    def send(self, *values: dict[str, Any], partition: int = 0) -> None:
        ensure_topic(self.parts.broker, self.contract.topic)
        client = Producer(self.parts.broker.config)
        for value in values:
            self.sent += 1
            headers = {"event_id": f"peristiwa-{self.sent}", "source_version": f"{self.sent:020d}"}
            client.produce(
                self.contract.topic.name, json.dumps(value).encode(), partition=partition, headers=list(headers.items())
            )
        assert client.flush(20) == 0

    def forget(self, partition: int, before: int) -> None:
        """Delete messages, as retention does."""
        request = [TopicPartition(self.contract.topic.name, partition, before)]
        client = admin(self.parts.broker)
        for done in client.delete_records(request).values():
            done.result(20)

    def plan(self, max_rows: int = 100) -> list[PartitionWork]:
        return ingest.plan(self.contract, self.parts, RUN, max_rows)

    def load(self, work: PartitionWork) -> list[dict[str, Any]]:
        """Stage the work and load it into every sink, one after the other."""
        ingest.stage(self.contract, work, self.parts)
        return [summary for sink in self.contract.sinks for summary in self.load_into(sink.sink, work)]

    def load_into(self, sink: str, work: PartitionWork) -> list[dict[str, Any]]:
        return ingest.load(self.contract, work, sink, self.parts, RUN)

    def ingest(self, max_rows: int = 100) -> list[dict[str, Any]]:
        return [summary for work in self.plan(max_rows) for summary in self.load(work)]

    def select(self, sql: str) -> list[tuple[Any, ...]]:
        with connect(self.parts.warehouse) as connection, connection.cursor() as cursor:
            cursor.execute(sql)
            return list(cursor.fetchall())

    def keys(self) -> list[str]:
        return [key for (key,) in self.select("SELECT id_fakultas FROM fakultas ORDER BY _partition, _offset")]

    def ledger(self) -> dict[int, int]:
        return dict(self.select("SELECT partition_id, next_offset FROM etl_ledger"))  # type: ignore[arg-type]

    def violations(self) -> list[str]:
        with connect(self.parts.warehouse) as connection:
            return violations(connection, self.contract.dataset)


def counts(summaries: Iterable[dict[str, Any]]) -> list[tuple[int, int, int, int, int]]:
    """start, end, loaded, rejected and skipped of each summary."""
    return [(s["start"], s["end"], s["loaded"], s["rejected"], s["skipped"]) for s in summaries]


def decide(world: World, action: Action) -> None:
    """Release the oldest open batch."""
    (work,) = world.plan()
    with connect(world.parts.warehouse) as connection:
        release(
            connection, batch_id=work.batches[0].batch_id, action=action, who="Sri", why="sumber sudah dikonfirmasi",
            run=RUN, catalog=Catalog((world.contract,), ()),
        )  # fmt: skip
