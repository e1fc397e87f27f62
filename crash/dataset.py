"""A dataset that loads into all three sinks, and what its contract says in each of its versions.

Version 1.n.0 multiplies `jumlah` by n + 1 for `skor` and allows a `jumlah` of up to (n + 1) * LIMIT, so a message says
something else under a newer contract, and one that was rejected before may be accepted.
"""

from __future__ import annotations

from include.contract.model import Contract
from include.contract.read import parse_contract

LIMIT = 1_000
LONGEST_NAME = 40
SINKS = ("warehouse", "lakehouse", "olap")

BODY = """\
apiVersion: v3.1.0
kind: DataContract
id: {dataset}
name: Data uji
version: 1.{minor}.0
status: active
domain: uji
description: {{purpose: Data yang dimuat sambil proses dan servernya dimatikan.}}
team: {{name: tim-data}}
schema:
  - name: {dataset}
    physicalName: uji
    physicalType: table
    properties:
      - {{name: kode, businessName: Kode, logicalType: string, physicalType: varchar(20), primaryKey: true,
         primaryKeyPosition: 1, required: true, logicalTypeOptions: {{maxLength: 20}}}}
      - {{name: nama, businessName: Nama, logicalType: string, physicalType: varchar({longest}), required: true}}
      - {{name: jumlah, businessName: Jumlah, logicalType: integer, physicalType: bigint,
         logicalTypeOptions: {{minimum: 0, maximum: {maximum}}}}}
      - {{name: nilai, businessName: Nilai, logicalType: number, physicalType: "decimal(18,2)"}}
      - {{name: skor, businessName: Skor, logicalType: integer, physicalType: bigint, transformLogic: jumlah * {factor},
         transformSourceObjects: [jumlah]}}
customProperties:
  - {{property: source, value: {{name: uji, kind: mysql, connection: uji}}}}
  - {{property: topic, value: {{name: {topic}, partitions: {partitions}}}}}
  - {{property: sinks, value: [{sinks}]}}
  - {{property: gate, value: {{maxRejectShare: 1.0}}}}
  - {{property: newest, value: source}}
"""


def contract(
    dataset: str, topic: str, *, mode: str = "upsert", minor: int = 0, partitions: int = 3, sinks: tuple[str, ...] = SINKS
) -> Contract:  # fmt: skip
    body = BODY.format(
        dataset=dataset,
        topic=topic,
        minor=minor,
        partitions=partitions,
        longest=LONGEST_NAME,
        factor=minor + 1,
        maximum=(minor + 1) * LIMIT,
        sinks=", ".join(f"{{sink: {sink}, mode: {mode}}}" for sink in sinks),
    )
    return parse_contract(body, f"{dataset}.yaml")
