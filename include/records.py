"""What travels between the hops: source records, offset ranges, planned batches, messages and outcomes."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any


class Op(StrEnum):
    UPSERT = "upsert"
    DELETE = "delete"


@dataclass(frozen=True)
class Change:
    """What a change log says of a record beside the row: the parts of Debezium's envelope."""

    op: str
    """`r` (read in a snapshot), `c` (made), `u` (changed) or `d` (deleted)."""
    before: dict[str, Any] | None
    """The row as it was, where there was one."""
    source: dict[str, Any]
    """Where the change stands in the log, as JSON."""


@dataclass(frozen=True)
class SourceRecord:
    """One row as its source had it, on its way into Kafka.

    `version` sorts like the row's age at its source (see `include.sources.version`); `position` names the place it was
    read from in words a person can follow, for example `siakad.lulus_dos#42` or `tracer_2025.csv:17`.
    """

    key: str
    value: dict[str, Any]
    version: str
    position: str
    event_id: str
    op: Op = Op.UPSERT
    change: Change | None = None
    """None where the source has no change log."""
    body: bytes | None = None
    """The row as JSON, where the source has made it already."""
    unreadable: str | None = None
    """Why the row cannot be taken as it stands, in Indonesian and without a personal value. It ends in the quarantine."""


@dataclass(frozen=True, order=True)
class OffsetRange:
    """Offsets [start, end) of one partition of one incarnation of a topic."""

    topic: str
    topic_id: str
    partition: int
    start: int
    end: int

    def __str__(self) -> str:
        return f"{self.topic}[{self.partition}] {self.start}..{self.end}"


class Action(StrEnum):
    """What a plan revision says to do with its range."""

    LOAD = "load"
    WAIVE = "waive"
    QUARANTINE = "quarantine"
    REDRIVE = "redrive"
    """The chosen messages of the range are loaded again, from their bytes in quarantine."""


@dataclass(frozen=True)
class PlannedBatch:
    """A range with everything its consumption depends on, so that a retry does the very same work."""

    batch_id: str
    dataset: str
    range: OffsetRange
    contract_version: str
    code_version: str
    generation: int = 0
    revision: int = 0
    action: Action = Action.LOAD

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_dict(cls, value: dict[str, Any]) -> PlannedBatch:
        return cls(**{**value, "range": OffsetRange(**value["range"]), "action": Action(value["action"])})


@dataclass(frozen=True, slots=True)
class RawMessage:
    """A Kafka message, undecoded. `timestamp` is the broker's (LogAppendTime), in a topic of others its producer's, in UTC."""

    partition: int
    offset: int
    timestamp: datetime
    key: bytes | None
    value: bytes | None
    headers: dict[str, bytes] = field(default_factory=dict)


@dataclass(frozen=True)
class Reject:
    """Why one message was not accepted. `reason` is in Indonesian and holds no personal value."""

    offset: int
    rule: str
    field: str | None
    reason: str


@dataclass(frozen=True)
class RunContext:
    """The Airflow task instance that does the work, for the audit trail."""

    dag_id: str
    run_id: str
    task_id: str
    try_number: int = 1
    map_index: int = -1
