from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date

from include.audit.schema import ensure_schema
from include.database import connect
from include.settings import DatabaseSettings
from tests.integration.audit.builders import execute


def ensure(settings: DatabaseSettings) -> None:
    with connect(settings) as connection:
        ensure_schema(connection)


def test_many_may_make_the_schema_at_once(empty_database: DatabaseSettings) -> None:
    with ThreadPoolExecutor(6) as pool:
        list(pool.map(ensure, [empty_database] * 6))
    assert execute(empty_database, "SELECT COUNT(*), MIN(tanggal), MAX(tanggal) FROM dim_waktu") == [
        (7670, date(2015, 1, 1), date(2035, 12, 31))
    ]


def test_a_day_knows_its_semester_and_years(database: DatabaseSettings) -> None:
    days = "SELECT * FROM dim_waktu WHERE tanggal IN ('2026-01-31', '2026-08-17') ORDER BY tanggal"
    assert execute(database, days) == [
        (date(2026, 1, 31), "Sabtu", 1, 1, 2026, "20251", "2025/2026", 2026),
        (date(2026, 8, 17), "Senin", 8, 3, 2026, "20261", "2026/2027", 2026),
    ]


def test_a_complete_schema_is_only_looked_at(database: DatabaseSettings) -> None:
    with connect(database) as connection, connection.cursor() as cursor:
        ensure_schema(connection)
        cursor.execute("SHOW SESSION STATUS WHERE Variable_name IN ('Com_create_table', 'Com_insert')")
        assert {int(value) for _, value in cursor.fetchall()} == {0}


def test_what_a_newer_version_needs_is_added_to_an_older_schema(database: DatabaseSettings) -> None:
    execute(database, "DROP TABLE etl_view")
    execute(database, "DELETE FROM dim_waktu WHERE tanggal > '2030-12-31'")
    ensure(database)
    assert execute(database, "SELECT COUNT(*) FROM etl_view") == [(0,)]
    assert execute(database, "SELECT COUNT(*) FROM dim_waktu") == [(7670,)]


def test_names_that_differ_in_case_are_different_names(database: DatabaseSettings) -> None:
    execute(database, "INSERT INTO etl_contract VALUES ('a', '1', 'x', 'x', NOW()), ('A', '1', 'x', 'x', NOW())")
    assert execute(database, "SELECT COUNT(*) FROM etl_contract WHERE dataset = 'a'") == [(1,)]
