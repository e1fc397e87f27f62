"""A wrong contract as a person meets it in the Airflow UI: tried on a copy of the project in which one contract is broken."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from include.contract.catalog import load_catalog
from include.contract.read import ROOT

PARSE = """
import json
from airflow.dag_processing.dagbag import DagBag
bag = DagBag("dags")
print(json.dumps({"dags": sorted(bag.dags), "errors": bag.import_errors}))
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    for folder in ("dags", "include"):
        shutil.copytree(ROOT / folder, tmp_path / folder, ignore=shutil.ignore_patterns("__pycache__"))
    return tmp_path


def parsed(project: Path) -> tuple[set[str], dict[str, str]]:
    """The ids of the DAGs and the import errors by file, as Airflow finds them."""
    environment = {
        **os.environ,
        "PYTHONPATH": f"{project}:{project / 'dags'}",
        "AIRFLOW_HOME": str(project / "airflow"),
        "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
    }
    done = subprocess.run(
        [sys.executable, "-c", PARSE], cwd=project, env=environment, capture_output=True, text=True, check=True
    )
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return set(found["dags"]), {Path(file).name: error for file, error in found["errors"].items()}


def test_a_wrong_contract_is_an_import_error_and_takes_only_its_own_dag_away(project: Path) -> None:
    contract = project / "include" / "contracts" / "mata_kuliah.yaml"
    contract.write_text(contract.read_text().replace("logicalType: number", "logicalType: angka"))

    dags, errors = parsed(project)

    catalog = load_catalog()
    others = {f"ingest__{each.dataset}" for each in catalog.contracts} - {"ingest__mata_kuliah"}
    assert {dag for dag in dags if dag.startswith("ingest__")} == others
    assert {f"extract__{source}" for source in catalog.by_source()} | {"iku_daily", "release"} <= dags
    assert list(errors) == ["contract_problems.py"]
    assert "ContractError: Kontrak berikut salah" in errors["contract_problems.py"]
    assert (
        "include/contracts/mata_kuliah.yaml:39: schema[0].properties[3].logicalType: 'angka'; expected string, integer, number"
        in errors["contract_problems.py"]
    )
