"""The rule that the memory of a source does not grow with the rows it reads, and a source that breaks it.

A source is read in a process of its own, and what that took at most is compared for a number of rows and for ten times as many.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import pytest

from include.database import connect
from include.settings import DatabaseSettings
from include.sources.base import Position, Reading, Source
from include.sources.files import FileSource
from include.sources.mysql import MysqlSource
from stack.campus.api import CampusApi
from tests.contract.sources.builders import contract
from tests.contract.sources.kit import BinlogKit, MysqlKit
from tests.contract.sources.web_kit import OFFSET, WebKit

ROWS = 8_000
GROWTH = 20
"""Megabytes by which ten times the rows may take more, because caches fill up. The rows themselves take several times that."""
NAMA = "Ani Lestari " * 20
NUMBERS = "(SELECT 0 AS d {})".format("".join(f" UNION ALL SELECT {digit}" for digit in range(1, 10)))
INSERT = (
    "INSERT INTO dosens SELECT CONCAT('dosen-', n), %s, '2026-08-03' FROM (SELECT "
    + " + ".join(f"d{place}.d * {10**place}" for place in range(5))
    + " AS n FROM "
    + ", ".join(f"{NUMBERS} AS d{place}" for place in range(5))
    + ") AS numbers WHERE n < %s"
)
Fill = Callable[[int], None]
"""Lets the place of a source have so many rows."""


def memory_does_not_grow_with_the_rows(source: Source, fill: Fill) -> None:
    fill(ROWS)
    few = peak(source)
    fill(10 * ROWS)
    assert peak(source) - few < GROWTH


def peak(source: Source) -> float:
    """Megabytes that a process took at most which read the source twice: everything, then nothing new."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as process:
        return process.submit(read_twice, source).result()


def read_twice(source: Source) -> float:
    position, rows = None, 0
    for _ in range(2):
        more = True
        while more:
            with source.read(position) as reading:
                rows += sum(1 for _ in reading.records)
            source.settle(reading)
            position, more = reading.position, reading.more
    assert rows >= ROWS
    (peak,) = re.findall(r"VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text())
    return int(peak) / 1024


def table(database: DatabaseSettings) -> Fill:
    def fill(rows: int) -> None:
        with connect(database, autocommit=True) as connection, connection.cursor() as cursor:
            cursor.execute("TRUNCATE dosens")
            cursor.execute(INSERT, (NAMA, rows))

    return fill


def file(folder: Path) -> Fill:
    def fill(rows: int) -> None:
        with (folder / f"dosen_{rows}.csv").open("w") as written:
            written.write("id,nama\n")
            written.writelines(f"dosen-{number},{NAMA}\n" for number in range(rows))

    return fill


@pytest.fixture(params=["MySQL", "MariaDB"])
def database(request: pytest.FixtureRequest) -> DatabaseSettings:
    settings: DatabaseSettings = request.getfixturevalue("warehouse" if request.param == "MySQL" else "campus")
    return settings


@pytest.mark.parametrize("change", ["updated_at", None], ids=["change column", "no change column"])
def test_a_table(change: str | None, campus: DatabaseSettings, tmp_path: Path) -> None:
    memory_does_not_grow_with_the_rows(MysqlKit(campus, tmp_path, change).source, table(campus))


def test_a_table_by_its_binlog(database: DatabaseSettings, tmp_path: Path) -> None:
    memory_does_not_grow_with_the_rows(BinlogKit(database, tmp_path, chunkRows=4_000).source, table(database))


def test_a_csv_file(tmp_path: Path) -> None:
    source = FileSource(contract(kind="csv", place="dosen_*.csv"), tmp_path, str(tmp_path / "state"))
    memory_does_not_grow_with_the_rows(source, file(tmp_path))


def test_a_list_of_a_web_api(api: CampusApi, tmp_path: Path) -> None:
    kit = WebKit(api, tmp_path, pages={**OFFSET, "size": 1_000}, requestsPerSecond=100_000)

    def fill(rows: int) -> None:
        kit.rows[:] = [{"id": f"dosen-{number}", "nama": NAMA} for number in range(rows)]

    memory_does_not_grow_with_the_rows(kit.source, fill)


class HoldsWhatItRead(MysqlSource):
    def read(self, since: Position | None) -> Reading:
        reading = super().read(since)
        reading.records = all_at_once(reading.records)
        return reading


def all_at_once(records: Iterator[Any]) -> Iterator[Any]:
    yield from list(records)


def test_a_source_that_holds_what_it_read_turns_the_rule_red(campus: DatabaseSettings, tmp_path: Path) -> None:
    kit = MysqlKit(campus, tmp_path, change=None)

    with pytest.raises(AssertionError):
        memory_does_not_grow_with_the_rows(HoldsWhatItRead(kit.contract, campus, str(tmp_path)), table(campus))
