"""The rules every DAG keeps. The number of DAGs is checked first, so that none of these loops runs over nothing."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from airflow.dag_processing.dagbag import DagBag

from include.contract.catalog import load_catalog

ROOT = Path(__file__).resolve().parents[3]
DAGS = ROOT / "dags"
GENERATED = ("extract__", "ingest__", "replay__", "republish__")
HEADINGS = ("**Masukan.**", "**Keluaran.**", "**Parameter.**", "**Bila gagal.**", "**Menjalankan lagi.**")


@pytest.fixture(scope="module")
def bag() -> DagBag:
    return DagBag(str(DAGS))


@pytest.fixture(scope="module")
def dags(bag: DagBag) -> dict[str, Any]:
    return bag.dags


def expected_ids() -> set[str]:
    catalog = load_catalog()
    sources = catalog.by_source()
    republished = {
        name
        for name, group in sources.items()
        if any(c.source.kind == "mysql" and c.source.change_column for c in group)
    }
    return (
        {f"extract__{name}" for name in sources}
        | {f"republish__{name}" for name in republished}
        | {f"{family}__{contract.dataset}" for family in ("ingest", "replay") for contract in catalog.contracts}
        | {"dead_letter", "iku_daily", "iku_files", "kunci_iku", "maintenance", "rebuild", "redrive", "release"}
    )


def test_every_dag_is_there_and_no_other(bag: DagBag) -> None:
    assert bag.import_errors == {}
    assert len(expected_ids()) >= 20
    assert set(bag.dags) == expected_ids()


def test_a_dag_lives_in_the_file_of_its_name(dags: dict[str, Any]) -> None:
    for dag_id, dag in dags.items():
        family = next((prefix[:-2] for prefix in GENERATED if dag_id.startswith(prefix)), dag_id)
        assert Path(dag.fileloc).name == f"{family}.py"


@pytest.mark.parametrize("heading", HEADINGS)
def test_the_doc_says_what_a_person_needs(dags: dict[str, Any], heading: str) -> None:
    missing = [dag_id for dag_id, dag in dags.items() if heading not in (dag.doc_md or "")]
    assert missing == [], f"add {heading} to the docstring of these DAGs"


def test_the_doc_has_no_unfilled_placeholder(dags: dict[str, Any]) -> None:
    assert [dag_id for dag_id, dag in dags.items() if re.search(r"\{\w*\}", dag.doc_md)] == []


def test_owner_tags_retries_and_time_limit(dags: dict[str, Any]) -> None:
    for dag_id, dag in dags.items():
        assert dag.tags, dag_id
        assert dag.catchup is False, dag_id
        for task in dag.tasks:
            assert task.owner == "tim-data", task
            assert task.retries >= 2, task
            assert task.execution_timeout is not None, task
            assert task.retry_policy is not None, task


def test_mapped_tasks_have_names(dags: dict[str, Any]) -> None:
    mapped = [task for dag in dags.values() for task in dag.tasks if task.get_closest_mapped_task_group()]
    assert mapped
    assert [task.task_id for task in mapped if not task.map_index_template] == []


def test_one_ingest_runs_at_a_time(dags: dict[str, Any]) -> None:
    ingests = [dag for dag_id, dag in dags.items() if dag_id.startswith("ingest__")]
    assert ingests
    assert {dag.max_active_runs for dag in ingests} == {1}


def test_the_asset_graph_reaches_from_source_to_report(dags: dict[str, Any]) -> None:
    lulusan = dags["extract__siakad"].get_task("lulusan")
    assert [a.name for a in lulusan.inlets] == ["sumber:siakad/lulus_dos"]
    assert [a.name for a in lulusan.outlets] == ["topik:siakad.lulusan"]
    load = dags["ingest__lulusan"].get_task("partition.load_warehouse")
    table = load.outlets[0].name
    assert table == "tabel:warehouse/lulusan"
    assert table in {a.name for a in dags["iku_daily"].get_task("compute").inlets}
    assert [a.name for a in dags["iku_daily"].get_task("publish").outlets] == ["laporan:iku"]


def test_the_reference_of_dags_is_up_to_date() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "kampus.reference", "--check"],
        cwd=DAGS, capture_output=True, text=True, check=False, env=_environment(),
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-2000:]


def _environment() -> dict[str, str]:
    import os

    return {**os.environ, "PYTHONPATH": f"{ROOT}:{DAGS}"}
