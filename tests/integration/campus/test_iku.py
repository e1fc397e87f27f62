"""From every source of the sample campus to the numbers of the report, which are those that the campus knows of itself."""

from __future__ import annotations

import re
import shutil
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from pymysql.cursors import DictCursor

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
from stack.campus.campus import LISTS, fill
from stack.campus.write import TABLES, Databases
from tests.integration.campus.conftest import Campuses

TODAY = date(2026, 11, 25)
SOLD = {"pesanan", "item_pesanan"}
"""No indicator is made of these."""


@dataclass(frozen=True)
class Campus:
    databases: Databases
    home: Path
    api: CampusApi

    def source(self, contract: Contract) -> Source:
        state, account = str(self.home / "state"), (self.api.account.user, self.api.account.password)
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
def warehouse(warehouse_server: DatabaseSettings) -> Iterator[DatabaseSettings]:
    name = f"uji_{uuid.uuid4().hex[:12]}"
    with connect(warehouse_server, autocommit=True) as connection, connection.cursor() as cursor:
        cursor.execute(f"CREATE DATABASE {name} CHARACTER SET utf8mb4")
        yield replace(warehouse_server, database=name)
        cursor.execute(f"DROP DATABASE {name}")


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
def truth(
    campuses: Campuses, catalog: Catalog, broker: BrokerSettings, warehouse: DatabaseSettings,
    tmp_path_factory: pytest.TempPathFactory,
) -> dict[str, Any]:  # fmt: skip
    """The truth of a campus whose sources are all in the warehouse."""
    databases, home = campuses.new(), tmp_path_factory.mktemp("kampus")
    known = fill(databases.server, home, seed=2026, students=300, today=TODAY, prefix=databases.prefix)
    with connect(warehouse) as connection:
        ensure_iku_schema(connection)
    parts = Parts(broker, warehouse, f"file://{home / 'staging'}", b"kunci")
    state = str(home / "state")
    with serving(ListsInFile(home / LISTS)) as api:
        campus = Campus(databases, home, api)
        for contract in catalog.contracts:
            if contract.dataset in SOLD:
                continue
            run = RunContext(f"extract__{contract.source.name}", "manual", contract.dataset, 1)
            extract(contract, campus.source(contract), broker, warehouse, state, run)
            for work in plan(contract, parts, run, max_rows=100_000):
                load(contract, work, "warehouse", parts, run)
    return known


@pytest.mark.parametrize("day", [TODAY, date(2026, 11, 20)])
def test_every_number_of_every_level_is_true(
    truth: dict[str, Any], catalog: Catalog, warehouse: DatabaseSettings, day: date
) -> None:
    made = compute(warehouse, catalog, day, RunContext("iku_daily", "manual", "compute", 1))
    with connect(warehouse, cursor=DictCursor) as connection, connection.cursor() as cursor:
        cursor.execute("SELECT * FROM iku_value WHERE report_id = %s", made.report_id)
        rows = [row for row in cursor.fetchall() if row["penyebut"] or row["level"] == "pt"]
    found = {
        (row["regulasi"], row["kode"], row["level"], row["unit_id"]): (
            float(row["pembilang"]), float(row["penyebut"]), _number(row["nilai"]),
        )
        for row in rows
    }  # fmt: skip
    expected = {
        (regulation, code, level, unit): (float(told["pembilang"]), float(told["penyebut"]), _number(told["nilai"]))
        for regulation, codes in truth["iku"][day.isoformat()].items()
        for code, levels in codes.items()
        for level, units in levels.items()
        for unit, told in units.items()
    }
    assert found.keys() == expected.keys()
    assert {place: numbers for place, numbers in found.items() if numbers != expected[place]} == {}


def _number(value: Any) -> float | None:
    return None if value is None else float(value)
