"""Contracts, rows and rejects for the sink suite, with everything defaulted that a case does not speak of."""

from __future__ import annotations

import json
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

import pyarrow as pa

from include.audit.identity import key_digest
from include.contract.model import Contract, Field, Gate, LogicalType, Mode, SinkSpec, SourceSpec, TopicSpec
from include.contract.version import version_number
from include.staging import MESSAGE_KEY
from include.transform.schema import REJECTS, frame_schema

MORNING = datetime(2026, 8, 3, 1, 30, 0, 123456, tzinfo=UTC)

KEY = Field("kode", "Kode", LogicalType.STRING, "varchar(36)", "kode", required=True, key_position=1)
FIELDS = (
    KEY,
    Field("nama", "Nama", LogicalType.STRING, "varchar(40)", "nama"),
    Field("uraian", "Uraian", LogicalType.STRING, "longtext", "uraian"),
    Field("nilai", "Nilai", LogicalType.DECIMAL, "decimal(18,2)", "nilai", precision=18, scale=2),
    Field("mikro", "Mikro", LogicalType.DECIMAL, "decimal(30,10)", "mikro", precision=30, scale=10),
    Field("jumlah", "Jumlah", LogicalType.INTEGER, "bigint", "jumlah"),
    Field("aktif", "Aktif", LogicalType.BOOLEAN, "boolean", "aktif"),
    Field("tanggal", "Tanggal", LogicalType.DATE, "date", "tanggal"),
    Field("waktu", "Waktu", LogicalType.TIMESTAMP, "datetime(6)", "waktu"),
)
ADDED = Field("warna", "Warna", LogicalType.STRING, "varchar(20)", "warna")


@dataclass(frozen=True)
class Row:
    """One accepted message. Two rows of one key and version carry the same event, unless told otherwise."""

    key: str
    version: int
    event: str
    deleted: bool = False
    values: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Refused:
    """One rejected message, of a key that no row has unless told otherwise."""

    reason: str
    raw: bytes = b"{"
    key: str = "kunci"
    version: int = 1


def row(key: str, version: int = 1, *, event: str | None = None, deleted: bool = False, **values: Any) -> Row:
    return Row(key, version, event or f"{key}-{version}", deleted, values)


def contract(sink: str, mode: Mode, fields: tuple[Field, ...] = FIELDS, version: str = "1.0.0") -> Contract:
    """A contract of a dataset that no other case has."""
    dataset = f"uji_{uuid.uuid4().hex[:12]}"
    return Contract(
        dataset=dataset,
        version=version,
        title="Uji",
        purpose="Uji",
        owner="tim-data",
        path=f"{dataset}.yaml",
        body=f"id: {dataset}",
        source=SourceSpec("uji", "mysql", dataset, "uji"),
        topic=TopicSpec(f"uji.{dataset}", 2, None, 1_000_000),
        sinks=(SinkSpec(sink, dataset, mode),),
        fields=fields,
        rules=(),
        gate=Gate(1.0),
        newest="source",
    )


def with_field(before: Contract, added: Field, version: str = "1.1.0") -> Contract:
    return replace(before, fields=(*before.fields, added), version=version)


def table_of(contract: Contract, partition: int, rows: Sequence[tuple[int, Row]]) -> pa.Table:
    """Rows with their offsets, as a sink is given them."""
    return pa.Table.from_pylist(
        [{**_meta(partition, offset, row, contract.version), "kode": row.key, **row.values} for offset, row in rows],
        schema=frame_schema(contract),
    )


def keyed(rows: pa.Table) -> pa.Table:
    """The rows as the consume step stages them: with the keys of their messages."""
    digests = [key_digest(str(key).encode()) for key in rows.column(0).to_pylist()]
    return rows.append_column(MESSAGE_KEY, pa.array(digests, pa.string()))


def reject_table(rejects: Sequence[tuple[int, Refused]]) -> pa.Table:
    return pa.Table.from_pylist([_reject(offset, refused) for offset, refused in rejects], schema=REJECTS)


def _meta(partition: int, offset: int, row: Row, version: str) -> dict[str, Any]:
    return {
        "_partition": partition,
        "_offset": offset,
        "_event_id": row.event,
        "_version": f"{row.version:020d}",
        "_contract": version_number(version),
        "_deleted": row.deleted,
        "_valid_from": MORNING,
        "_created_at": None,
        "_event_at": None,
        "_extracted_at": MORNING,
        "_broker_at": MORNING,
        "_semester": "20261",
        "_tahun_anggaran": 2026,
    }


def _reject(offset: int, refused: Refused) -> dict[str, Any]:
    return {
        "offset": offset,
        "rule": "json",
        "field": None,
        "reason": refused.reason,
        "event_id": f"ditolak-{offset}",
        "version": f"{refused.version:020d}",
        "source_position": f"uji.tabel#{offset}",
        "key": refused.key.encode(),
        "value": refused.raw,
        "headers": json.dumps({"source": "uji"}),
        "broker_at": MORNING,
    }
