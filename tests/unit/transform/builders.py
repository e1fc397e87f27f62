"""Fields, contracts and messages with everything defaulted that an example does not speak of."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from typing import Any

import pandas as pd

from include.contract.model import (
    Contract,
    Field,
    Gate,
    LogicalType,
    Mode,
    Rule,
    Severity,
    SinkSpec,
    SourceSpec,
    TopicSpec,
)
from include.records import OffsetRange, PlannedBatch, RawMessage
from include.transform.clean import clean

NOON = datetime(2026, 8, 3, 5, 0, tzinfo=UTC)
"""12:00 WIB on Monday 3 August 2026, when the broker took every message that says nothing else."""

COLUMN_TYPES = {
    "string": "varchar(40)",
    "integer": "bigint",
    "number": "decimal(18,2)",
    "date": "date",
    "timestamp": "datetime(6)",
    "boolean": "boolean",
}


def field(name: str, logical_type: str = "string", column_type: str | None = None, **more: Any) -> Field:
    column = column_type or COLUMN_TYPES[logical_type]
    digits = re.fullmatch(r"decimal\((\d+),(\d+)\)", column)
    given = {
        "label": name,
        "source_name": name,
        "precision": int(digits.group(1)) if digits else None,
        "scale": int(digits.group(2)) if digits else None,
        **more,
    }
    return Field(name=name, logical_type=LogicalType(logical_type), column_type=column, **given)


def key(name: str = "id", logical_type: str = "integer", column_type: str | None = None, **more: Any) -> Field:
    return field(name, logical_type, column_type, key_position=1, required=True, **more)


def contract(
    *fields: Field,
    rules: tuple[Rule, ...] = (),
    gate: Gate | None = None,
    newest: str = "source",
    topic: str = "uji.pesanan",
    change_column: str | None = None,
    created_column: str | None = None,
    event_time: str | None = None,
) -> Contract:
    """A contract of the dataset `pesanan` whose key is `id`, unless a key is among the fields."""
    declared = fields if any(f.key_position for f in fields) else (key(), *fields)
    return Contract(
        dataset="pesanan",
        version="1.0.0",
        title="Pesanan",
        purpose="Contoh",
        owner="tim-data",
        path="include/contracts/pesanan.yaml",
        body=repr((declared, rules, gate, newest, change_column, created_column, event_time)),
        source=SourceSpec(
            name="unit_bisnis",
            kind="mysql",
            object="pesanan",
            connection="unit_bisnis",
            change_column=change_column,
            created_column=created_column,
            event_time=event_time,
        ),
        topic=TopicSpec(topic, partitions=1, retention=None, max_message_bytes=6_291_456),
        sinks=(SinkSpec("warehouse", "pesanan", Mode.UPSERT),),
        fields=declared,
        rules=rules,
        gate=gate or Gate(max_reject_share=0.05),
        newest=newest,
    )


def rule(id_: str, expectation: str, severity: Severity = Severity.CRITICAL, **kwargs: Any) -> Rule:
    """A rule on the field that is its `column`."""
    return Rule(id_, f"expect_{expectation}", kwargs, severity, f"aturan {id_}", kwargs.get("column"))


def batch(start: int = 0, end: int = 100) -> PlannedBatch:
    return PlannedBatch(
        batch_id="b" * 32,
        dataset="pesanan",
        range=OffsetRange("uji.pesanan", "topik-1", 0, start, end),
        contract_version="1.0.0",
        code_version="uji",
    )


def message(value: dict[str, Any] | bytes | None, offset: int = 0, at: datetime = NOON, **headers: str) -> RawMessage:
    """A message as a producer sends it; bytes are sent as they are."""
    raw = json.dumps(value).encode() if isinstance(value, dict) else value
    return RawMessage(0, offset, at, b"kunci", raw, {name: text.encode() for name, text in headers.items()})


def cleaned(declared: Field, *raw: Any) -> list[Any]:
    """The values of a column after cleaning, None where one is missing."""
    values = clean(list(raw), declared, pd.RangeIndex(len(raw))).values
    return [None if pd.isna(value) else value for value in values]


def refused(declared: Field, *raw: Any) -> list[bool]:
    """Which values of a column cleaning marks as not understood."""
    return list(clean(list(raw), declared, pd.RangeIndex(len(raw))).bad)
