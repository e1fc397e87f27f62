"""A file on its way from the drop folder to what the sinks are given, without any server."""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from include.contract.read import parse_contract
from include.outgoing import to_message
from include.quality.check import check
from include.records import OffsetRange, PlannedBatch, RawMessage, RunContext
from include.sources.files import FileSource
from include.transform.batch import transform
from tests.contract.sources.builders import read

NOW = datetime(2026, 8, 3, 5, tzinfo=UTC)
RUN = RunContext("extract__beasiswa", "manual__2026-08-03", "beasiswa")

CONTRACT = """
apiVersion: v3.1.0
kind: DataContract
id: beasiswa
name: Beasiswa
version: 1.0.0
status: active
domain: kemahasiswaan
description: {{purpose: Penerima beasiswa}}
team: {{name: tim-data}}
schema:
  - name: beasiswa
    physicalName: beasiswa_*.{kind}
    physicalType: file
    properties:
      - name: nim
        businessName: NIM
        logicalType: string
        physicalType: varchar(8)
        primaryKey: true
        primaryKeyPosition: 1
        required: true
        logicalTypeOptions: {{pattern: '^[0-9]{{8}}$'}}
        {nim}
      - name: nama
        businessName: Nama
        logicalType: string
        physicalType: varchar(100)
        required: true
        customProperties: [{{property: aliases, value: [Nama Mahasiswa, nama_lengkap]}}]
      - name: ipk
        businessName: IPK
        logicalType: number
        physicalType: decimal(3,2)
      - name: besaran
        businessName: Besaran
        logicalType: number
        physicalType: decimal(18,2)
        customProperties: [{{property: unit, value: IDR}}]
      - name: tanggal
        businessName: Tanggal
        logicalType: date
        physicalType: date
customProperties:
  - property: source
    value: {{name: beasiswa, kind: {kind}, connection: beasiswa_drop{options}}}
  - property: topic
    value: {{name: {topic}, partitions: 1}}
  - property: sinks
    value: [{{sink: warehouse, mode: {mode}}}]
  - property: gate
    value: {{maxRejectShare: 0.05}}
  - {{property: newest, value: source}}
"""


@dataclass(frozen=True)
class Arrived:
    """What became of a file; rows and reasons by the line of the file, or the row of the sheet, that they began at."""

    loaded: dict[int, dict[str, Any]]
    quarantined: dict[int, str]
    refused: list[str]
    notes: list[str]


def drop(folder: Path, name: str, content: bytes, at: float = 1_785_000_000) -> None:
    (folder / name).write_bytes(content)
    os.utime(folder / name, (at, at))


def file_source(
    home: Path, kind: str, options: str = "", nim: str = "", topic: str = "beasiswa.beasiswa", mode: str = "upsert"
) -> FileSource:
    """`options` are those of the source and `nim` more keys of the key column, as a contract writes them."""
    folder = home / "drop"
    folder.mkdir(exist_ok=True)
    body = CONTRACT.format(kind=kind, options=options, nim=nim, topic=topic, mode=mode)
    contract = parse_contract(body, "beasiswa.yaml")
    return FileSource(contract, folder, str(home / "state"))


def arrive(source: FileSource) -> Arrived:
    """Everything that lies in the drop folder, read, sent, decoded, cleaned and checked."""
    records, reading = read(source)
    messages = []
    for offset, record in enumerate(records):
        sent = to_message(record, source.contract, RUN, NOW)
        messages.append(RawMessage(0, offset, NOW, sent.key, sent.value, dict(sent.headers)))
    batch = PlannedBatch("b", "beasiswa", OffsetRange("t", "t-id", 0, 0, len(messages)), "1.0.0", "code")
    transformed = transform(messages, batch, source.contract)
    checked = check(transformed.frame, source.contract)
    lines = [int(record.position.rsplit(":", 1)[1]) for record in records]
    frame = transformed.frame.drop(index=[reject.offset for reject in checked.rejects])
    rows = frame[[field.name for field in source.contract.fields]].to_dict("records")
    return Arrived(
        loaded={
            lines[offset]: {str(name): value for name, value in row.items()}
            for offset, row in zip(frame.index, rows, strict=True)
        },
        quarantined={lines[each.offset]: each.reason for each in [*transformed.rejects, *checked.rejects]},
        refused=[refusal.why for refusal in reading.refused],
        notes=reading.notes,
    )
