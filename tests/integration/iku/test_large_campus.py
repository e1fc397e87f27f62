"""A campus that is large enough for the servers to plan as they do in earnest: both count everybody."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import date

import pytest

from benchmarks.iku_campus import fill
from include.contract.catalog import load_catalog
from include.database import connect
from include.iku.evidence import score
from include.iku.period import Period
from include.iku.regulation import datasets_read, load_regulations
from include.iku.snapshot import open_snapshot
from include.settings import DatabaseSettings
from tests.integration.iku.history import gather, indicator_of

STUDENTS = 2_000


@pytest.fixture(scope="module", params=["warehouse_server", "campus_server"], ids=["MySQL", "MariaDB"])
def campus(request: pytest.FixtureRequest) -> Iterator[DatabaseSettings]:
    server = request.getfixturevalue(request.param)
    name = "uji_iku_besar"
    with connect(server, autocommit=True) as connection, connection.cursor() as cursor:
        cursor.execute(f"DROP DATABASE IF EXISTS {name}")
        cursor.execute(f"CREATE DATABASE {name} CHARACTER SET utf8mb4")
        with closing(connect(replace(server, database=name), autocommit=True)) as inside:
            fill(inside, STUDENTS)
        yield replace(server, database=name)
        cursor.execute(f"DROP DATABASE {name}")


@pytest.mark.parametrize(("kode", "number"), [("1", STUDENTS - STUDENTS // 5), ("S1", STUDENTS)])
def test_every_student_is_counted(campus: DatabaseSettings, kode: str, number: int) -> None:
    """The fifth that graduated last year is not in AEE any more."""
    with closing(connect(campus)) as connection:
        snapshot = open_snapshot(
            connection, load_catalog(), Period(date(2026, 9, 1)), datasets_read(load_regulations())
        )
        found = score(gather(snapshot, *indicator_of("358-M-KEP-2025", kode)))

    assert found.penyebut == number
