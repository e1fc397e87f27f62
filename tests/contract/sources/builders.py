"""Contracts and rows for tests of sources, with everything defaulted that a case does not speak of."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from include.contract.model import Contract, Field, Gate, LogicalType, Mode, SinkSpec, SourceSpec, TopicSpec
from include.errors import SourceFileError
from include.records import SourceRecord
from include.sources.base import Position, Reading, Source


def column(
    name: str, key: int | None = None, type_: LogicalType = LogicalType.STRING, source_name: str | None = None
) -> Field:
    """A column of the source; `key` is its place in the key, from 1."""
    column_type = {LogicalType.STRING: "varchar(200)", LogicalType.INTEGER: "bigint", LogicalType.DATE: "date"}
    return Field(
        name, name, type_, column_type.get(type_, "datetime(6)"), source_name or name,
        required=key is not None, key_position=key,
    )  # fmt: skip


CHANGED = column("updated_at", type_=LogicalType.TIMESTAMP)


def contract(
    *fields: Field, kind: str = "mysql", place: str = "dosens", change: str | None = None, topic: str = "uji.dosen",
    max_message_bytes: int = 6_291_456, partitions: int = 1, **options: Any,
) -> Contract:  # fmt: skip
    return Contract(
        dataset="dosen",
        version="1.0.0",
        title="Dosen",
        purpose="Uji",
        owner="tim-data",
        path="dosen.yaml",
        body=repr((fields, kind, place, change, topic, max_message_bytes, partitions)),
        source=SourceSpec(
            "siakad", kind, place, "siakad", change, overlap=timedelta(minutes=10),
            options={"encoding": "utf-8", "delimiter": ",", **options},
        ),
        topic=TopicSpec(topic, partitions, None, max_message_bytes),
        sinks=(SinkSpec("warehouse", "dosen", Mode.UPSERT),),
        fields=fields or (column("id", key=1), column("nama")),
        rules=(),
        gate=Gate(0.05),
        newest="source",
    )  # fmt: skip


def read(source: Source, since: Position | None = None) -> tuple[list[SourceRecord], Reading]:
    """All records of a pass, and the pass, complete by then."""
    with source.read(since) as reading:
        return list(reading.records), reading


def read_and_settle(source: Source, since: Position | None = None) -> tuple[list[SourceRecord], Position]:
    """All records of a pass whose position is saved afterwards, as an extract does it."""
    records, reading = read(source, since)
    source.settle(reading)
    return records, reading.position


def break_off(source: Source, since: Position | None = None) -> None:
    """A pass that ends after its first record, as when a run dies."""
    with source.read(since) as reading:
        next(reading.records)


def read_or_refuse(source: Source, since: Position | None) -> None:
    """A pass that raises for refused files, as an extract does in the end."""
    records, reading = read(source, since)
    assert records == []
    if reading.refused:
        raise SourceFileError("\n".join(refusal.why for refusal in reading.refused))
