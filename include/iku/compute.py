"""Computes a report as of a date, in one consistent snapshot of the warehouse, and stores it as a new version."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any

from pymysql.connections import Connection

from include.audit.ledger import LIVE
from include.audit.schema import ensure_schema, run_script
from include.calendar import CAMPUS_ZONE
from include.contract.catalog import Catalog
from include.database import connect
from include.errors import FinalError, ServiceUnavailable
from include.iku import store
from include.iku.compare import changes
from include.iku.evidence import Evidence, collect, count, slovin
from include.iku.model import Freshness, Missing, ReportKey, Value
from include.iku.period import Period
from include.iku.regulation import FOLDER, Indicator, Regulation, load_regulations
from include.iku.values import Names, Targets, values_of
from include.records import RunContext
from include.settings import DatabaseSettings
from include.sinks.warehouse.as_of import as_of as state_as_of

log = logging.getLogger(__name__)

NAMES = ("program_studi", "fakultas", "target_iku")
"""Datasets that every report reads beside those of its indicators."""


def ensure_iku_schema(connection: Connection[Any]) -> None:
    ensure_schema(connection)
    run_script(connection, FOLDER / "schema.sql")
    connection.commit()


def compute(warehouse: DatabaseSettings, catalog: Catalog, as_of: date, run: RunContext) -> ReportKey:
    """Compute every indicator as of the end of a campus day and store the report.

    Computing a day again makes the next version, a restatement, beside the one before. Raises FinalError for a day
    that has not begun.
    """
    today = datetime.now(CAMPUS_ZONE).date()
    if as_of > today:
        raise FinalError(f"tanggal laporan {as_of} belum tiba. Diharapkan paling lambat hari ini, {today}.")
    with connect(warehouse) as connection:
        ensure_iku_schema(connection)
        with _alone(connection):
            return _compute(connection, catalog, Period(as_of), run)


def _compute(connection: Connection[Any], catalog: Catalog, period: Period, run: RunContext) -> ReportKey:
    regulations = load_regulations()
    with connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        cursor.execute("START TRANSACTION WITH CONSISTENT SNAPSHOT")
    positions = _positions(connection)
    _require_tables(connection, catalog, regulations)
    compared = store.compared_report(connection, period.as_of)
    before = store.values_by_unit(connection, compared)
    names, targets = _names(connection, catalog, period, positions), _targets(connection, catalog, period, positions)
    evidence: list[Evidence] = []
    values: list[Value] = []
    missing: list[Missing] = []
    for regulation in regulations:
        for indicator in regulation.indicators:
            rows = collect(connection, regulation, indicator, period, catalog, positions)
            evidence += rows
            values += values_of(regulation.kode, indicator.kode, rows, names, targets, before)
            missing += _missing(connection, regulation, indicator, rows, period, catalog, positions)
    missing += _rejected(connection)
    old = store.evidence_of(connection, compared) if compared else []
    key = store.save(
        connection, period, run, positions, _freshness(connection), regulations, evidence, values, missing,
        compared, changes(old, evidence) if compared else [],
    )  # fmt: skip
    connection.commit()
    log.info("laporan %s versi %d: %d nilai, %d bukti", key.as_of, key.version, len(values), len(evidence))
    return key


@contextmanager
def _alone(connection: Connection[Any]) -> Iterator[None]:
    """One report at a time, so that versions and differences follow one another."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT GET_LOCK(CONCAT(DATABASE(), '.iku'), 300)")
        if cursor.fetchone()[0] != 1:
            raise ServiceUnavailable(
                "laporan lain masih dihitung sesudah 5 menit. Periksa DAG iku_daily; lalu jalankan lagi."
            )
        try:
            yield
        finally:
            cursor.execute("SELECT RELEASE_LOCK(CONCAT(DATABASE(), '.iku'))")


def _positions(connection: Connection[Any]) -> dict[str, dict[int, int]]:
    found: dict[str, dict[int, int]] = {}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT dataset, partition_id, next_offset FROM etl_ledger WHERE sink = 'warehouse' AND generation = %s",
            (LIVE,),
        )
        for dataset, partition, offset in cursor.fetchall():
            found.setdefault(dataset, {})[partition] = offset
    return found


def _require_tables(connection: Connection[Any], catalog: Catalog, regulations: tuple[Regulation, ...]) -> None:
    needed = {name for r in regulations for i in r.indicators for name in i.membaca} | set(NAMES)
    with connection.cursor() as cursor:
        cursor.execute("SELECT table_name FROM information_schema.tables WHERE table_schema = DATABASE()")
        present = {name for (name,) in cursor.fetchall()}
    tables = {catalog.get(name).dataset for name in needed}
    if absent := sorted(tables - present):
        raise FinalError(
            f"gudang data belum punya tabel {', '.join(absent)}. Jalankan DAG extract__ dan ingest__ untuk dataset itu dahulu."
        )


def _names(
    connection: Connection[Any], catalog: Catalog, period: Period, positions: dict[str, dict[int, int]]
) -> Names:
    names: Names = {("pt", "*"): "Perguruan tinggi"}
    for level, dataset, columns in (
        ("fakultas", "fakultas", "id_fakultas, nama_fakultas"),
        ("prodi", "program_studi", "id_prodi, CONCAT(nama_jenjang_pendidikan, ' ', nama_program_studi)"),
    ):
        for unit, name in _state(connection, catalog, dataset, columns, period, positions):
            names[level, unit] = name or unit
    return names


def _targets(
    connection: Connection[Any], catalog: Catalog, period: Period, positions: dict[str, dict[int, int]]
) -> Targets:
    columns = "regulasi, kode, unit_jenis, unit_id, target, tahun"
    rows = _state(connection, catalog, "target_iku", columns, period, positions)
    return {tuple(row[:4]): row[4] for row in rows if row[5] == period.year}  # type: ignore[misc]


def _state(
    connection: Connection[Any], catalog: Catalog, dataset: str, columns: str, period: Period,
    positions: dict[str, dict[int, int]],
) -> list[tuple[Any, ...]]:  # fmt: skip
    state = state_as_of(catalog.get(dataset), positions.get(dataset, {}), period.valid_before)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {columns} FROM ({state}) AS state")
        return list(cursor.fetchall())


def _missing(
    connection: Connection[Any], regulation: Regulation, indicator: Indicator, rows: list[Evidence], period: Period,
    catalog: Catalog, positions: dict[str, dict[int, int]],
) -> list[Missing]:  # fmt: skip
    """What the indicator lacks: flags of its evidence, and respondents below Slovin's minimum."""
    flags = Counter(row.kurang for row in rows if row.kurang)
    found = [Missing(regulation.kode, indicator.kode, flag, number) for flag, number in flags.most_common()]
    if indicator.slovin:
        sql = (FOLDER / "populasi_lulusan.sql").read_text(encoding="utf-8")
        population = count(connection, sql, indicator, period, catalog, positions)
        needed = slovin(population, indicator.slovin)
        if len(rows) < needed:
            text = f"responden {len(rows)} dari {population} lulusan, minimum Slovin {needed}"
            found.append(Missing(regulation.kode, indicator.kode, text, needed - len(rows)))
    return found


def _rejected(connection: Connection[Any]) -> list[Missing]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT dataset, rule, COALESCE(field, '-'), COUNT(*) FROM etl_quarantine GROUP BY dataset, rule, field ORDER BY 4 DESC"
        )
        return [
            Missing(None, None, f"baris {dataset} ditolak: {field}, aturan {rule}", number)
            for dataset, rule, field, number in cursor.fetchall()
        ]


def _freshness(connection: Connection[Any]) -> list[Freshness]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT dataset, MAX(finished_at), MAX(newest_change) FROM etl_extract GROUP BY dataset ORDER BY dataset"
        )
        return [Freshness(*row) for row in cursor.fetchall()]
