"""The how-to for web APIs, taken at its word: its examples are right, and the one for the Feeder runs into the warehouse."""

from __future__ import annotations

import re
import shutil
from datetime import date
from pathlib import Path

import pytest

from include.contract.catalog import CONTRACTS, load_catalog
from include.contract.read import ROOT
from include.database import connect
from include.extract import extract
from include.ingest import Parts, load, plan
from include.records import RunContext
from include.settings import BrokerSettings, DatabaseSettings, HttpSettings
from include.sources.feeder import FeederApi
from include.sources.feeder_errors import ADVICE, TOKEN
from include.sources.http_source import HttpSource
from stack.campus.api import serving
from stack.campus.api_data import lists_of
from stack.campus.make import make_campus
from tests.contract.contracts import suite

HOWTO = (ROOT / "docs" / "howto" / "read-a-web-api.md").read_text(encoding="utf-8")
RUN = RunContext("extract__feeder", "manual", "rencana_evaluasi_feeder", 1)


@pytest.fixture
def folder(tmp_path: Path, topic_name: str) -> Path:
    """The shipped contracts and those of the how-to, one on a topic that no other test has."""
    shutil.copytree(CONTRACTS, tmp_path / "contracts")
    for example in re.findall(r"```yaml\n(.*?)```", HOWTO, re.DOTALL):
        name = re.findall(r"^id: (.*)$", example, re.MULTILINE)[0]
        text = example.replace("feeder.rencana_evaluasi,", f"{topic_name},")
        (tmp_path / "contracts" / f"{name}.yaml").write_text(text, encoding="utf-8")
    return tmp_path / "contracts"


def test_the_examples_are_right_beside_the_shipped_contracts(folder: Path) -> None:
    catalog = load_catalog(folder)
    assert [str(problem) for problem in catalog.problems] == []
    for dataset in ("jabatan_dosen", "rencana_evaluasi_feeder"):
        suite.runs_on_example_rows(catalog.get(dataset))
        suite.passes_the_standards_own_lint(catalog.get(dataset))


def test_the_feeder_of_the_sample_campus_runs_into_the_warehouse(
    folder: Path, broker: BrokerSettings, warehouse: DatabaseSettings, tmp_path: Path
) -> None:
    contract = load_catalog(folder).get("rencana_evaluasi_feeder")
    campus = make_campus(seed=1, students=100, today=date(2026, 8, 3))
    plans = campus.table("rencana_evaluasi")
    state = f"file://{tmp_path / 'state'}"
    parts = Parts(broker, warehouse, f"file://{tmp_path / 'staging'}", b"kunci")

    with serving(lists_of(campus)) as api:
        settings = HttpSettings("feeder", api.url, api.account.user, api.account.password)
        outcome = extract(contract, HttpSource(contract, settings, state, FeederApi), broker, warehouse, state, RUN)
    (work,) = plan(contract, parts, RUN, max_rows=100_000)
    load(contract, work, "warehouse", parts, RUN)

    usable = [row.values for row in plans.values() if row.spoilt is None]
    with connect(warehouse) as connection, connection.cursor() as cursor:
        cursor.execute(
            "SELECT id_matkul, id_jenis_evaluasi, nama_evaluasi, bobot_evaluasi FROM rencana_evaluasi_feeder"
        )
        loaded = sorted(cursor.fetchall())
        cursor.execute("SELECT COUNT(*), MIN(rule) FROM v_karantina")
        rejected = cursor.fetchone()
    assert outcome.produced == len(plans)
    assert rejected == (len(plans) - len(usable), "enum")
    assert loaded == sorted(
        (plan["id_matkul"], plan["id_jenis_evaluasi"], plan["nama_evaluasi"], plan["bobot_evaluasi"]) for plan in usable
    )


def test_every_error_code_has_its_line() -> None:
    rows = re.findall(r"^\| ([0-9, ]+) \|", HOWTO, re.MULTILINE)
    assert sorted(int(code) for row in rows for code in row.split(",")) == sorted({TOKEN, *ADVICE})
