"""A dataset that is live in all three sinks, and a contract that changes under it."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

import duckdb
from confluent_kafka import Producer

from include import ingest
from include.audit.conservation import violations
from include.broker.topics import ensure_topic
from include.contract.model import Contract
from include.contract.read import parse_contract
from include.database import connect
from include.ingest import PartitionWork, Parts
from include.records import RunContext
from include.sinks.lakehouse import table as tables
from include.sinks.lakehouse.lake import opened as opened_lake
from include.sinks.lakehouse.query import current_state_sql
from include.sinks.olap.store import opened as opened_store

RUN = RunContext("ingest__barang", "manual__2026-08-03", "load")
SINKS = ("warehouse", "lakehouse", "olap")
ALL_SINKS = "\n".join(f"      - {{sink: {name}, mode: upsert}}" for name in SINKS)

BODY = """\
apiVersion: v3.1.0
kind: DataContract
id: barang
name: Barang
version: 1.0.0
status: active
domain: uji
description:
  purpose: Barang yang dijual.
team:
  name: tim-data
schema:
  - name: barang
    physicalName: barang
    physicalType: table
    properties:
      - name: kode
        businessName: Kode
        logicalType: string
        physicalType: varchar(10)
        primaryKey: true
        primaryKeyPosition: 1
        required: true
      - name: nama
        businessName: Nama
        logicalType: string
        physicalType: varchar(10)
      - name: jumlah
        businessName: Jumlah
        logicalType: integer
        physicalType: int
      - name: harga
        businessName: Harga
        logicalType: number
        physicalType: decimal(8,2)
customProperties:
  - property: source
    value: {name: toko, kind: mysql, connection: toko}
  - property: topic
    value: {name: TOPIC, partitions: 1}
  - property: sinks
    value:
SINKS
  - property: gate
    value: {maxRejectShare: 0.5, minRows: 1000}
  - {property: newest, value: source}
"""
WARNA = """\
      - name: warna
        businessName: Warna
        logicalType: string
        physicalType: varchar(10)
"""


def body(topic: str, sinks: str = ALL_SINKS) -> str:
    return BODY.replace("TOPIC", topic).replace("SINKS", sinks)


@dataclass
class World:
    parts: Parts
    text: str
    sent: int = field(default=0)

    @property
    def contract(self) -> Contract:
        return parse_contract(self.text, "include/contracts/barang.yaml")

    def change(self, *edits: tuple[str, str], version: str = "") -> None:
        """Put another contract in place: each (old, new) once, and the next version unless told which."""
        present = self.contract.version
        major, minor, patch = present.split(".")
        for old, new in (*edits, (f"version: {present}", f"version: {version or f'{major}.{int(minor) + 1}.{patch}'}")):
            assert self.text.count(old) == 1, f"{old!r} stands {self.text.count(old)} times in the contract"
            self.text = self.text.replace(old, new)

    def add(self, *fields: str) -> None:
        self.change(
            ("customProperties:\n  - property: source", f"{''.join(fields)}customProperties:\n  - property: source")
        )

    def send(self, *values: dict[str, Any], partition: int = 0) -> None:
        ensure_topic(self.parts.broker, self.contract.topic)
        client = Producer(self.parts.broker.config)
        for value in values:
            self.sent += 1
            headers = {"event_id": f"peristiwa-{self.sent}", "source_version": f"{self.sent:020d}"}
            client.produce(
                self.contract.topic.name, json.dumps(value).encode(), partition=partition, headers=list(headers.items())
            )
        assert client.flush(20) == 0

    def plan(self) -> list[PartitionWork]:
        return ingest.plan(self.contract, self.parts, RUN, max_rows=100)

    def load(self, work: PartitionWork, sink: str) -> list[dict[str, Any]]:
        ingest.stage(self.contract, work, self.parts)
        return ingest.load(self.contract, work, sink, self.parts, RUN)

    def ingest(self) -> None:
        """One run of the ingest DAG, and its law."""
        for work in self.plan():
            for spec in self.contract.sinks:
                self.load(work, spec.sink)
        with connect(self.parts.warehouse) as connection:
            assert violations(connection, self.contract.dataset) == []

    def live(self, before: dict[str, Any], planned: dict[str, Any]) -> None:
        """Load one row, and plan another: the change comes while the plan of the second is open."""
        self.send(before)
        self.ingest()
        self.send(planned)
        assert len(self.plan()) == 1

    def select(self, sql: str) -> list[tuple[Any, ...]]:
        with connect(self.parts.warehouse, autocommit=True) as connection, connection.cursor() as cursor:
            cursor.execute(sql)
            return list(cursor.fetchall())

    def rows(self, *columns: str) -> list[tuple[Any, ...]]:
        """The present rows in order, the same in every sink of the contract."""
        found = {spec.sink: self.rows_in(spec.sink, *columns) for spec in self.contract.sinks}
        assert all(rows == found["warehouse"] for rows in found.values()), found
        return found["warehouse"]

    def rows_in(self, sink: str, *columns: str) -> list[tuple[Any, ...]]:
        shown = f"SELECT {', '.join(columns)} FROM {{}} ORDER BY {', '.join(columns)}"
        if sink == "warehouse":
            return self.select(shown.format("barang"))
        if sink == "olap":
            assert self.parts.olap
            with opened_store(self.parts.olap, "look") as store:
                return store.sql(shown.format("barang")).fetchall()
        return self._lake().sql(shown.format(f"({current_state_sql(self.contract, 'barang')})")).fetchall()

    def columns(self, sink: str) -> list[str]:
        """The fields that the sink's table has, whatever the contract has by now."""
        if sink == "warehouse":
            names = [name for name, *_ in self.select("SHOW COLUMNS FROM barang")]
        elif sink == "olap":
            assert self.parts.olap
            with opened_store(self.parts.olap, "look") as store:
                names = [name for name, *_ in store.sql("DESCRIBE barang").fetchall()]
        else:
            names = [name for name, *_ in self._lake().sql("DESCRIBE barang").fetchall()]
        return sorted(name for name in names if not name.startswith("_"))

    def _lake(self) -> duckdb.DuckDBPyConnection:
        assert self.parts.lakehouse
        with opened_lake(self.parts.lakehouse) as lake:
            return tables.present(lake, "barang").scan().to_duckdb("barang")
