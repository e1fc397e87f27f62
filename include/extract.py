"""From a source to its topic. The position is saved only after the broker has acknowledged every record."""

from __future__ import annotations

import logging
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any

from include.audit.positions import ExtractRecord, read_position, save_position
from include.audit.schema import ensure_schema
from include.broker.produce import Sender
from include.broker.topics import ensure_topic
from include.contract.model import Contract
from include.database import connect
from include.errors import SourceFileError
from include.records import RunContext, SourceRecord
from include.settings import BrokerSettings, DatabaseSettings
from include.sources.base import Position, Reading, Source, WindowedSource
from include.sources.version import encode

log = logging.getLogger(__name__)

HEADROOM = 20_000
"""Bytes of a message that its key, headers and framing may take."""


@dataclass(frozen=True)
class ExtractOutcome:
    """`read` rows of the source were looked at, `unchanged` ones were not sent again, `offsets` are the last sent."""

    dataset: str
    topic: str
    read: int
    unchanged: int
    produced: int
    deleted: int
    newest_change: str | None
    offsets: dict[str, int]

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


def extract(
    contract: Contract, source: Source, broker: BrokerSettings, warehouse: DatabaseSettings, run: RunContext
) -> ExtractOutcome:
    """Send what is new at the source, then save how far it was read.

    Raises DeliveryError and saves nothing when a record was not acknowledged. Raises SourceFileError after everything
    else was sent and saved when files were refused.
    """
    with connect(warehouse) as connection:
        ensure_schema(connection)
        since = read_position(connection, contract.source.name, contract.dataset)
    outcome, reading = _send(contract, source.read(since), broker, warehouse, run, keep_position=False)
    if reading.refused:
        raise SourceFileError(
            f"{len(reading.refused)} file(s) of {contract.dataset} refused:\n" + "\n".join(reading.refused)
        )
    return outcome


def republish(
    contract: Contract, source: WindowedSource, broker: BrokerSettings, warehouse: DatabaseSettings, run: RunContext,
    start: datetime, end: datetime,
) -> ExtractOutcome:  # fmt: skip
    """Send the rows that changed in [start, end) again, under the event ids they had. The position is not touched."""
    with connect(warehouse) as connection:
        ensure_schema(connection)
        since: Position | None = read_position(connection, contract.source.name, contract.dataset)
    outcome, _ = _send(contract, source.read_window(since, start, end), broker, warehouse, run, keep_position=True)
    return outcome


def _send(
    contract: Contract, reading: Reading, broker: BrokerSettings, warehouse: DatabaseSettings, run: RunContext,
    *, keep_position: bool,
) -> tuple[ExtractOutcome, Reading]:  # fmt: skip
    started = datetime.now(UTC)
    ensure_topic(broker, contract.topic)
    with Sender(broker, contract.topic.name) as sender:
        for record in reading.records:
            value, extra = _value(record, contract)
            sender.send(record.key.encode(), value, [*_headers(record, contract, run, started), *extra])
    saved = ExtractRecord(
        contract.source.name, contract.dataset, run, started, datetime.now(UTC),
        reading.read, sender.sent, reading.deleted, reading.newest_change,
    )  # fmt: skip
    with connect(warehouse) as connection:
        save_position(connection, saved, None if keep_position else reading.position)
    outcome = ExtractOutcome(
        dataset=contract.dataset,
        topic=contract.topic.name,
        read=reading.read,
        unchanged=reading.unchanged,
        produced=sender.sent,
        deleted=reading.deleted,
        newest_change=reading.newest_change.isoformat() if reading.newest_change else None,
        offsets={str(partition): offset for partition, offset in sorted(sender.offsets.items())},
    )
    log.info("%s", outcome)
    return outcome, reading


def _headers(
    record: SourceRecord, contract: Contract, run: RunContext, started: datetime
) -> list[tuple[str, str | bytes]]:
    return [
        ("event_id", record.event_id),
        ("source", contract.source.name),
        ("source_position", record.position),
        ("source_version", record.version),
        ("contract_version", contract.version),
        ("extract_run", run.run_id),
        ("extracted_at", started.isoformat()),
        ("op", record.op.value),
    ]


def _value(record: SourceRecord, contract: Contract) -> tuple[bytes, list[tuple[str, str]]]:
    """The record as JSON, or a stub that keeps its source position when the topic would not take it."""
    value = encode(record.value)
    if len(value) + HEADROOM <= contract.topic.max_message_bytes:
        return value, []
    log.warning(
        "%s has %d bytes, more than topic %s takes: sent as a stub", record.position, len(value), contract.topic.name
    )
    return encode({"_oversize": True, "bytes": len(value), "source_position": record.position}), [("oversize", "1")]
