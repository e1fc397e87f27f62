"""How fast every kind of source goes from its place into Kafka, beside a plain read of the same: python -m benchmarks.sources

Uses the servers of the tests and starts them where they do not run. Each case runs in a process of its own, through the whole
hop: read, compare, write down, send with acks=all, save the position. It prints rows a second by the clock and by the
processor time of that process (what a core of its own would do, also on a machine with other work), and the peak of its
memory.
"""

from __future__ import annotations

import argparse
import csv
import os
import re
import tempfile
import time
import uuid
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from multiprocessing import get_context
from pathlib import Path

from confluent_kafka.admin import AdminClient
from pymysql.cursors import SSCursor
from pymysqlreplication import BinLogStreamReader
from pymysqlreplication.row_event import WriteRowsEvent

from include.contract.catalog import load_catalog
from include.contract.model import Contract
from include.database import connect
from include.extract import extract
from include.records import RunContext
from include.settings import BrokerSettings, DatabaseSettings
from include.sources.base import Source
from include.sources.binlog import BinlogSource
from include.sources.files import FileSource
from include.sources.mysql import MysqlSource
from stack.database import ADMIN, DatabaseServer
from stack.servers import test_stack

FIRST = "2026-08-03 08:00:00"
TABLE = """
CREATE TABLE pesanan (id BIGINT PRIMARY KEY, nomor VARCHAR(40) NOT NULL, tanggal DATETIME(6) NOT NULL, pelanggan VARCHAR(80),
  telepon VARCHAR(32), status VARCHAR(10) NOT NULL, subtotal DECIMAL(18,2) NOT NULL, diskon DECIMAL(18,2), ongkir DECIMAL(18,2),
  created_at TIMESTAMP(6) NULL, updated_at TIMESTAMP(6) NULL, INDEX (updated_at))
"""
FILL = f"""
INSERT INTO pesanan SELECT seq, CONCAT('UB-2026-', seq), '{FIRST}' + INTERVAL seq SECOND, CONCAT('Ani Lestari ', MD5(seq)),
  CONCAT('0812', LPAD(seq, 8, '0')), 'selesai', seq % 1000000 + 0.5, 0, 15000, '{FIRST}', '{FIRST}' + INTERVAL seq MICROSECOND
FROM seq_{{first}}_to_{{last}}
"""
OPTIONS = {
    "chunkRows": 50_000, "serverIds": [1_000_000_000, 1_999_999_999], "encoding": "utf-8", "delimiter": ",", "decimal": ".",
}  # fmt: skip
OBJECTS = {"csv": "*.csv"}
RUN = RunContext("benchmark", "benchmark", "sources")


@dataclass(frozen=True)
class Place:
    """Where one benchmark reads from and writes to."""

    broker: BrokerSettings
    warehouse: DatabaseSettings
    campus: DatabaseSettings
    state: Path

    def contract(self, kind: str) -> Contract:
        declared = load_catalog().get("pesanan")
        return replace(
            declared,
            source=replace(declared.source, kind=kind, object=OBJECTS.get(kind, "pesanan"), options=OPTIONS),
            topic=replace(declared.topic, name=f"ukur.{self.campus.database}.{kind}", format="plain"),
        )


@dataclass(frozen=True)
class Measure:
    rows: int
    seconds: float
    cpu_seconds: float
    peak_mb: float

    def __str__(self) -> str:
        return (
            f"{self.rows / self.seconds:>9,.0f} rows/s   {self.rows / self.cpu_seconds:>9,.0f} rows/s of a core   "
            f"{self.peak_mb:>5,.0f} MB"
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=1_000_000, help="rows of each source")
    parser.add_argument("cases", nargs="*", default=list(CASES), help=f"of {', '.join(CASES)}; all by default")
    arguments = parser.parse_args()
    print(f"{arguments.rows:,} rows; load of the machine {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
    for name in arguments.cases:
        with place() as where:
            CASES[name](where, arguments.rows)


def polling(where: Place, rows: int) -> None:
    fill(where.campus, 1, rows)
    plain = say("the same by SELECT alone", measured(select_all, where))
    contract = where.contract("mysql")
    source = MysqlSource(contract, where.campus, str(where.state))
    say("polling, all rows new", measured(hop, where, contract, source), plain)
    compared = replace(measured(hop, where, contract, source), rows=rows)
    say("polling, all keys compared and nothing new", compared, plain)


def snapshot(where: Place, rows: int) -> None:
    fill(where.campus, 1, rows)
    plain = say("the same by SELECT alone", measured(select_all, where))
    contract = where.contract("binlog")
    say(
        "binlog, snapshot",
        measured(hop, where, contract, BinlogSource(contract, where.campus, str(where.state))),
        plain,
    )


def stream(where: Place, rows: int) -> None:
    """In transactions of a thousand rows."""
    fill(where.campus, 1, 1)
    contract = where.contract("binlog")
    source = BinlogSource(contract, where.campus, str(where.state))
    hop(where, contract, source)
    with connect(where.campus) as connection, connection.cursor() as cursor:
        cursor.execute("SHOW MASTER STATUS")
        ((file, byte, *_),) = cursor.fetchall()
    for first in range(2, rows, 1_000):
        execute(where.campus, FILL.format(first=first, last=min(first + 999, rows)))
    plain = say("the same by mysql-replication alone", measured(read_log, where, file, byte))
    say("binlog, changes", measured(hop, where, contract, source), plain)


def files(where: Place, rows: int) -> None:
    folder = where.state / "drop"
    folder.mkdir(exist_ok=True)
    path = folder / "pesanan.csv"
    contract = where.contract("csv")
    with path.open("w", newline="") as written:
        lines = csv.writer(written)
        lines.writerow(field.source_name or field.name for field in contract.message_fields)
        for number in range(rows):
            lines.writerow(
                (number, f"UB-2026-{number}", FIRST, f"Ani Lestari {number:032d}", f"0812{number:08d}", "selesai",
                 f"{number % 1000000}.50", 0, 15000, FIRST, FIRST)
            )  # fmt: skip
    # A file that was written just now is waited for.
    os.utime(path, (0, 0))
    plain = say("the same by csv.reader alone", measured(read_lines, path))
    say("CSV", measured(hop, where, contract, FileSource(contract, folder, str(where.state))), plain)


CASES: dict[str, Callable[[Place, int], None]] = {
    "polling": polling,
    "snapshot": snapshot,
    "stream": stream,
    "files": files,
}


def hop(where: Place, contract: Contract, source: Source) -> int:
    return extract(contract, source, where.broker, where.warehouse, str(where.state), RUN).read


def select_all(where: Place) -> int:
    with connect(where.campus, cursor=SSCursor) as connection, connection.cursor() as cursor:
        cursor.execute("SELECT * FROM pesanan")
        return sum(1 for _ in cursor)


def read_lines(path: Path) -> int:
    with path.open(newline="") as file:
        return sum(1 for _ in csv.reader(file)) - 1


def read_log(where: Place, file: str, byte: int) -> int:
    login = {
        "host": where.campus.host,
        "port": where.campus.port,
        "user": where.campus.user,
        "passwd": where.campus.password,
    }
    stream = BinLogStreamReader(
        connection_settings=login, server_id=999_999_999, log_file=file, log_pos=byte, resume_stream=True,
        only_events=[WriteRowsEvent], only_schemas=[where.campus.database], freeze_schema=True,
    )  # fmt: skip
    try:
        return sum(len(event.rows) for event in stream)
    finally:
        stream.close()


def measured(work: Callable[..., int], *arguments: object) -> Measure:
    """In a new process, whose memory is this work's alone."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as process:
        return process.submit(_measure, partial(work, *arguments)).result()


def _measure(work: Callable[[], int]) -> Measure:
    began, used = time.perf_counter(), time.process_time()
    rows = work()
    seconds, cpu = time.perf_counter() - began, time.process_time() - used
    (peak,) = re.findall(r"VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text())
    return Measure(rows, seconds, cpu, int(peak) / 1024)


def say(what: str, measure: Measure, plain: Measure | None = None) -> Measure:
    ratio = f"   {measure.cpu_seconds / plain.cpu_seconds:>5.1f} times the plain read" if plain else ""
    print(f"  {what:<44} {measure}{ratio}", flush=True)
    return measure


def fill(database: DatabaseSettings, first: int, last: int) -> None:
    """Outside the binlog, as if it had been there for long."""
    execute(database, "DROP TABLE IF EXISTS pesanan", TABLE)
    execute(database, "SET sql_log_bin = 0", FILL.format(first=first, last=last))


def execute(database: DatabaseSettings, *statements: str) -> None:
    with connect(database, autocommit=True) as connection, connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


@contextmanager
def place() -> Iterator[Place]:
    name = f"ukur_{uuid.uuid4().hex[:8]}"
    with test_stack() as servers, tempfile.TemporaryDirectory() as state:
        broker = BrokerSettings({"bootstrap.servers": servers.kafka.bootstrap})
        warehouse, campus = _admin(servers.warehouse), _admin(servers.campus)
        for server in (warehouse, campus):
            execute(server, f"CREATE DATABASE {name}")
        try:
            yield Place(broker, replace(warehouse, database=name), replace(campus, database=name), Path(state))
        finally:
            for server in (warehouse, campus):
                execute(server, f"DROP DATABASE {name}")
            admin = AdminClient(broker.config)
            topics = [topic for topic in admin.list_topics(timeout=10).topics if topic.startswith(f"ukur.{name}.")]
            for deleted in admin.delete_topics(topics).values() if topics else ():
                deleted.result()


def _admin(server: DatabaseServer) -> DatabaseSettings:
    return DatabaseSettings("127.0.0.1", server.port, ADMIN, server.password, "", name="ukur")


if __name__ == "__main__":
    main()
