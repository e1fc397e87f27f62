"""What the sinks hold, read with their own clients while nobody loads."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb
import pymysql
from pyiceberg.catalog import load_catalog
from pyiceberg.table import Table

from crash.fold import Row

Lane = tuple[int, int]
"""Generation and partition."""
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Places:
    """Where the stores of one pipeline are."""

    mysql: Mapping[str, Any] = field(repr=False)
    """The arguments of `pymysql.connect`."""
    catalog_name: str
    catalog: Mapping[str, str] = field(repr=False)
    """The properties of the Iceberg catalog."""
    namespace: str
    duckdb_file: Path
    staging: Path

    def select(self, statement: str, *values: Any) -> list[dict[str, Any]]:
        """Rows of the warehouse."""
        connection = pymysql.connect(**self.mysql, cursorclass=pymysql.cursors.DictCursor)
        try:
            with connection.cursor() as cursor:
                cursor.execute(statement, values)
                return list(cursor.fetchall())
        finally:
            connection.close()

    def warehouse(self, dataset: str) -> Counter[Row]:
        return Counter(_row(found) for found in self.select(f"SELECT * FROM `{dataset}`"))

    def lakehouse(self, dataset: str) -> Counter[Row]:
        table = self._iceberg(dataset)
        return Counter(_row(found) for found in table.scan().to_arrow().to_pylist()) if table else Counter()

    def olap(self, dataset: str) -> Counter[Row]:
        columns = self._duckdb("SELECT column_name AS name FROM duckdb_columns() WHERE table_name = ?", dataset)
        return Counter(_row(found) for found in self._duckdb(f'SELECT * FROM "{dataset}"')) if columns else Counter()

    def own_ledger(self, sink: str, dataset: str) -> dict[Lane, int]:
        """How far a sink says itself that it has come."""
        if sink == "lakehouse":
            table = self._iceberg(dataset)
            snapshot = table.current_snapshot() if table else None
            found = json.loads(snapshot.summary["kampus.ledger"] or "[]") if snapshot and snapshot.summary else []
        elif sink == "olap":
            found = self._duckdb("SELECT * FROM etl_ledger WHERE dataset = ?", dataset)
        else:
            found = self.select("SELECT * FROM etl_ledger WHERE dataset = %s AND sink = 'warehouse'", dataset)
        return {(each["generation"], each["partition_id"]): each["next_offset"] for each in found}

    def loads(self, sink: str, dataset: str) -> Counter[str]:
        """The batches that an outside sink says itself that it has loaded."""
        if sink == "lakehouse":
            table = self._iceberg(dataset)
            summaries = [each.summary for each in table.snapshots() if each.summary] if table else []
            audits = [text for summary in summaries if (text := summary["kampus.audit"])]
            return Counter(json.loads(text)["batch_id"] for text in audits)
        found = self._duckdb("SELECT batch_id FROM etl_audit WHERE dataset = ?", dataset)
        return Counter(each["batch_id"] for each in found)

    def staged(self, dataset: str) -> list[str]:
        """Files that are left in the staging folder of a dataset."""
        folder = self.staging / dataset
        return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())

    def _iceberg(self, dataset: str) -> Table | None:
        catalog = load_catalog(self.catalog_name, **self.catalog)
        try:
            name = (self.namespace, dataset)
            return catalog.load_table(name) if catalog.table_exists(name) else None
        finally:
            catalog.close()

    def _duckdb(self, statement: str, *values: Any) -> list[dict[str, Any]]:
        """Rows of a copy of the file, because opening the file itself for writing would be a load of our own."""
        if not self.duckdb_file.exists():
            return []
        with tempfile.TemporaryDirectory() as folder:
            for name in (self.duckdb_file.name, f"{self.duckdb_file.name}.wal"):
                if (part := self.duckdb_file.with_name(name)).exists():
                    shutil.copyfile(part, Path(folder) / name)
            with duckdb.connect(str(Path(folder) / self.duckdb_file.name)) as copy:
                copy.execute("SET TimeZone = 'UTC'")
                found = copy.execute(statement, list(values))
                names = [column[0] for column in found.description or ()]
                return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


def _row(found: Mapping[str, Any]) -> Row:
    return Row(
        kode=found["kode"],
        nama=found["nama"],
        jumlah=found["jumlah"],
        nilai=found["nilai"],
        skor=found["skor"],
        deleted=bool(found["_deleted"]),
        event=found["_event_id"],
        version=found["_version"],
        partition=found["_partition"],
        offset=found["_offset"],
        at=_milliseconds(found["_broker_at"]),
        contract=_minor(found.get("_contract")),
    )


def _milliseconds(moment: datetime) -> int:
    return int((moment.replace(tzinfo=UTC) - EPOCH).total_seconds() * 1000 + 0.5)


def _minor(contract: int | None) -> int:
    """The n of version 1.n.0, of which no part has more than five digits."""
    return 0 if contract is None else contract // 100_000 % 100_000
