"""A live Airflow whose components are restarted when they die, as systemd or Kubernetes would do it.

It runs the project's own DAGs from a copy of the project in which the catalog has one contract.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from crash.servers import Servers
from crash.world import World
from stack.airflow import USER, Airflow, pools
from stack.paths import ROOT, VENV
from stack.ports import remembered_ports
from stack.process import Daemon
from stack.runs import trigger, unpause, wait_for_dags

COMPONENTS = ("api-server", "scheduler", "dag-processor")
SETTINGS = {
    "AIRFLOW__SCHEDULER__TASK_INSTANCE_HEARTBEAT_TIMEOUT": 20,
    "AIRFLOW__SCHEDULER__TASK_INSTANCE_HEARTBEAT_TIMEOUT_DETECTION_INTERVAL": 2,
    "AIRFLOW__WORKERS__MIN_HEARTBEAT_INTERVAL": 1,
    "AIRFLOW__SCHEDULER__SCHEDULER_HEALTH_CHECK_THRESHOLD": 12,
    "AIRFLOW__SCHEDULER__ORPHANED_TASKS_CHECK_INTERVAL": 4,
    "AIRFLOW__SCHEDULER__JOB_HEARTBEAT_SEC": 2,
}
"""Seconds, short enough to see many recoveries."""
POLICY = '''

from datetime import timedelta


def task_policy(task):
    """Killed tasks come again soon, as often as it takes."""
    task.retries = 100
    task.retry_delay = timedelta(seconds=1)
    task.retry_exponential_backoff = False
'''


@dataclass(frozen=True)
class LiveAirflow:
    home: Path
    airflow: Airflow
    dag_id: str

    @classmethod
    def around(cls, home: Path, servers: Servers, world: World) -> LiveAirflow:
        """For the dataset of a world, on ports of its own."""
        ports = remembered_ports(home / "ports.json")
        airflow = Airflow(
            home / "airflow",
            ports["KAMPUS_AIRFLOW_PORT"],
            ports["KAMPUS_AIRFLOW_LOG_PORT"],
            ports["KAMPUS_AIRFLOW_TRIGGER_LOG_PORT"],
            _connections(servers, world),
        )
        live = cls(home, airflow, f"ingest__{world.contract.dataset}")
        live._copy_project(world)
        return live

    def start(self) -> None:
        config = self.airflow.home / "config"
        config.mkdir(parents=True, exist_ok=True)
        preloaded = (ROOT / "stack" / "airflow_local_settings.py").read_text(encoding="utf-8")
        (config / "airflow_local_settings.py").write_text(preloaded + POLICY)
        passwords = self.airflow.home / "passwords.json"
        passwords.touch(mode=0o600)
        passwords.write_text(json.dumps({USER: self.airflow.secrets["password"]}))
        self.airflow.command("db", "migrate")
        named = {pool["name"]: {key: pool[key] for key in pool if key != "name"} for pool in pools()}
        (self.home / "pools.json").write_text(json.dumps(named))
        self.airflow.command("pools", "import", str(self.home / "pools.json"))
        self.revive()
        self._daemon("api-server").wait_ready(lambda: self.airflow.health().get("scheduler") == "healthy", 180)
        wait_for_dags(self.airflow, {self.dag_id}, 180)
        unpause(self.airflow, self.dag_id)

    def stop(self) -> None:
        for component in COMPONENTS:
            self._daemon(component).kill()

    def forget_everything(self) -> None:
        """As if somebody had purged Airflow's database."""
        self.stop()
        for file in self.airflow.home.glob("airflow.db*"):
            file.unlink()

    def revive(self) -> None:
        """Start what is dead."""
        environment = self._environment()
        for component in COMPONENTS:
            if self._daemon(component).pid is None:
                self._daemon(component).start([str(VENV / "bin" / "airflow"), component], environment)

    def keep_busy(self) -> None:
        """Let there always be a run that waits behind the one at work."""
        if len(self.runs_at_work()) < 2:
            trigger(self.airflow, self.dag_id)

    def runs_at_work(self) -> list[dict[str, Any]]:
        query = "state=queued&state=running&limit=100"
        return list(self.airflow.call("GET", f"/dags/{self.dag_id}/dagRuns?{query}")["dag_runs"])

    def kill_scheduler(self) -> None:
        """The scheduler alone: its children are left to themselves."""
        pid = self._daemon("scheduler").pid
        if pid is not None:
            os.kill(pid, signal.SIGKILL)

    def _daemon(self, component: str) -> Daemon:
        return Daemon(component, self.airflow.home)

    def _environment(self) -> dict[str, str]:
        project = self.home / "project"
        places = {
            "AIRFLOW__CORE__DAGS_FOLDER": project / "dags",
            "AIRFLOW__CORE__PLUGINS_FOLDER": project / "plugins",
            "PYTHONPATH": project,
        }
        return self.airflow.environment() | {key: str(value) for key, value in {**SETTINGS, **places}.items()}

    def _copy_project(self, world: World) -> None:
        project = self.home / "project"
        for folder in ("dags", "include"):
            shutil.copytree(ROOT / folder, project / folder, ignore=shutil.ignore_patterns("__pycache__"))
        (project / "plugins").mkdir()
        contracts = project / "include" / "contracts"
        shutil.rmtree(contracts)
        contracts.mkdir()
        (contracts / f"{world.contract.dataset}.yaml").write_text(world.contract.body)


def _connections(servers: Servers, world: World) -> dict[str, dict[str, Any]]:
    parts, warehouse = world.parts, world.parts.warehouse
    assert parts.lakehouse is not None
    assert parts.olap is not None
    database = {
        "conn_type": "mysql", "host": warehouse.host, "port": warehouse.port, "login": warehouse.user,
        "password": warehouse.password, "schema": warehouse.database,
    }  # fmt: skip
    return {
        "kampus_kafka": {"conn_type": "kafka", "extra": parts.broker.config},
        "kampus_gudang": database,
        "kampus_gudang_migrasi": database,
        "kampus_lakehouse": {"conn_type": "generic", "extra": dict(parts.lakehouse.catalog)},
        "kampus_olap": {"conn_type": "fs", "extra": {"path": str(parts.olap.copies.parent)}},
        "kampus_staging": {"conn_type": "fs", "extra": {"path": parts.staging_url}},
        "kampus_pseudonym": {"conn_type": "generic", "password": parts.pseudonym_key.decode()},
    }  # fmt: skip
