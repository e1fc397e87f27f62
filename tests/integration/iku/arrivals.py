"""The changes of a campus as messages, and their way through Kafka into a warehouse in any order and in batches of any size."""

from __future__ import annotations

import json
from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from confluent_kafka import Producer

from include import ingest
from include.broker.topics import ensure_topic
from include.contract.catalog import load_catalog
from include.contract.model import Contract
from include.contract.read import parse_contract
from include.database import connect
from include.iku.evidence import Evidence
from include.iku.period import Period
from include.iku.snapshot import open_snapshot
from include.ingest import Parts
from include.records import RunContext
from tests.integration.iku.history import gather, indicator_of

RUN = RunContext("ingest__uji", "manual__uji", "load")
PARTITIONS = 2


@dataclass(frozen=True)
class Arrival:
    """A row as it was from `day` on. `number` says its place among the changes of the campus."""

    number: int
    dataset: str
    day: str
    row: dict[str, Any]
    op: str = "upsert"

    @property
    def headers(self) -> list[tuple[str, bytes]]:
        return [
            ("event_id", f"{self.dataset}-{self.number}".encode()), ("source_version", f"{self.number:020}".encode()),
            ("op", self.op.encode()),
        ]  # fmt: skip

    @property
    def value(self) -> bytes:
        return json.dumps(
            {"created_at": "2015-01-01T00:00:00Z", "updated_at": f"{self.day}T00:00:00Z", **self.row}
        ).encode()


@dataclass(frozen=True)
class Warehouse:
    """Topics of one test, two partitions each, and the warehouse that they fill."""

    parts: Parts
    prefix: str

    def take(self, arrivals: Iterable[Arrival], max_rows: int) -> None:
        """Send the messages as they come, to one partition after the other, and load all there is."""
        client = Producer(self.parts.broker.config)
        datasets = set()
        for place, each in enumerate(arrivals):
            contract = topic_of(each.dataset, self.prefix)
            if each.dataset not in datasets:
                ensure_topic(self.parts.broker, contract.topic)
                datasets.add(each.dataset)
            client.produce(contract.topic.name, each.value, partition=place % PARTITIONS, headers=each.headers)
        assert client.flush(20) == 0
        for dataset in sorted(datasets):
            self._ingest(topic_of(dataset, self.prefix), max_rows)

    def evidence(self, regulasi: str, kode: str, as_of: date) -> dict[str, Evidence]:
        regulation, indicator = indicator_of(regulasi, kode)
        with closing(connect(self.parts.warehouse)) as connection:
            snapshot = open_snapshot(connection, load_catalog(), Period(as_of), indicator.membaca)
            return {row.kunci: row for row in gather(snapshot, regulation, indicator)}

    def _ingest(self, contract: Contract, max_rows: int) -> None:
        for work in ingest.plan(contract, self.parts, RUN, max_rows):
            ingest.stage(contract, work, self.parts)
            for summary in ingest.load(contract, work, "warehouse", self.parts, RUN):
                assert summary["rejected"] == 0, summary


@cache
def topic_of(dataset: str, prefix: str) -> Contract:
    """The house's contract with a topic of the test's own, whose partitions say nothing about keys."""
    contract = load_catalog().get(dataset)
    body = contract.body.replace(f"name: {contract.topic.name}", f"name: {prefix}.{dataset}")
    body = body.replace(f"partitions: {contract.topic.partitions}", f"partitions: {PARTITIONS}")
    return parse_contract(body, f"include/contracts/{dataset}.yaml")
