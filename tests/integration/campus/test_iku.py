"""From every source of the sample campus to the numbers of the report, which are those that the campus knows of itself."""

from __future__ import annotations

import json
import re
import shutil
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from pymysql.cursors import DictCursor

from include.calendar import CAMPUS_ZONE
from include.contract.catalog import CONTRACTS, Catalog, load_catalog
from include.contract.model import Contract
from include.database import connect
from include.extract import extract
from include.iku.compute import compute, ensure_iku_schema
from include.ingest import Parts, load, plan
from include.records import RunContext
from include.settings import BrokerSettings, DatabaseSettings, HttpSettings
from include.sources.base import Source
from include.sources.feeder import FeederApi
from include.sources.files import FileSource
from include.sources.http_source import HttpSource
from include.sources.mysql import MysqlSource
from include.sources.sister import SisterApi
from stack.campus.api import SISTER, CampusApi, serving
from stack.campus.api_data import ListsInFile
from stack.campus.campus import LISTS, TRUTH, fill, play_day
from stack.campus.write import TABLES, Databases
from tests.integration.campus.conftest import Campuses
from tests.integration.campus.subjects import subjects

SOLD = {"pesanan", "item_pesanan"}
"""No indicator is made of these."""


@dataclass(frozen=True)
class Site:
    """A campus with its sources, and the way from them into a warehouse."""

    databases: Databases
    home: Path
    api: CampusApi
    catalog: Catalog
    parts: Parts

    def bring(self, datasets: set[str]) -> None:
        """What is new at the sources of these datasets into the warehouse."""
        for dataset in sorted(datasets - SOLD):
            contract = self.catalog.get(dataset)
            run = RunContext(f"extract__{contract.source.name}", "manual", dataset, 1)
            state = str(self.home / "state")
            extract(contract, self._source(contract, state), self.parts.broker, self.parts.warehouse, state, run)
            for work in plan(contract, self.parts, run, max_rows=100_000):
                load(contract, work, "warehouse", self.parts, run)

    def truth(self) -> dict[str, Any]:
        return dict(json.loads((self.home / TRUTH).read_text(encoding="utf-8")))

    def report(self, day: date) -> int:
        """The id of a new report of a day."""
        run = RunContext("iku_daily", "manual", "compute", 1)
        return compute(self.parts.warehouse, self.catalog, day, run).report_id

    def rows(self, sql: str) -> list[dict[str, Any]]:
        with connect(self.parts.warehouse, cursor=DictCursor) as connection, connection.cursor() as cursor:
            cursor.execute(sql)
            return list(cursor.fetchall())

    def _source(self, contract: Contract, state: str) -> Source:
        account = (self.api.account.user, self.api.account.password)
        match contract.source.kind:
            case "feeder":
                return HttpSource(contract, HttpSettings("feeder", self.api.url, *account), state, FeederApi)
            case "sister":
                url, extra = self.api.url + SISTER.rstrip("/"), {"id_pengguna": self.api.account.id}
                return HttpSource(contract, HttpSettings("sister", url, *account, extra=extra), state, SisterApi)
            case "csv" | "xlsx":
                folder = contract.source.connection.removesuffix("_drop")
                return FileSource(contract, self.home / "drop" / folder, state)
        return MysqlSource(contract, self.databases.settings(TABLES[contract.dataset][0]), state)


@pytest.fixture(scope="module")
def catalog(tmp_path_factory: pytest.TempPathFactory) -> Catalog:
    """The shipped contracts on topics that no other test has."""
    folder, own = tmp_path_factory.mktemp("kontrak") / "contracts", f"uji{uuid.uuid4().hex[:8]}"
    shutil.copytree(CONTRACTS, folder)
    for file in folder.glob("*.yaml"):
        text = re.sub(r"(- property: topic\n +value:\n +name: )", rf"\g<1>{own}.", file.read_text(encoding="utf-8"))
        file.write_text(text, encoding="utf-8")
    return load_catalog(folder)


@pytest.fixture(scope="module")
def warehouse(warehouse_server: DatabaseSettings) -> Iterator[DatabaseSettings]:
    made = replace(warehouse_server, database=f"uji_{uuid.uuid4().hex[:12]}")
    with connect(warehouse_server, autocommit=True) as server, server.cursor() as cursor:
        cursor.execute(f"CREATE DATABASE {made.database} CHARACTER SET utf8mb4")
        with connect(made) as connection:
            ensure_iku_schema(connection)
        yield made
        cursor.execute(f"DROP DATABASE {made.database}")


@pytest.fixture(scope="module")
def site(
    campuses: Campuses, catalog: Catalog, broker: BrokerSettings, warehouse: DatabaseSettings,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Site]:  # fmt: skip
    """A campus of today, all of it in the warehouse."""
    databases, home = campuses.new(), tmp_path_factory.mktemp("kampus")
    today = datetime.now(CAMPUS_ZONE).date()
    fill(databases.server, home, seed=2026, students=300, today=today, prefix=databases.prefix)
    with serving(ListsInFile(home / LISTS)) as api:
        parts = Parts(broker, warehouse, f"file://{home / 'staging'}", b"kunci")
        made = Site(databases, home, api, catalog, parts)
        made.bring({contract.dataset for contract in catalog.contracts})
        yield made


def test_every_number_of_every_level_is_true(site: Site) -> None:
    for day in (max(site.truth()["iku"]), min(site.truth()["iku"])):
        assert_true(site, site.report(date.fromisoformat(day)), site.truth()["iku"][day])


def test_a_played_day_changes_the_numbers_for_reasons_that_can_be_listed_and_no_past_day(site: Site) -> None:
    before = site.truth()["iku"]
    events = play_day(site.databases.server, site.home)
    site.bring({event.dataset for event in events})

    truth = site.truth()
    report = site.report(date.fromisoformat(truth["today"]))
    assert_true(site, report, truth["iku"][truth["today"]])
    past = min(truth["iku"].keys() & before.keys())
    assert_true(site, site.report(date.fromisoformat(past)), before[past])

    changes = site.rows(f"SELECT * FROM iku_change WHERE report_id = {report}")
    assert {change["kode"] for change in changes} >= {"1", "3", "5", "11.4"}
    concerned = subjects(events, site.rows)
    assert [change for change in changes if not {change["kunci"], change["label"]} & concerned] == []


def assert_true(site: Site, report: int, truth: dict[str, Any]) -> None:
    """Numerator, denominator and value of the institution, and of every fakultas and prodi that counts."""
    found = {
        (row["regulasi"], row["kode"], row["level"], row["unit_id"]): (
            float(row["pembilang"]), float(row["penyebut"]), _number(row["nilai"]),
        )
        for row in site.rows(f"SELECT * FROM iku_value WHERE report_id = {report}")
        if row["penyebut"] or row["level"] == "pt"
    }  # fmt: skip
    expected = {
        (regulation, code, level, unit): (float(told["pembilang"]), float(told["penyebut"]), _number(told["nilai"]))
        for regulation, codes in truth.items()
        for code, levels in codes.items()
        for level, units in levels.items()
        for unit, told in units.items()
    }
    assert found.keys() == expected.keys()
    assert {place: numbers for place, numbers in found.items() if numbers != expected[place]} == {}


def _number(value: Any) -> float | None:
    return None if value is None else float(value)
