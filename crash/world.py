"""One pipeline from a topic into its sinks: what can be done with it, as the tasks of its DAG do it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from confluent_kafka import Producer

from crash.fold import Log
from crash.messages import Message
from crash.oracle import Oracle, Verdict
from crash.stores import Places
from include import ingest
from include.broker.topics import ensure_topic
from include.contract.model import Contract
from include.ingest import PartitionWork, Parts
from include.records import RunContext
from include.settings import BrokerSettings, DatabaseSettings, LakehouseSettings, OlapSettings

RUN = RunContext("ingest__uji", "scheduled__2026-08-03", "load")


@dataclass(frozen=True)
class World:
    contract: Contract
    parts: Parts

    @property
    def sinks(self) -> tuple[str, ...]:
        return tuple(spec.sink for spec in self.contract.sinks)

    def with_contract(self, contract: Contract) -> World:
        return replace(self, contract=contract)

    def send(self, *messages: Message) -> None:
        ensure_topic(self.parts.broker, self.contract.topic)
        send(self.parts.broker, self.contract.topic.name, messages)

    def plan(self, max_rows: int = 100, run: RunContext = RUN) -> list[PartitionWork]:
        return ingest.plan(self.contract, self.parts, run, max_rows)

    def stage(self, work: PartitionWork) -> None:
        ingest.stage(self.contract, work, self.parts)

    def load(self, work: PartitionWork, sink: str, run: RunContext = RUN) -> list[dict[str, Any]]:
        return ingest.load(self.contract, work, sink, self.parts, run)

    def ingest(self, max_rows: int = 100, run: RunContext = RUN) -> list[dict[str, Any]]:
        """One whole run of the DAG; returns a summary per batch and sink."""
        return [summary for work in self.plan(max_rows, run) for summary in self.finish(work, run)]

    def finish(self, work: PartitionWork, run: RunContext = RUN) -> list[dict[str, Any]]:
        """The tasks of one partition, from the start."""
        self.stage(work)
        return [summary for sink in self.sinks for summary in self.load(work, sink, run)]

    def log(self) -> Log:
        return Log(self.parts.broker.servers, self.contract.topic.name)

    def oracle(self, log: Log | None = None) -> Oracle:
        return Oracle(
            log or self.log(), places(self.parts), self.contract.dataset, self.sinks, self.contract.sinks[0].mode.value
        )

    def judge(self) -> Verdict:
        return self.oracle().judge()


def send(broker: BrokerSettings, topic: str, messages: Iterable[Message]) -> None:
    """Send messages and wait until the broker has them all."""
    producer = Producer({**broker.config, "linger.ms": 5, "acks": "all"})
    for message in messages:
        where = {} if message.partition is None else {"partition": message.partition}
        producer.produce(topic, message.value, message.key, headers=list(message.headers), **where)
    assert producer.flush(60) == 0, "the broker did not acknowledge every message"


def parts(broker: BrokerSettings, warehouse: DatabaseSettings, home: Path) -> Parts:
    """All stores below one folder, but for the servers."""
    lakehouse = home / "lakehouse"
    lakehouse.mkdir(parents=True, exist_ok=True)
    return Parts(
        broker,
        warehouse,
        str(home / "staging"),
        b"kunci uji",
        LakehouseSettings.local(str(lakehouse)),
        OlapSettings.local(home / "olap"),
    )


def places(parts: Parts) -> Places:
    """Where the comparison finds the stores, told without our settings."""
    assert parts.lakehouse is not None
    assert parts.olap is not None
    warehouse = parts.warehouse
    mysql = {
        "host": warehouse.host,
        "port": warehouse.port,
        "user": warehouse.user,
        "password": warehouse.password,
        "database": warehouse.database,
    }
    lakehouse, staging = parts.lakehouse, Path(parts.staging_url)
    return Places(mysql, lakehouse.name, lakehouse.catalog, lakehouse.namespace, parts.olap.file, staging)
