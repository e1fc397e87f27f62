"""The IKU values of a copy are the published ones of the warehouse."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

import include.iku
from include.audit.schema import run_script
from include.database import connect
from include.errors import ServiceUnavailable
from include.settings import DatabaseSettings
from include.sinks.olap.copies import open_newest
from tests.contract.sinks.olap_kit import OlapKit

SCHEMA = Path(include.iku.__file__).with_name("schema.sql")


def execute(settings: DatabaseSettings, sql: str, *values: Any) -> int:
    with connect(settings, autocommit=True) as connection, connection.cursor() as cursor:
        cursor.execute(sql, values)
        return int(cursor.lastrowid)


def publish_report(settings: DatabaseSettings, day: str, version: int, **nilai: str | None) -> int:
    """A report with a value for each indicator that is named."""
    report_id = execute(
        settings,
        "INSERT INTO iku_report (as_of, version, kind, segment, positions, freshness, regulations, code_version, dag_id, run_id, "
        "try_number, computed_at) VALUES (%s, %s, 'terbit', '2026Q3', '{}', '[]', '', '1', 'iku_daily', 'x', 1, NOW(6))",
        day,
        version,
    )
    for kode, number in nilai.items():
        execute(
            settings,
            "INSERT INTO iku_value (report_id, regulasi, kode, level, unit_id, unit_nama, pembilang, penyebut, populasi, nilai, "
            "status) VALUES (%s, '358-M-KEP-2025', %s, 'pt', '-', 'Kampus é', 1.25, 8, 9, %s, 'Tercapai')",
            report_id,
            kode,
            number,
        )
    return report_id


def values(kit: OlapKit) -> list[tuple[Any, ...]]:
    with open_newest(kit.settings) as copy:
        return copy.sql("SELECT tanggal::VARCHAR, versi, kode, nilai FROM mart_iku_harian ORDER BY ALL").fetchall()


@pytest.fixture
def reports(kit: OlapKit) -> Iterator[OlapKit]:
    """A warehouse with the tables of the reports, empty."""
    with connect(kit.warehouse) as connection:
        run_script(connection, SCHEMA)
    yield kit
    for table in ("iku_value", "iku_report"):
        execute(kit.warehouse, f"DELETE FROM {table}")


def test_a_published_report_is_in_the_next_copy(reports: OlapKit) -> None:
    publish_report(reports.warehouse, "2026-08-03", 1, iku1="15.6250", iku2=None)
    reports.sink().publish()
    assert values(reports) == [
        ("2026-08-03", 1, "iku1", Decimal("15.6250")),
        ("2026-08-03", 1, "iku2", None),
    ]
    with open_newest(reports.settings) as copy:
        names = "unit_nama, pembilang, penyebut, populasi, target, status"
        assert copy.sql(f"SELECT {names} FROM mart_iku_terbaru LIMIT 1").fetchall() == [
            ("Kampus é", Decimal("1.25"), Decimal(8), Decimal(9), None, "Tercapai")
        ]


def test_a_restatement_stands_for_its_day(reports: OlapKit) -> None:
    publish_report(reports.warehouse, "2026-08-03", 1, iku1="15")
    reports.sink().publish()
    publish_report(reports.warehouse, "2026-08-04", 1, iku1="17")
    publish_report(reports.warehouse, "2026-08-03", 2, iku1="16")
    reports.sink().publish()
    assert values(reports) == [("2026-08-03", 2, "iku1", Decimal(16)), ("2026-08-04", 1, "iku1", Decimal(17))]


def test_without_a_new_report_nothing_is_published(reports: OlapKit) -> None:
    publish_report(reports.warehouse, "2026-08-03", 1, iku1="15")
    first = reports.sink().publish()
    assert reports.sink().publish() == first


def test_reports_that_a_restored_warehouse_does_not_have_are_gone(reports: OlapKit) -> None:
    publish_report(reports.warehouse, "2026-08-03", 1, iku1="15")
    lost = publish_report(reports.warehouse, "2026-08-04", 1, iku1="99")
    reports.sink().publish()
    for table in ("iku_value", "iku_report"):
        execute(reports.warehouse, f"DELETE FROM {table} WHERE report_id = %s", lost)
    publish_report(reports.warehouse, "2026-08-05", 1, iku1="18")
    reports.sink().publish()
    assert values(reports) == [("2026-08-03", 1, "iku1", Decimal(15)), ("2026-08-05", 1, "iku1", Decimal(18))]


def test_a_number_that_was_given_again_after_a_restore_is_another_report(reports: OlapKit) -> None:
    lost = publish_report(reports.warehouse, "2026-08-04", 1, iku1="99")
    reports.sink().publish()
    for table in ("iku_value", "iku_report"):
        execute(reports.warehouse, f"DELETE FROM {table} WHERE report_id = %s", lost)
    again = publish_report(reports.warehouse, "2026-08-04", 1, iku1="18")
    for table in ("iku_value", "iku_report"):
        execute(reports.warehouse, f"UPDATE {table} SET report_id = %s WHERE report_id = %s", lost, again)
    reports.sink().publish()
    assert values(reports) == [("2026-08-04", 1, "iku1", Decimal(18))]


def test_a_warehouse_without_reports_yet_gives_a_copy_without_values(kit: OlapKit) -> None:
    kit.sink().publish()
    assert values(kit) == []


def test_a_warehouse_that_is_away_leaves_the_copies_as_they_are(reports: OlapKit) -> None:
    publish_report(reports.warehouse, "2026-08-03", 1, iku1="15")
    sink = reports.sink()
    sink.publish()
    away = replace(sink, warehouse=replace(sink.warehouse, port=1))
    with pytest.raises(ServiceUnavailable, match="does not answer"):
        away.publish()
    assert values(reports) == [("2026-08-03", 1, "iku1", Decimal(15))]
