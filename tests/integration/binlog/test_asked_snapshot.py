"""The parameter `potret_ulang` of an extract: a table is read again because somebody asks for it."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from runpy import run_path
from types import SimpleNamespace

import pytest
from airflow.sdk.execution_time.context import set_current_context

from include.settings import BrokerSettings, DatabaseSettings
from stack.paths import ROOT
from tests.integration.binlog.builders import Table
from tests.integration.binlog.hops import hop_of


def declare(monkeypatch: pytest.MonkeyPatch, name: str, settings: DatabaseSettings) -> None:
    monkeypatch.setenv(
        f"AIRFLOW_CONN_{name.upper()}",
        json.dumps(
            {"conn_type": "mysql", "host": settings.host, "port": settings.port, "login": settings.user,
             "password": settings.password, "schema": settings.database}
        ),
    )  # fmt: skip


def test_the_tables_that_a_run_names_are_read_again_once_and_no_others(
    campus_table: Table, broker: BrokerSettings, trail: DatabaseSettings, tmp_path: Path, topic_name: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    hop, _ = hop_of(campus_table, broker, trail, tmp_path, topic_name)
    other = replace(hop.contract, dataset="lulusan")
    declare(monkeypatch, "siakad", campus_table.database)
    declare(monkeypatch, "kampus_gudang", trail)
    declare(monkeypatch, "kampus_gudang_migrasi", trail)
    extra = {"bootstrap.servers": broker.servers}
    monkeypatch.setenv("AIRFLOW_CONN_KAMPUS_KAFKA", json.dumps({"conn_type": "kafka", "extra": extra}))
    monkeypatch.setenv("AIRFLOW_CONN_KAMPUS_STATE", json.dumps({"conn_type": "fs", "extra": {"path": str(tmp_path)}}))
    monkeypatch.setenv("AIRFLOW_VAR_KAMPUS_JEDA", "")
    family = run_path(str(ROOT / "dags" / "extract.py"))
    dag = family["extract_dag"]("siakad", (hop.contract, other))

    def run(dataset: str, run_id: str, *asked: str) -> int:
        """Returns how many rows the extract sent."""
        instance = SimpleNamespace(dag_id=dag.dag_id, run_id=run_id, task_id=dataset, try_number=1, map_index=-1)
        with set_current_context({"ti": instance, "params": {"datasets": [], "potret_ulang": list(asked)}}):
            (said,) = dag.get_task(dataset).python_callable(dataset)
        return int(said.extra["produced"])

    campus_table.named((1, "Ani"), (2, "Budi"))
    assert [run("dosen", "manual__1"), run("lulusan", "manual__1")] == [2, 2]
    campus_table.run("SET sql_log_bin = 0", "UPDATE dosens SET nama = 'Ani Lestari' WHERE id = 1")

    assert run("dosen", "manual__2") == 0
    assert run("dosen", "manual__3", "dosen") == 2
    assert run("dosen", "manual__3", "dosen") == 0
    assert run("lulusan", "manual__3", "dosen") == 0
    assert json.loads(hop.messages()[-2].value or b"") == {"id": 1, "nama": "Ani Lestari"}
