"""A dataset that a person has paused is skipped by every DAG that moves it, and no other is."""

from __future__ import annotations

import logging
from collections.abc import Generator
from pathlib import Path
from typing import Any

import pytest
from airflow.dag_processing.dagbag import DagBag
from airflow.sdk.exceptions import AirflowSkipException

DAGS = Path(__file__).resolve().parents[3] / "dags"


@pytest.fixture(scope="module")
def dags() -> dict[str, Any]:
    return DagBag(str(DAGS)).dags


def extract(dags: dict[str, Any], dataset: str) -> None:
    _run(dags["extract__siakad"].get_task(dataset).python_callable, dataset)


def republish(dags: dict[str, Any], dataset: str) -> None:
    _run(dags["republish__siakad"].get_task(dataset).python_callable)


def ingest(dags: dict[str, Any], dataset: str) -> None:
    _run(dags[f"ingest__{dataset}"].get_task("plan").python_callable)


def _run(task: Any, *arguments: str) -> None:
    done = task(*arguments)
    if isinstance(done, Generator):
        next(done)


@pytest.mark.parametrize("family", [extract, republish, ingest])
def test_it_is_skipped_and_the_others_go_on(dags: dict[str, Any], monkeypatch: pytest.MonkeyPatch, family: Any) -> None:
    monkeypatch.setenv("AIRFLOW_VAR_KAMPUS_JEDA", "dosen, lulusan")
    with pytest.raises(AirflowSkipException, match="lulusan dijeda lewat Variable kampus_jeda"):
        family(dags, "lulusan")
    # The other task gets further: outside of a run there is no context to take its parameters from.
    with pytest.raises(RuntimeError, match="context"):
        family(dags, "mata_kuliah")


def test_a_name_that_is_no_dataset_is_said(
    dags: dict[str, Any], monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv("AIRFLOW_VAR_KAMPUS_JEDA", "lulusann")
    with caplog.at_level(logging.WARNING), pytest.raises(RuntimeError):
        extract(dags, "lulusan")
    assert "menyebut dataset yang tidak ada: lulusann" in caplog.text
