"""A dataset on its way from a table to a topic, for the tests of the extract."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from include.audit.positions import Progress, read_progress
from include.broker.offsets import topic_offsets
from include.broker.read import read_range
from include.contract.model import Contract
from include.database import connect
from include.extract import ExtractOutcome, extract, republish
from include.records import OffsetRange, RawMessage, RunContext
from include.settings import BrokerSettings, DatabaseSettings
from include.sources.base import Position, Reading, Source, WindowedSource

RUN = RunContext("extract__siakad", "manual__2026-08-03", "dosen", try_number=2)


@dataclass(frozen=True)
class Hop:
    """The parts that an extract needs, and what can be seen of it afterwards."""

    contract: Contract
    broker: BrokerSettings
    warehouse: DatabaseSettings
    state: Path

    def extract(self, source: Source) -> ExtractOutcome:
        return extract(self.contract, source, self.broker, self.warehouse, str(self.state), RUN)

    def republish(self, source: WindowedSource, start: datetime, end: datetime) -> ExtractOutcome:
        return republish(self.contract, source, self.broker, self.warehouse, RUN, start, end)

    def progress(self) -> Progress:
        with connect(self.warehouse) as connection:
            return read_progress(connection, self.contract.source.name, self.contract.dataset)

    def recorded(self) -> list[tuple[Any, ...]]:
        """Rows read, records produced and rows deleted of each finished extract."""
        with connect(self.warehouse) as connection, connection.cursor() as cursor:
            cursor.execute("SELECT read_rows, produced, deleted FROM etl_extract ORDER BY extract_id")
            return list(cursor.fetchall())

    def messages(self) -> list[RawMessage]:
        """Everything on the topic, partition by partition."""
        offsets = topic_offsets(self.broker, self.contract.topic.name)
        return [
            message
            for partition, (low, high) in sorted(offsets.partitions.items())
            for chunk in read_range(self.broker, OffsetRange(offsets.topic, offsets.topic_id, partition, low, high))
            for message in chunk
        ]

    def kept(self) -> list[str]:
        """The folders of the files that are kept between runs."""
        return sorted(path.parent.name for path in self.state.rglob("*") if path.is_file())


@dataclass(frozen=True)
class Interrupted:
    """A source beside which something happens once it was read."""

    source: Source
    happens: Callable[[], Any]

    def read(self, since: Position | None) -> Reading:
        reading = self.source.read(since)
        self.happens()
        return reading

    def settle(self, reading: Reading) -> None:
        self.source.settle(reading)


def headers(message: RawMessage) -> dict[str, str]:
    return {name: value.decode() for name, value in message.headers.items()}


def event_ids(messages: list[RawMessage]) -> list[str]:
    return [headers(message)["event_id"] for message in messages]
