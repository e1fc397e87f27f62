"""What a copy answers: the present state of every table, and marts over small data that can be added up by hand."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from include.contract.model import Contract, Mode
from include.settings import OlapSettings
from include.sinks.olap import copies
from include.sinks.olap.store import opened, renew_state
from tests.contract.sinks.builders import contract
from tests.unit.sinks_olap.builders import put, shipped

SENIN, SELASA = date(2026, 8, 3), date(2026, 8, 4)
MONDAY_NOON = datetime(2026, 8, 3, 5, tzinfo=UTC)
MONDAY_LAST_SECOND = datetime(2026, 8, 3, 16, 59, 59, tzinfo=UTC)
TUESDAY_FIRST_SECOND = datetime(2026, 8, 3, 17, 0, 0, tzinfo=UTC)


def ask(settings: OlapSettings, question: str) -> list[tuple[Any, ...]]:
    copies.publish(settings, timedelta())
    with copies.open_newest(settings) as copy:
        return copy.sql(question).fetchall()


def order(number: int, when: datetime, status: str, total: int, deleted: bool = False) -> dict[str, Any]:
    amounts = {
        "subtotal": Decimal(total - 9),
        "diskon": Decimal(1),
        "ongkir": Decimal(10),
        "total_value": Decimal(total),
    }
    return {"id": number, "tanggal": when, "status": status, "_deleted": deleted, **amounts}


def item(number: int, order: int, product: str, pieces: int, total: int) -> dict[str, Any]:
    return {
        "id": number,
        "pesanan_id": order,
        "produk": product,
        "jumlah_pcs": Decimal(pieces),
        "total_value": Decimal(total),
    }


@pytest.fixture
def orders(settings: OlapSettings) -> OlapSettings:
    put(
        settings,
        shipped("pesanan"),
        order(1, MONDAY_NOON, "selesai", 100),
        order(2, MONDAY_LAST_SECOND, "selesai", 50),
        order(3, MONDAY_NOON, "batal", 70),
        order(4, TUESDAY_FIRST_SECOND, "baru", 30),
        order(5, MONDAY_NOON, "selesai", 999, deleted=True),
    )
    return settings


def test_orders_are_added_up_by_campus_day_and_status(orders: OlapSettings) -> None:
    assert ask(orders, "FROM mart_pesanan_harian") == [
        (SENIN, "batal", 1, Decimal(61), Decimal(1), Decimal(10), Decimal(70)),
        (SENIN, "selesai", 2, Decimal(132), Decimal(2), Decimal(20), Decimal(150)),
        (SELASA, "baru", 1, Decimal(21), Decimal(1), Decimal(10), Decimal(30)),
    ]


def test_products_are_added_up_by_the_day_of_their_order(orders: OlapSettings) -> None:
    put(
        orders,
        shipped("item_pesanan"),
        item(1, order=1, product="buku", pieces=12, total=60),
        item(2, order=1, product="buku", pieces=1, total=5),
        item(3, order=2, product="buku", pieces=2, total=10),
        item(4, order=4, product="buku", pieces=3, total=15),
        item(5, order=3, product="pena", pieces=5, total=5),
        item(6, order=1, product="pena", pieces=4, total=4),
        item(7, order=77, product="tas", pieces=1, total=90),
    )
    assert ask(orders, "FROM mart_pesanan_produk") == [
        ("buku", SENIN, 2, Decimal(15), Decimal(75)),
        ("buku", SELASA, 1, Decimal(3), Decimal(15)),
        ("pena", SENIN, 1, Decimal(4), Decimal(4)),
        ("tas", None, 1, Decimal(1), Decimal(90)),
    ]


def test_a_mart_is_there_when_all_its_tables_are(orders: OlapSettings) -> None:
    names = "SELECT table_name FROM duckdb_tables() WHERE table_name LIKE 'mart_%' ORDER BY ALL"
    assert ask(orders, names) == [("mart_iku_harian",), ("mart_iku_terbaru",), ("mart_pesanan_harian",)]
    put(orders, shipped("item_pesanan"))
    assert ("mart_pesanan_produk",) in ask(orders, names)


def test_a_mart_is_made_anew_for_every_copy(orders: OlapSettings) -> None:
    first = ask(orders, "SELECT sum(jumlah_pesanan) FROM mart_pesanan_harian")
    put(orders, shipped("pesanan"), order(6, MONDAY_NOON, "baru", 10), version=2)
    assert [*first, *ask(orders, "SELECT sum(jumlah_pesanan) FROM mart_pesanan_harian")] == [(4,), (5,)]


PRESENT: dict[Mode, list[tuple[Any, ...]]] = {
    Mode.UPSERT: [("a", "baru")],
    Mode.HISTORY: [("a", "baru")],
    Mode.APPEND: [("a", "baru"), ("a", "lama"), ("b", "hilang")],
}


@pytest.mark.parametrize("mode", Mode)
def test_the_present_state_has_one_name_whatever_the_mode(settings: OlapSettings, mode: Mode) -> None:
    made: Contract = contract("olap", mode)
    put(settings, made, {"kode": "a", "nama": "lama"}, {"kode": "b", "nama": "hilang"}, version=1)
    put(settings, made, {"kode": "a", "nama": "baru"}, {"kode": "b", "_deleted": True}, version=2)
    assert ask(settings, f"SELECT kode, nama FROM {made.dataset}_kini ORDER BY ALL") == PRESENT[mode]


def test_the_present_state_has_the_columns_that_it_has_in_the_warehouse(settings: OlapSettings) -> None:
    made = contract("olap", Mode.HISTORY)
    put(settings, made)
    described = ask(settings, f"SELECT column_name FROM (DESCRIBE {made.dataset}_kini)")
    fields = [field.name for field in made.fields]
    assert [name for (name,) in described] == [*fields, "_valid_from", "_partition", "_offset"]


def test_marts_say_the_same_of_a_table_that_keeps_its_history(settings: OlapSettings) -> None:
    history = shipped("pesanan", Mode.HISTORY)
    put(settings, history, order(1, MONDAY_NOON, "baru", 100), order(2, MONDAY_NOON, "baru", 10), version=1)
    put(
        settings,
        history,
        order(1, MONDAY_NOON, "selesai", 100),
        order(2, MONDAY_NOON, "baru", 10, deleted=True),
        version=2,
    )
    assert ask(settings, "SELECT tanggal, status, jumlah_pesanan, total_value FROM mart_pesanan_harian") == [
        (SENIN, "selesai", 1, Decimal(100))
    ]


REPORTS = """
INSERT INTO iku_report VALUES
  (1, DATE '2026-08-03', 1, 'terbit', TIMESTAMP '2026-08-03 20:00:00'),
  (2, DATE '2026-08-04', 1, 'terbit', TIMESTAMP '2026-08-04 20:00:00'),
  (3, DATE '2026-08-03', 2, 'pernyataan_ulang', TIMESTAMP '2026-08-05 09:00:00')
"""
VALUES = """
INSERT INTO iku_value (report_id, regulasi, kode, level, unit_id, unit_nama, pembilang, penyebut, populasi, nilai, status,
  nilai_sebelum)
VALUES
  (1, '358', '1', 'pt', '-', 'Kampus', 10, 100, 100, 10, 'Belum tercapai', NULL),
  (3, '358', '1', 'pt', '-', 'Kampus', 12, 100, 100, 12, 'Belum tercapai', 10),
  (2, '358', '1', 'pt', '-', 'Kampus', 30, 100, 100, 30, 'Tercapai', 10),
  (2, '358', '2', 'pt', '-', 'Kampus', 0, 0, 100, NULL, 'Belum dihitung', NULL)
"""


@pytest.fixture
def reports(settings: OlapSettings) -> OlapSettings:
    with opened(settings, "put reports") as store:
        store.execute(REPORTS)
        store.execute(VALUES)
        renew_state(store)
    return settings


def test_of_a_day_that_was_restated_the_newest_version_is_shown(reports: OlapSettings) -> None:
    assert ask(reports, "SELECT kode, tanggal, versi, nilai FROM mart_iku_harian") == [
        ("1", SENIN, 2, Decimal(12)),
        ("1", SELASA, 1, Decimal(30)),
        ("2", SELASA, 1, None),
    ]


def test_the_newest_day_has_the_values_of_the_report_before(reports: OlapSettings) -> None:
    assert ask(reports, "SELECT kode, tanggal, nilai, nilai_sebelum, status FROM mart_iku_terbaru") == [
        ("1", SELASA, Decimal(30), Decimal(10), "Tercapai"),
        ("2", SELASA, None, None, "Belum dihitung"),
    ]


def test_a_reader_can_count_by_campus_days_too(orders: OlapSettings) -> None:
    assert ask(orders, "SELECT hari_kampus(TIMESTAMPTZ '2026-08-03 17:00:00+00')") == [(SELASA,)]
