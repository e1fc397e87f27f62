"""From a source to its topic.

What was read is written down, then sent, and the position is saved only after the broker has acknowledged all of it. A
run that dies in between is continued by the next one with the very same messages.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any

from include.audit.positions import (
    Extract,
    Pending,
    Progress,
    append_extract,
    read_progress,
    save_pending,
    save_position,
)
from include.audit.schema import ensure_schema
from include.broker.produce import Sender
from include.broker.topics import ensure_topic
from include.contract.model import Contract
from include.database import connect
from include.errors import SourceFileError
from include.outgoing import Message, to_message
from include.progress import told
from include.records import RunContext
from include.settings import BrokerSettings, DatabaseSettings
from include.sources.base import Reading, Source, WindowedSource
from include.spool import read_spool, write_spool
from include.state import StateFiles

log = logging.getLogger(__name__)


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
    notes: list[str]
    """What a person should know, a sentence each."""
    freshness: dict[str, Any]
    """How far the source was read, how far behind that is, and when it was last heard from; empty where it does not say."""

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


def extract(
    contract: Contract, source: Source, broker: BrokerSettings, warehouse: DatabaseSettings, state_url: str, run: RunContext
) -> ExtractOutcome:  # fmt: skip
    """Send what is new at the source, then save how far it was read, pass by pass until there is no more.

    What is about to be sent is kept below `state_url`.
    Raises DeliveryError and leaves the position where it was when a record was not acknowledged. Raises SourceFileError
    after everything else was sent and saved when files were refused.
    """
    hop = _Hop(contract, broker, warehouse, StateFiles(f"{state_url}/{contract.dataset}/spool"), run)
    ensure_topic(broker, contract.topic)
    progress = hop.progress()
    notes = []
    if progress.pending:
        notes.append(hop.take_up(progress.pending))
        progress = hop.progress()
    done: list[_Done] = []
    while not done or done[-1].reading.more:
        with source.read(progress.position) as reading:
            pending = hop.write_down(reading, progress)
        done.append(_Done(reading, pending.extract, hop.send(pending)))
        source.settle(reading)
        hop.spools.prune(keep=(), saved=pending.position)
        notes += reading.notes
        progress = Progress(pending.position)
    outcome = _outcome(contract, done, notes)
    if reading.refused:
        refusals = "\n".join(refusal.why for refusal in reading.refused)
        raise SourceFileError(f"{len(reading.refused)} file(s) of {contract.dataset} refused:\n{refusals}")
    return outcome


def republish(
    contract: Contract, source: WindowedSource, broker: BrokerSettings, warehouse: DatabaseSettings, run: RunContext,
    start: datetime, end: datetime,
) -> ExtractOutcome:  # fmt: skip
    """Send the rows that changed in [start, end) again, under the event ids they had. The position is not touched."""
    started_at = datetime.now(UTC)
    with connect(warehouse) as connection:
        ensure_schema(connection)
        position = read_progress(connection, contract.source.name, contract.dataset).position
    ensure_topic(broker, contract.topic)
    with source.read_window(position, start, end) as reading, Sender(broker, contract.topic) as sender:
        for message in _messages(reading, contract, run, started_at):
            sender.send(message.key, message.value, message.headers)
    done = _extract(contract, reading, started_at, sender.sent)
    with connect(warehouse) as connection:
        append_extract(connection, done, run)
        connection.commit()
    return _outcome(contract, [_Done(reading, done, sender.offsets)], reading.notes)


@dataclass(frozen=True)
class _Done:
    """One pass over the source, and the last offset of each partition that it sent to."""

    reading: Reading
    extract: Extract
    offsets: dict[int, int]


@dataclass(frozen=True)
class _Hop:
    """One dataset on its way from its source to its topic."""

    contract: Contract
    broker: BrokerSettings
    warehouse: DatabaseSettings
    spools: StateFiles
    run: RunContext

    def progress(self) -> Progress:
        with connect(self.warehouse) as connection:
            ensure_schema(connection)
            return read_progress(connection, self.contract.source.name, self.contract.dataset)

    def take_up(self, pending: Pending) -> str:
        """Finish what an earlier run began, and say so."""
        if pending.spool not in self.spools.names():
            return (
                f"{self.contract.dataset}: an earlier run sent a part of {pending.extract.produced} records, and their spool is "
                f"gone from {self.spools.url}. The source is read again; a row that was sent then and is deleted by now is "
                f"not found, so compare the keys of the source with the warehouse."
            )
        self.send(pending)
        return f"{self.contract.dataset}: sent {pending.extract.produced} records that an earlier run had not sent to the end."

    def write_down(self, reading: Reading, progress: Progress) -> Pending:
        started_at = datetime.now(UTC)
        spool = self.spools.new_name(progress.position)
        with told(log, f"rows of {self.contract.dataset} read", lambda: reading.read):
            count = write_spool(self.spools, spool, _messages(reading, self.contract, self.run, started_at))
        log.info("%s: %s to send. %s", self.contract.dataset, f"{count:,}", reading.freshness)
        pending = Pending(_extract(self.contract, reading, started_at, count), spool, reading.position)
        with connect(self.warehouse) as connection:
            save_pending(connection, progress, pending, self.run)
        return pending

    def send(self, pending: Pending) -> dict[int, int]:
        """Returns the last offset of each partition."""
        sender = Sender(self.broker, self.contract.topic)
        with told(log, f"messages of {self.contract.dataset} sent", lambda: sender.sent), sender:
            for message in read_spool(self.spools, pending.spool):
                sender.send(message.key, message.value, message.headers)
        with connect(self.warehouse) as connection:
            save_position(connection, pending, self.run)
        self.spools.remove(pending.spool)
        return sender.offsets


def _messages(reading: Reading, contract: Contract, run: RunContext, started_at: datetime) -> Iterator[Message]:
    stubs = 0
    for record in reading.records:
        message = to_message(record, contract, run, started_at)
        stubs += message.is_stub
        yield message
    if stubs:
        reading.notes.append(
            f"{contract.dataset}: {stubs} rows are larger than topic {contract.topic.name} takes. Their source positions were sent "
            f"in their place and end in the quarantine."
        )


def _extract(contract: Contract, reading: Reading, started_at: datetime, produced: int) -> Extract:
    return Extract(
        source=contract.source.name,
        dataset=contract.dataset,
        started_at=started_at.isoformat(),
        read=reading.read,
        unchanged=reading.unchanged,
        produced=produced,
        deleted=reading.deleted,
        newest_change=reading.newest_change.isoformat() if reading.newest_change else None,
    )


def _outcome(contract: Contract, done: list[_Done], notes: list[str]) -> ExtractOutcome:
    for note in notes:
        log.warning("%s", note)
    extracts = [each.extract for each in done]
    offsets = {partition: offset for each in done for partition, offset in each.offsets.items()}
    outcome = ExtractOutcome(
        dataset=contract.dataset,
        topic=contract.topic.name,
        read=sum(each.read for each in extracts),
        unchanged=sum(each.unchanged for each in extracts),
        produced=sum(each.produced for each in extracts),
        deleted=sum(each.deleted for each in extracts),
        newest_change=max((each.newest_change for each in extracts if each.newest_change), default=None),
        offsets={str(partition): offset for partition, offset in sorted(offsets.items())},
        notes=notes,
        freshness=done[-1].reading.freshness,
    )
    log.info("%s", outcome)
    return outcome
