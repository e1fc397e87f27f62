"""A topic of an application, stamped by its producers, and its way into the warehouse."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from confluent_kafka import Producer
from confluent_kafka.admin import ConfigResource, NewTopic, ResourceType

from include import ingest
from include.audit.conservation import violations
from include.broker.client import admin
from include.contract.model import Contract
from include.contract.read import parse_contract
from include.database import connect
from include.ingest import Parts
from include.records import RunContext
from tests.contract.formats.kit import EXAMPLE

RUN = RunContext("ingest__mahasiswa", "manual__2026-08-03", "load")
PARTITIONS = 3
APPLICATIONS = {"message.timestamp.type": "CreateTime", "message.timestamp.after.max.ms": str(2**63 - 1)}
"""A topic whose messages have whatever time their producer says."""


def contract(topic: str, format_: str, mode: str = "upsert") -> Contract:
    """The example of a topic that others own, in another format or mode."""
    body = EXAMPLE.replace("siakad.mahasiswa.events, format: laravel", f"{topic}, format: {format_}")
    return parse_contract(body.replace("mode: upsert", f"mode: {mode}"), "mahasiswa.yaml")


@dataclass
class Stream:
    contract: Contract
    parts: Parts

    def __post_init__(self) -> None:
        self._application = Producer({**self.parts.broker.config, "linger.ms": 0})

    def open(self) -> None:
        """The application makes its topic."""
        topic = NewTopic(self.contract.topic.name, PARTITIONS, config=APPLICATIONS)
        client = admin(self.parts.broker)
        for made in client.create_topics([topic]).values():
            made.result(20)

    def publish(
        self, value: dict[str, Any] | bytes | None, partition: int = 0, key: dict[str, Any] | None = None, at: int = 0
    ) -> None:
        """`at` is the time that the producer stamps on the message, in milliseconds; by default now."""
        raw = json.dumps(value).encode() if isinstance(value, dict) else value
        named = json.dumps(key).encode() if key else None
        refused: list[Any] = []
        self._application.produce(
            self.contract.topic.name, raw, key=named, partition=partition, timestamp=at,
            on_delivery=lambda error, _: refused.append(error),
        )  # fmt: skip
        self._application.flush(20)
        assert refused == [None]

    def ingest(self, max_rows: int = 100) -> dict[str, int]:
        """Loads all there is. Returns what became of it, added up."""
        found: dict[str, int] = dict.fromkeys(("read", "loaded", "rejected", "superseded", "skipped"), 0)
        for work in ingest.plan(self.contract, self.parts, RUN, max_rows):
            ingest.stage(self.contract, work, self.parts)
            for summary in ingest.load(self.contract, work, "warehouse", self.parts, RUN):
                found = {name: count + summary[name] for name, count in found.items()}
        with connect(self.parts.warehouse) as connection:
            assert violations(connection, self.contract.dataset) == []
        return found

    def select(self, sql: str) -> list[tuple[Any, ...]]:
        with connect(self.parts.warehouse) as connection, connection.cursor() as cursor:
            cursor.execute(sql)
            return list(cursor.fetchall())

    def students(self) -> list[tuple[Any, ...]]:
        """Key and name of the students that are there."""
        return self.select("SELECT id_mahasiswa, nama FROM mahasiswa WHERE _deleted = 0 ORDER BY 1")

    def topic_config(self) -> dict[str, str]:
        resource = ConfigResource(ResourceType.TOPIC, self.contract.topic.name)
        client = admin(self.parts.broker)
        found = client.describe_configs([resource])[resource].result(20)
        return {name: entry.value for name, entry in found.items()}
