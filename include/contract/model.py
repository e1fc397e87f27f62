"""A contract as the rest of the code sees it: typed, checked and complete."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from typing import Any


class LogicalType(StrEnum):
    STRING = "string"
    INTEGER = "integer"
    DECIMAL = "number"
    DATE = "date"
    TIMESTAMP = "timestamp"
    BOOLEAN = "boolean"


class Protect(StrEnum):
    """What happens to a personal field before it reaches the warehouse."""

    PSEUDONYM = "pseudonym"
    """Replaced by a keyed, stable pseudonym."""
    RESTRICT = "restrict"
    """Kept in the warehouse because a formula needs it; never in a report or a log."""
    DROP = "drop"
    """Not kept at all."""


class Severity(StrEnum):
    CRITICAL = "critical"
    """The row goes to quarantine."""
    WARNING = "warning"
    """The row is loaded and the breach is counted."""
    HOLD = "hold"
    """The whole batch waits for a release."""


class Mode(StrEnum):
    UPSERT = "upsert"
    APPEND = "append"
    HISTORY = "history"


@dataclass(frozen=True)
class Transform:
    """A column computed from others: a SQL expression over the batch, or a pandas function by name."""

    kind: str
    """`sql` or `function`."""
    expression: str
    """The SQL expression, or the name of a function registered in `include.transform.functions`."""
    inputs: tuple[str, ...] = ()
    """Names of the fields that it reads. A field among its own inputs is changed in place."""


@dataclass(frozen=True)
class Rule:
    """One expectation. `expectation` and `kwargs` are Great Expectations' own names."""

    id: str
    expectation: str
    kwargs: dict[str, Any]
    severity: Severity
    description: str
    field: str | None = None


@dataclass(frozen=True)
class Field:
    """One column. `source_name` is None where the column is computed and not in the message."""

    name: str
    label: str
    logical_type: LogicalType
    column_type: str
    source_name: str | None
    required: bool = False
    key_position: int | None = None
    partition_position: int | None = None
    precision: int | None = None
    scale: int | None = None
    unit: str | None = None
    classification: str = "internal"
    protect: Protect | None = None
    former_name: str | None = None
    """The name that the field had in earlier versions of the contract."""
    aliases: tuple[str, ...] = ()
    """Other names of the column at its source; `source_name` comes first."""
    transform: Transform | None = None


@dataclass(frozen=True)
class SourceSpec:
    """Where a dataset comes from. `options` are the ones its kind of source declares."""

    name: str
    kind: str
    object: str
    connection: str
    change_column: str | None = None
    created_column: str | None = None
    event_time: str | None = None
    """The field that says when the thing happened, for the time metadata."""
    overlap: timedelta = timedelta(minutes=10)
    options: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class TopicSpec:
    name: str
    partitions: int
    """0 for a topic of others: the broker knows."""
    retention: timedelta | None
    """None keeps the log for ever."""
    max_message_bytes: int
    format: str = "plain"
    """What a message looks like on the wire: a module of `include.broker.formats`."""
    decimals: str = "text"
    """`bytes` where a format without schema sends decimals as unscaled bytes in base64."""
    foreign: bool = False
    """Whether the topic belongs to others: it is read, and never made, changed or written to."""


@dataclass(frozen=True)
class SinkSpec:
    sink: str
    table: str
    mode: Mode


@dataclass(frozen=True)
class Gate:
    """A batch of at least `min_rows` messages is held when more than `max_reject_share` of them are rejected."""

    max_reject_share: float
    min_rows: int = 1000


@dataclass(frozen=True)
class Contract:
    dataset: str
    version: str
    title: str
    purpose: str
    owner: str
    path: str
    body: str
    """The YAML text, kept with the plan so that an open plan pins it."""
    source: SourceSpec
    topic: TopicSpec
    sinks: tuple[SinkSpec, ...]
    fields: tuple[Field, ...]
    rules: tuple[Rule, ...]
    gate: Gate
    newest: str
    """What says which version of a row is newer: `source` or `offset`."""
    dead_letter_payload: bool = False
    """Whether the dead-letter topic carries the rejected messages themselves."""

    def __hash__(self) -> int:
        return hash((self.dataset, self.body))

    @property
    def key_fields(self) -> tuple[Field, ...]:
        keyed = [f for f in self.fields if f.key_position is not None]
        return tuple(sorted(keyed, key=lambda f: f.key_position or 0))

    @property
    def partition_fields(self) -> tuple[Field, ...]:
        """The fields by which the lakehouse sorts rows into files."""
        placed = [f for f in self.fields if f.partition_position is not None]
        return tuple(sorted(placed, key=lambda f: f.partition_position or 0))

    @property
    def message_fields(self) -> tuple[Field, ...]:
        """The fields that are in the message, in contract order."""
        return tuple(f for f in self.fields if f.source_name is not None)

    def field(self, name: str) -> Field:
        return next(f for f in self.fields if f.name == name)

    def sink(self, name: str) -> SinkSpec | None:
        return next((s for s in self.sinks if s.sink == name), None)
