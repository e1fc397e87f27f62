"""Every `airflow dags trigger` that a page of the documentation tells people to type is one that its DAG takes."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from airflow.dag_processing.dagbag import DagBag

ROOT = Path(__file__).resolve().parents[3]
COMMAND = re.compile(r"airflow dags trigger (\w+) --conf '(\{.*?\})'", re.DOTALL)


def commands() -> list[tuple[str, str]]:
    return [found for page in sorted(ROOT.glob("docs/**/*.md")) for found in COMMAND.findall(page.read_text("utf-8"))]


@pytest.fixture(scope="module")
def dags() -> dict[str, Any]:
    return dict(DagBag(str(ROOT / "dags")).dags)


@pytest.mark.parametrize(("dag_id", "conf"), commands())
def test_the_dag_takes_the_command(dags: dict[str, Any], dag_id: str, conf: str) -> None:
    given = json.loads(conf.replace("…", "0123456789abcdef"))
    params = dags[dag_id].params
    assert set(given) <= set(params)
    params.update(given)
    params.validate()


def test_how_to_rebuild_is_among_them() -> None:
    assert "rebuild" in {dag_id for dag_id, _ in commands()}
