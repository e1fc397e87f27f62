"""How long IKU reports take, beside the same formulas in pandas, in one run: python -m benchmarks.iku --students 20000

Makes a campus in a database of its own on a server of the tests, which it starts where it does not run, computes all
indicators of one regulation as of a day, then days that follow with few changes, and drops the database. The load of the
machine is told with every figure, because what runs beside it counts in.
"""

from __future__ import annotations

import argparse
import os
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import date, timedelta
from typing import Any, TypeVar
from unittest.mock import patch

import pandas as pd
from pymysql.connections import Connection

from benchmarks.iku_campus import fill
from include.contract.catalog import load_catalog
from include.database import connect
from include.iku import compute as computing
from include.iku.regulation import load_regulations
from include.records import RunContext
from include.settings import DatabaseSettings
from stack.database import ADMIN
from stack.servers import test_stack

REGULATION, DAY = "358-M-KEP-2025", date(2026, 9, 1)
RUN = RunContext("benchmark", "iku", "compute")
EVIDENCE = ("iku_evidence", "iku_evidence_diff", "iku_change", "iku_value", "iku_missing", "iku_report")
T = TypeVar("T")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--students", type=int, default=20_000)
    parser.add_argument("--days", type=int, default=5, help="days that follow the first, with one change each")
    parser.add_argument("--server", choices=("mysql", "mariadb"), default="mysql")
    chosen = parser.parse_args()
    with database(chosen.server) as settings:
        with closing(connect(settings, autocommit=True)) as connection:
            rows, seconds = timed(lambda: fill(connection, chosen.students))
            print(
                f"{chosen.students:,} students on {chosen.server}: {rows:,} rows, made in {seconds:.1f} s", flush=True
            )
        one = tuple(r for r in load_regulations() if r.regulasi == REGULATION)
        print(f"  {len(one[0].indikator)} indicators of {REGULATION}")
        with patch.object(computing, "load_regulations", lambda: one):
            days(settings, chosen.days)
        pandas(settings)


def days(settings: DatabaseSettings, number: int) -> None:
    """The first day stores all evidence, the next ones what differs."""
    with closing(connect(settings, autocommit=True)) as connection:
        first = compute(settings, DAY)
        began = space(connection)
        print(
            f"  the first day in {first:.1f} s (load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores); "
            f"{count(connection):,} pieces of evidence take {began / 1e6:.1f} MB",
            flush=True,
        )
        if not number:
            return
        spent = 0.0
        for day in range(1, number + 1):
            answer(connection, day)
            spent += compute(settings, DAY + timedelta(days=day))
        grown = space(connection)
        print(
            f"  {number} days after it in {spent / number:.2f} s each (load {os.getloadavg()[0]:.1f}); all together take "
            f"{grown / began:.2f} times the space of one"
        )


def compute(settings: DatabaseSettings, day: date) -> float:
    return timed(lambda: computing.compute(settings, load_catalog(), day, RUN))[1]


def answer(connection: Connection[Any], day: int) -> None:
    """Another graduate says that he works."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO tracer_study (nimhsmsmh, tahun_lulus, f8, f502, f505, f5a1, tanggal_isi, _partition, _offset, _event_id, "
            "_version, _contract, _deleted, _valid_from, _created_at, _broker_at, _batch_id, _loaded_at) "
            "SELECT nim, 2025, '1', 3, 5000000, '020000', '2026-03-01', 0, (SELECT next_offset FROM etl_ledger WHERE dataset = "
            "'tracer_study'), %s, %s, 0, 0, '2020-01-01', '2020-01-01', '2020-01-01', REPEAT('0', 32), NOW(6) FROM lulusan "
            "WHERE tanggal_keluar = '2025-07-31' AND nim NOT IN (SELECT nimhsmsmh FROM tracer_study) LIMIT 1",
            (f"baru-{day}", f"9{day:08d}"),
        )
        cursor.execute("UPDATE etl_ledger SET next_offset = next_offset + 1 WHERE dataset = 'tracer_study'")


def pandas(settings: DatabaseSettings) -> None:
    """AEE as a script would count it. Raises SystemExit when it is another number."""

    def frame(connection: Connection[Any], query: str) -> pd.DataFrame:
        with connection.cursor() as cursor:
            cursor.execute(query)
            return pd.DataFrame(cursor.fetchall(), columns=[column[0] for column in cursor.description])

    def counted() -> float:
        with closing(connect(settings)) as connection:
            studied = frame(connection, "SELECT id_registrasi_mahasiswa AS id, id_semester FROM aktivitas_kuliah")
            students = frame(
                connection, "SELECT id_registrasi_mahasiswa AS id, id_prodi, id_periode_masuk FROM riwayat_pendidikan"
            )
            left = frame(
                connection, "SELECT id_registrasi_mahasiswa AS id, tanggal_keluar, id_periode_keluar FROM lulusan"
            )
            prodi = frame(connection, "SELECT id_prodi, id_jenjang_pendidikan FROM program_studi")
        registered = studied[studied.id_semester.isin(["20251", "20252"])].id.unique()
        all_ = students.merge(prodi, on="id_prodi").merge(left, on="id", how="left")
        done = pd.to_datetime(all_.tanggal_keluar) >= pd.Timestamp(2026, 1, 1)
        took = 2 * (all_.id_periode_keluar.str[:4].astype(float) - all_.id_periode_masuk.str[:4].astype(float)) + 2
        limit = all_.id_jenjang_pendidikan.map({"22": 6, "30": 8, "35": 4})
        counts = all_.assign(tepat=done & (took <= limit))[all_.id.isin(registered) | done]
        share = counts.groupby("id_jenjang_pendidikan").tepat.mean()
        return float((share / pd.Series({"22": 0.33, "30": 0.25, "35": 0.5})).mean() * 100)

    number, seconds = timed(counted)
    with closing(connect(settings)) as connection, connection.cursor() as cursor:
        cursor.execute(
            "SELECT nilai FROM iku_value WHERE regulasi = %s AND kode = '1' AND level = 'pt' ORDER BY report_id LIMIT 1",
            (REGULATION,),
        )
        (ours,) = cursor.fetchone()
    print(f"  one indicator (AEE) in pandas, without versions, evidence or reasons: {seconds:.1f} s")
    if round(number, 4) != float(ours):
        raise SystemExit(f"AEE is {number:.4f} % in pandas and {ours} % in the report")


@contextmanager
def database(server: str) -> Iterator[DatabaseSettings]:
    name = "ukur_iku"
    with test_stack() as servers:
        chosen = servers.warehouse if server == "mysql" else servers.campus
        admin = DatabaseSettings(
            host="127.0.0.1", port=chosen.port, user=ADMIN, password=chosen.password, database="", name=server
        )
        with connect(admin, autocommit=True) as connection, connection.cursor() as cursor:
            cursor.execute(f"DROP DATABASE IF EXISTS {name}")
            cursor.execute(f"CREATE DATABASE {name} CHARACTER SET utf8mb4")
            yield replace(admin, database=name)
            cursor.execute(f"DROP DATABASE {name}")


def space(connection: Connection[Any]) -> int:
    """Bytes of the tables that hold reports."""
    with connection.cursor() as cursor:
        cursor.execute(f"ANALYZE TABLE {', '.join(EVIDENCE)}")
        cursor.execute(
            "SELECT SUM(data_length + index_length) FROM information_schema.tables WHERE table_schema = DATABASE() "
            "AND table_name IN %s",
            (EVIDENCE,),
        )
        return int(cursor.fetchone()[0])


def count(connection: Connection[Any]) -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT COUNT(*) FROM iku_evidence")
        return int(cursor.fetchone()[0])


def timed(work: Callable[[], T]) -> tuple[T, float]:
    began = time.perf_counter()
    return work(), time.perf_counter() - began


if __name__ == "__main__":
    main()
