"""Computes a report as of a date, in one consistent snapshot of the warehouse, and stores it as a new version."""

from __future__ import annotations

import logging
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from pymysql.connections import Connection

from include.audit.schema import ensure_schema, run_script
from include.calendar import CAMPUS_ZONE
from include.contract.catalog import Catalog
from include.database import alone, connect
from include.errors import FinalError
from include.iku import gathered, missing, store
from include.iku.check import check
from include.iku.collect import collect
from include.iku.compare import changes
from include.iku.model import WHOLE, Freshness, Missing, ReportKey, Value
from include.iku.period import Period
from include.iku.regulation import ALWAYS_READ, FOLDER, Regulation, datasets_read, load_regulations
from include.iku.snapshot import Snapshot, open_snapshot
from include.iku.values import Names, UnitKey, values_of
from include.records import RunContext
from include.settings import DatabaseSettings

log = logging.getLogger(__name__)

PATIENCE = 300
"""Seconds that a report waits for another one that is being computed."""


def ensure_iku_schema(connection: Connection[Any]) -> None:
    ensure_schema(connection)
    run_script(connection, FOLDER / "schema.sql")
    connection.commit()


def compute(
    warehouse: DatabaseSettings, catalog: Catalog, as_of: date, run: RunContext, *, patience: int = PATIENCE
) -> ReportKey:
    """Compute every indicator that is reported on a campus day, as of its end, and store the report.

    An indicator whose dataset was never loaded has no evidence, and so no number; without the names of units and the
    targets there is no report.
    Computing a day again makes the next version, a restatement, beside the one before. One report is computed at a time,
    so that versions and differences follow one another. Raises FinalError for a day that has not begun and for a regulation
    that is wrong, ServiceUnavailable when the warehouse is away or another report is still at it after `patience` seconds.
    """
    today = datetime.now(CAMPUS_ZONE).date()
    if as_of > today:
        raise FinalError(f"tanggal laporan {as_of} belum tiba. Diharapkan paling lambat hari ini, {today}.")
    check(load_regulations(), catalog)
    regulations = tuple(each for each in load_regulations() if each.is_reported(as_of))
    with connect(warehouse) as connection, alone(connection, "compute an IKU report", patience):
        ensure_iku_schema(connection)
        return _compute(connection, catalog, regulations, Period(as_of), run)


def _compute(
    connection: Connection[Any], catalog: Catalog, regulations: tuple[Regulation, ...], period: Period, run: RunContext
) -> ReportKey:
    datasets = datasets_read(regulations)
    snapshot = open_snapshot(connection, catalog, period, datasets)
    compared = store.compared_report(connection, period.as_of)
    before = store.values_by_unit(connection, compared) if compared else {}
    snapshot.require(ALWAYS_READ)
    names, targets = _names(snapshot), _targets(snapshot)
    of_datasets = missing.of_datasets(snapshot, datasets)
    gathered.begin(connection)
    values: list[Value] = []
    lacking: list[Missing] = []
    for regulation in regulations:
        for indicator in regulation.indikator:
            if not snapshot.absent.intersection(indicator.membaca):
                collect(snapshot, regulation, indicator)
            sums = gathered.sums(connection, regulation.regulasi, indicator.kode)
            values += values_of(regulation.regulasi, indicator, sums, names, targets, before)
            flags = gathered.lacking(connection, regulation.regulasi, indicator.kode)
            lacking += missing.of_indicator(regulation, indicator, sums, flags)
            carriers, greatest = gathered.carriers(connection, regulation.regulasi, indicator.kode)
            rejected = missing.rejected_rows(of_datasets, carriers)
            lacking += missing.reach(regulation, indicator, sums, rejected, greatest)
    computed = store.Computed(
        period, run, regulations, snapshot.positions, _freshness(snapshot, datasets), values,
        lacking + of_datasets, compared,
        changes(*store.differences(connection, compared)) if compared else [],
    )  # fmt: skip
    snapshot.require_unmoved()
    key = store.save(connection, computed)
    connection.commit()
    log.info("laporan %s versi %d: %d nilai, %d bukti", key.as_of, key.version, len(values), gathered.count(connection))
    return key


def _names(snapshot: Snapshot) -> Names:
    fakultas = snapshot.select("SELECT id_fakultas, nama_fakultas FROM fakultas", ["fakultas"])
    prodi = snapshot.select(
        "SELECT id_prodi, CONCAT_WS(' ', nama_jenjang_pendidikan, nama_program_studi) FROM program_studi",
        ["program_studi"],
    )
    return {
        ("pt", WHOLE): "Perguruan tinggi",
        **{("fakultas", unit): name or unit for unit, name in fakultas},
        **{("prodi", unit): name or unit for unit, name in prodi},
    }


def _targets(snapshot: Snapshot) -> dict[UnitKey, Decimal]:
    """Of the quarter of the report day, or where a unit has none for the quarter, of the year."""
    rows = snapshot.select(
        "SELECT regulasi, kode, unit_jenis, unit_id, target FROM target_iku "
        f"WHERE tahun = {snapshot.period.year} AND triwulan IN (0, {snapshot.period.quarter_number}) ORDER BY triwulan",
        ["target_iku"],
    )
    return {row[:4]: row[4] for row in rows}


def _freshness(snapshot: Snapshot, datasets: tuple[str, ...]) -> list[Freshness]:
    """Of every dataset that the report reads, those that were never extracted too."""
    rows = snapshot.select("SELECT dataset, MAX(finished_at), MAX(newest_change) FROM etl_extract GROUP BY dataset")
    found = {dataset: Freshness(dataset, extracted, change) for dataset, extracted, change in rows}
    return [found.get(dataset, Freshness(dataset, None, None)) for dataset in datasets]
