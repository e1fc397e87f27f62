"""How long the OLAP marts take to answer beside the tables that they are made of, in one run: python -m benchmarks.olap_marts

Fills a store in a temporary folder with orders, their items and IKU values (10 million rows each unless told otherwise),
publishes it, and asks the newest copy the same questions both ways. The answers must be equal. Nothing else is needed: no
server is started.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
from duckdb import DuckDBPyConnection

from include.contract.catalog import load_catalog
from include.contract.model import Contract, Mode, SinkSpec
from include.settings import OlapSettings
from include.sinks.olap import copies, ddl
from include.sinks.olap.store import copy_unless, opened, renew_state
from include.sinks.olap.write import write
from include.transform.schema import frame_schema

LIMIT = 0.1
"""Seconds within which a mart must answer."""
TIMES = 7
BATCH = 100_000

META = (
    "CAST(i % 2 AS INTEGER) AS _partition, i AS _offset, md5(i::VARCHAR) AS _event_id, lpad(i::VARCHAR, 20, '0') AS _version, "
    "1 AS _contract, false AS _deleted, started AS _valid_from, started AS _broker_at, 'benchmark' AS _batch_id, "
    "started AS _loaded_at"
)
ORDERS = f"""
INSERT INTO pesanan BY NAME
SELECT i AS id, 'UB-' || i AS nomor, started + to_seconds(i * 12) AS tanggal,
  'p_' || substr(md5((i % 50000)::VARCHAR), 1, 24) AS pelanggan,
  (['baru', 'dibayar', 'dikirim', 'selesai', 'selesai', 'selesai', 'batal'])[1 + i % 7] AS status,
  1000 + hash(i) % 500000 AS subtotal, hash(i) % 1000 AS diskon, 9000 AS ongkir, subtotal - diskon + ongkir AS total_value, {META}
FROM (SELECT i, TIMESTAMPTZ '2022-01-01 00:00:00+07' AS started FROM range($rows) numbers(i))
"""
ITEMS = f"""
INSERT INTO item_pesanan BY NAME
SELECT i AS id, i AS pesanan_id, 'Produk ' || (hash(i) % 500) AS produk, 'pcs' AS satuan, 1 + i % 9 AS jumlah,
  1000 * (1 + hash(i) % 90) AS harga_satuan, jumlah AS jumlah_pcs, jumlah * harga_satuan AS total_value, {META}
FROM (SELECT i, TIMESTAMPTZ '2022-01-01 00:00:00+07' AS started FROM range($rows) numbers(i))
"""
REPORTS = """
INSERT INTO iku_report
SELECT i, DATE '2022-01-01' + CAST(i AS INTEGER), 1, 'terbit', TIMESTAMP '2022-01-01' + to_days(CAST(i AS INTEGER))
FROM range($rows // 2500) numbers(i)
"""
SOME = """
SELECT * EXCLUDE (_batch_id, _loaded_at)
  REPLACE (if(id // $step % 2 = 0, id, -1 - id) AS id, '9' AS _version, 'b-' || _event_id AS _event_id)
FROM pesanan WHERE id % $step = 0 LIMIT $batch
"""
VALUES = """
INSERT INTO iku_value BY NAME
SELECT report_id, '358-M-KEP-2025' AS regulasi, (1 + i % 10)::VARCHAR AS kode, 'prodi' AS level, 'prodi-' || (i // 10) AS unit_id,
  unit_id AS unit_nama, hash(i, report_id) % 100 AS pembilang, 100 AS penyebut, 100 AS populasi, pembilang AS nilai,
  'Tercapai' AS status
FROM iku_report, range(2500) numbers(i)
"""
NEWEST = "(SELECT * FROM iku_report QUALIFY row_number() OVER (PARTITION BY as_of ORDER BY version DESC) = 1)"


@dataclass(frozen=True)
class Question:
    name: str
    of_the_tables: str
    of_the_mart: str


QUESTIONS = (
    Question(
        "orders of every month, by status",
        "SELECT date_trunc('month', hari_kampus(tanggal)) AS bulan, status, count(*), sum(total_value) FROM pesanan_kini "
        "GROUP BY ALL ORDER BY ALL",
        "SELECT date_trunc('month', tanggal) AS bulan, status, sum(jumlah_pesanan), sum(total_value) FROM mart_pesanan_harian "
        "GROUP BY ALL ORDER BY ALL",
    ),
    Question(
        "the ten days that brought most",
        "SELECT hari_kampus(tanggal) AS hari, sum(total_value) AS total FROM pesanan_kini WHERE status <> 'batal' GROUP BY ALL "
        "ORDER BY total DESC, hari LIMIT 10",
        "SELECT tanggal AS hari, sum(total_value) AS total FROM mart_pesanan_harian WHERE status <> 'batal' GROUP BY ALL "
        "ORDER BY total DESC, hari LIMIT 10",
    ),
    Question(
        "the ten products that sold most",
        "SELECT produk, sum(item.jumlah_pcs) AS pcs, sum(item.total_value) FROM item_pesanan_kini item JOIN pesanan_kini "
        "pesanan ON pesanan.id = item.pesanan_id WHERE status <> 'batal' GROUP BY ALL ORDER BY pcs DESC, produk LIMIT 10",
        "SELECT produk, sum(jumlah_pcs) AS pcs, sum(total_value) FROM mart_pesanan_produk GROUP BY ALL "
        "ORDER BY pcs DESC, produk LIMIT 10",
    ),
    Question(
        "one product, day by day",
        "SELECT hari_kampus(pesanan.tanggal) AS hari, sum(item.total_value) FROM item_pesanan_kini item JOIN pesanan_kini "
        "pesanan ON pesanan.id = item.pesanan_id WHERE status <> 'batal' AND produk = 'Produk 77' GROUP BY ALL ORDER BY ALL",
        "SELECT tanggal, total_value FROM mart_pesanan_produk WHERE produk = 'Produk 77' ORDER BY ALL",
    ),
    Question(
        "one indicator of one prodi, day by day",
        f"SELECT as_of, nilai FROM iku_value JOIN {NEWEST} USING (report_id) WHERE kode = '7' AND unit_id = 'prodi-42' "
        "ORDER BY ALL",
        "SELECT tanggal, nilai FROM mart_iku_harian WHERE kode = '7' AND unit_id = 'prodi-42' ORDER BY ALL",
    ),
    Question(
        "all indicators of the newest day",
        "SELECT kode, avg(nilai) FROM iku_value JOIN (SELECT * FROM iku_report ORDER BY as_of DESC, version DESC LIMIT 1) "
        "USING (report_id) GROUP BY ALL ORDER BY ALL",
        "SELECT kode, avg(nilai) FROM mart_iku_terbaru GROUP BY ALL ORDER BY ALL",
    ),
)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=10_000_000, help="rows of each table")
    rows = parser.parse_args().rows
    with tempfile.TemporaryDirectory() as folder:
        settings = OlapSettings.local(Path(folder))
        print(f"{rows:,} orders, items and IKU values")
        _say("filled", lambda: _fill(settings, rows))
        print(f"  the store has {settings.file.stat().st_size / 1e6:,.0f} MB")
        _say(f"a batch of {BATCH:,} orders loaded, half of them new", lambda: _load(settings, rows))
        _say("the store copied (loads wait for that long)", lambda: copy_unless(settings, None, Path(folder) / "copy"))
        _say("published, marts and copy together", lambda: copies.publish(settings, timedelta()))
        with copies.open_newest(settings) as copy:
            slowest = max([_ask(copy, question) for question in QUESTIONS])
    print(f"the slowest mart answers in {slowest * 1000:.1f} ms, expected less than {LIMIT * 1000:.0f} ms")
    if slowest >= LIMIT:
        raise SystemExit(1)


def _fill(settings: OlapSettings, rows: int) -> None:
    with opened(settings, "benchmark") as store:
        for dataset, statement in (("pesanan", ORDERS), ("item_pesanan", ITEMS)):
            contract = _contract(dataset)
            ddl.prepare(store, contract, contract.sinks[0])
            store.execute(statement, {"rows": rows})
        store.execute(REPORTS, {"rows": rows})
        store.execute(VALUES)


def _load(settings: OlapSettings, rows: int) -> None:
    """As a load does it: one batch into the table, half of it newer versions of orders from everywhere in it."""
    contract = _contract("pesanan")
    with opened(settings, "benchmark") as store:
        batch = store.sql(SOME, params={"step": max(1, rows // BATCH), "batch": BATCH}).to_arrow_table()
        store.begin()
        written = write(store, batch.cast(_shape(contract, batch)), contract, contract.sinks[0], "benchmark")
        renew_state(store)
        store.commit()
    assert written.loaded == batch.num_rows


def _ask(copy: DuckDBPyConnection, question: Question) -> float:
    """Prints how long both ways take, and returns the seconds of the mart."""
    from_tables, expected = _median(copy, question.of_the_tables)
    from_mart, answer = _median(copy, question.of_the_mart)
    if answer != expected:
        raise SystemExit(f"{question.name}: the mart gives another answer than the tables.")
    print(
        f"  {question.name:<40} tables {from_tables * 1000:>8.1f} ms   mart {from_mart * 1000:>6.1f} ms   "
        f"{from_tables / from_mart:>6.0f} times"
    )
    return from_mart


def _median(copy: DuckDBPyConnection, sql: str) -> tuple[float, list[tuple[Any, ...]]]:
    durations = []
    for _ in range(TIMES):
        began = time.perf_counter()
        answer = copy.execute(sql).fetchall()
        durations.append(time.perf_counter() - began)
    return statistics.median(durations), answer


def _say(what: str, work: Callable[[], object]) -> None:
    began = time.perf_counter()
    work()
    print(f"  {what} in {time.perf_counter() - began:.1f} s", flush=True)


def _contract(dataset: str) -> Contract:
    return replace(load_catalog().get(dataset), sinks=(SinkSpec("olap", dataset, Mode.UPSERT),))


def _shape(contract: Contract, table: pa.Table) -> pa.Schema:
    declared = frame_schema(contract)
    return pa.schema([declared.field(name) for name in table.schema.names])


if __name__ == "__main__":
    main()
