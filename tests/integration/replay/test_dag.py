"""The DAG as a person uses it: a backfill is made with the command line, and a run in each mode does what it says."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
import sys
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from include.settings import DatabaseSettings
from stack.paths import ROOT
from tests.integration.ingest.world import World
from tests.integration.replay.builders import MONDAY, TUESDAY, rows, today

AIRFLOW = str(Path(sys.executable).with_name("airflow"))


@dataclass(frozen=True)
class Project:
    """A copy of the project that knows one dataset, and an Airflow without any daemon."""

    folder: Path
    environment: dict[str, str]

    def airflow(self, *arguments: str) -> str:
        done = subprocess.run(
            [AIRFLOW, *arguments], cwd=self.folder, env=self.environment, capture_output=True, text=True, check=False
        )
        said = done.stdout + done.stderr
        assert done.returncode == 0, (
            "\n".join(line for line in said.splitlines() if "rror" in line)[-3000:] or said[-3000:]
        )
        return said

    def select(self, sql: str) -> list[tuple[Any, ...]]:
        with sqlite3.connect(self.folder / "airflow" / "airflow.db") as connection:
            return connection.execute(sql).fetchall()

    def run(self, day: date, **conf: Any) -> dict[str, Any]:
        """Run the DAG once, in one process; returns state and return value of its unmapped tasks."""
        self.airflow("dags", "test", "replay__fakultas", "--conf", json.dumps({"tanggal": str(day), **conf}))
        (run_id, state), *_ = self.select("SELECT run_id, state FROM dag_run ORDER BY id DESC LIMIT 1")
        states = self.select(f"SELECT task_id, state FROM task_instance WHERE run_id = '{run_id}' AND map_index = -1")
        values = self.select(f"SELECT task_id, value FROM xcom WHERE run_id = '{run_id}' AND key = 'return_value'")
        return {"state": state, "states": dict(states), "values": dict(values)}


@pytest.fixture
def project(world: World, tmp_path: Path) -> Project:
    newer = today(world)
    folder = tmp_path / "project"
    for name in ("dags", "include"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__", "*.yaml"))
    (folder / "include" / "contracts" / "fakultas.yaml").write_text(newer.contract.body)
    for file in (folder / "dags").glob("*.py"):
        if file.name != "replay.py":
            file.unlink()
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("AIRFLOW")},
        "PYTHONPATH": f"{folder}:{folder / 'dags'}",
        "AIRFLOW_HOME": str(folder / "airflow"),
        "AIRFLOW__CORE__DAGS_FOLDER": str(folder / "dags"),
        "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
        "AIRFLOW__CORE__PLUGINS_FOLDER": str(folder / "plugins"),
        **_connections(newer),
    }
    made = Project(folder, environment)
    made.airflow("db", "migrate")
    made.airflow("dags", "reserialize")
    return made


def _connections(world: World) -> dict[str, str]:
    warehouse: DatabaseSettings = world.parts.warehouse
    database = {
        "conn_type": "mysql", "host": warehouse.host, "port": warehouse.port, "login": warehouse.user,
        "password": warehouse.password, "schema": warehouse.database,
    }  # fmt: skip
    named: dict[str, dict[str, Any]] = {
        "kampus_kafka": {"conn_type": "kafka", "extra": world.parts.broker.config},
        "kampus_gudang": database,
        "kampus_gudang_migrasi": database,
        "kampus_staging": {"conn_type": "fs", "extra": {"path": world.parts.staging_url}},
        "kampus_pseudonym": {"conn_type": "generic", "password": "kunci uji"},
    }
    return {f"AIRFLOW_CONN_{name.upper()}": json.dumps(value) for name, value in named.items()}


@pytest.mark.timeout(600)
def test_past_days_are_asked_for_on_the_command_line_and_each_run_does_what_its_mode_says(
    project: Project, world: World
) -> None:
    project.airflow(
        "backfill", "create", "--dag-id", "replay__fakultas", "--from-date", str(MONDAY), "--to-date", str(TUESDAY),
        "--reprocess-behavior", "completed", "--dag-run-conf", '{"mode": "replay"}',
    )  # fmt: skip
    planned = project.select(
        "SELECT partition_key, conf FROM dag_run WHERE run_type = 'backfill' ORDER BY partition_key"
    )
    assert [(key, json.loads(conf)) for key, conf in planned] == [
        ("2026-08-03", {"mode": "replay"}),
        ("2026-08-04", {"mode": "replay"}),
    ]

    compared = project.run(TUESDAY)
    assert compared["state"] == "success"
    assert compared["states"]["reconcile"] == "success"
    assert compared["states"]["plan"] == compared["states"]["report"] == "skipped"
    assert '"accepted": 2' in str(compared["values"]["reconcile"])
    assert rows(world)[2:4] == [(2, "c", "c"), (4, "e", "e")]

    replayed = project.run(TUESDAY, mode="replay")
    assert replayed["state"] == "success"
    assert replayed["states"]["reconcile"] == "skipped"
    assert replayed["states"]["plan"] == replayed["states"]["report"] == "success"
    assert '"kode_fakultas": 2' in str(replayed["values"]["report"])
    assert rows(world)[2:4] == [(2, "c", "C"), (4, "e", "E")]
