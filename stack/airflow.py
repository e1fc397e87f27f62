"""A real Airflow in a home of its own, and the few calls of its REST API that the stack makes."""

from __future__ import annotations

import json
import os
import secrets
import shutil
import subprocess
import time
import urllib.error
import urllib.request
from base64 import urlsafe_b64encode
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import yaml

from stack.errors import StackError
from stack.paths import ROOT, VENV
from stack.ports import is_free
from stack.process import Daemon

USER = "admin"
SETTINGS = ROOT / "airflow_settings.yaml"
PATIENCE = 90.0
"""Seconds that a call of the API is repeated while Airflow is busy."""


class _Busy(Exception):
    """Airflow did not answer in time, or its SQLite database, which takes one writer at a time, was locked."""


@dataclass(frozen=True)
class Airflow:
    home: Path
    port: int
    log_port: int
    trigger_log_port: int
    connections: dict[str, dict[str, Any]]

    @property
    def daemon(self) -> Daemon:
        return Daemon("airflow", self.home)

    @property
    def url(self) -> str:
        return f"http://localhost:{self.port}"

    @cached_property
    def secrets(self) -> dict[str, str]:
        """Drawn once; readable by the owner of the home folder only."""
        file = self.home / "secrets.json"
        if not file.exists():
            self.home.mkdir(parents=True, exist_ok=True)
            file.touch(mode=0o600)
            drawn = {
                "password": secrets.token_urlsafe(9),
                "jwt": secrets.token_urlsafe(32),
                "fernet": urlsafe_b64encode(secrets.token_bytes(32)).decode(),
            }
            file.write_text(json.dumps(drawn))
        return dict(json.loads(file.read_text()))

    def environment(self) -> dict[str, str]:
        """What every `airflow` command of this installation needs."""
        base = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE" and not k.startswith("AIRFLOW")}
        settings = {
            "AIRFLOW_HOME": self.home,
            "AIRFLOW__CORE__DAGS_FOLDER": ROOT / "dags",
            "AIRFLOW__CORE__PLUGINS_FOLDER": ROOT / "plugins",
            "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
            # SQLite's own lock timeout, five seconds, and no longer one: the API server waits for the lock in its event loop,
            # and whoever holds the lock may need that loop to let it go.
            "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN": f"sqlite:///{self.home}/airflow.db",
            # SQLite takes no more: beyond four, "database is locked" brings the whole installation down.
            "AIRFLOW__CORE__PARALLELISM": 4,
            "AIRFLOW__CORE__DEFAULT_TIMEZONE": "Asia/Jakarta",
            "AIRFLOW__CORE__FERNET_KEY": self.secrets["fernet"],
            "AIRFLOW__CORE__EXECUTION_API_SERVER_URL": f"{self.url}/execution/",
            "AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_USERS": f"{USER}:admin",
            "AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_PASSWORDS_FILE": self.home / "passwords.json",
            "AIRFLOW__API__PORT": self.port,
            "AIRFLOW__API__BASE_URL": self.url,
            "AIRFLOW__API__INSTANCE_NAME": "kampus-etl",
            "AIRFLOW__API_AUTH__JWT_SECRET": self.secrets["jwt"],
            "AIRFLOW__LOGGING__WORKER_LOG_SERVER_PORT": self.log_port,
            "AIRFLOW__TRIGGERER__TRIGGER_LOG_SERVER_PORT": self.trigger_log_port,
            "AIRFLOW__LOGGING__TRIGGER_LOG_SERVER_PORT": self.trigger_log_port,
            "AIRFLOW__DAG_PROCESSOR__REFRESH_INTERVAL": 30,
            "AIRFLOW__DAG_PROCESSOR__MIN_FILE_PROCESS_INTERVAL": 60,
            "AIRFLOW__SCHEDULER__SCHEDULER_IDLE_SLEEP_TIME": "0.5",
            "PYTHONPATH": ROOT,
            "PATH": f"{VENV / 'bin'}:{base.get('PATH', '')}",
        }
        connections = {f"AIRFLOW_CONN_{name.upper()}": json.dumps(value) for name, value in self.connections.items()}
        return {**base, **{k: str(v) for k, v in settings.items()}, **connections}

    def start(self) -> None:
        if self.daemon.pid is not None:
            return
        (self.home / "config").mkdir(parents=True, exist_ok=True)
        shutil.copyfile(
            ROOT / "stack" / "airflow_local_settings.py", self.home / "config" / "airflow_local_settings.py"
        )
        passwords = self.home / "passwords.json"
        passwords.touch(mode=0o600)
        passwords.write_text(json.dumps({USER: self.secrets["password"]}))
        self.daemon.start([str(VENV / "bin" / "python"), "-m", "stack.keeper"], self.environment())

    def wait_ready(self, seconds: float = 180) -> None:
        self.daemon.wait_ready(lambda: set(self.health().values()) == {"healthy"}, seconds)
        self._set_pools()

    def stop(self) -> None:
        self.daemon.stop()

    def health(self) -> dict[str, str]:
        """Status of every component, as Airflow tells it."""
        if is_free(self.port):
            return {"api": "unreachable"}
        try:
            with urllib.request.urlopen(f"{self.url}/api/v2/monitor/health", timeout=5) as answer:
                found = json.load(answer)
        except (OSError, ValueError):
            return {"api": "unreachable"}
        return {name: part["status"] for name, part in found.items() if part["status"] is not None}

    def call(self, method: str, path: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
        """One call of the REST API, repeated while Airflow is busy, so it must be one that may be repeated.

        Raises StackError with the API's own words.
        """
        deadline = time.monotonic() + PATIENCE
        while True:
            try:
                return self._call_once(method, path, body)
            except _Busy as busy:
                if time.monotonic() > deadline:
                    raise StackError(
                        f"Airflow at {self.url} was busy for {PATIENCE:.0f} s and did not answer {method} {path} ({busy}). "
                        f"See {self.daemon.log}."
                    ) from busy
                time.sleep(1)

    def _call_once(self, method: str, path: str, body: dict[str, Any] | None) -> dict[str, Any]:
        request = urllib.request.Request(
            f"{self.url}/api/v2{path}",
            method=method,
            data=json.dumps(body).encode() if body is not None else None,
            headers={"Content-Type": "application/json", "Authorization": f"Bearer {self._token}"},
        )
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:
                return dict(json.load(answer))
        except urllib.error.HTTPError as error:
            if error.code >= 500:
                raise _Busy(f"status {error.code}") from error
            raise StackError(
                f"Airflow answered {error.code} to {method} {path}: {error.read().decode()[:300]}"
            ) from error
        except OSError as error:
            raise _Busy(str(error)) from error

    @cached_property
    def _token(self) -> str:
        login = json.dumps({"username": USER, "password": self.secrets["password"]}).encode()
        request = urllib.request.Request(
            f"{self.url}/auth/token", data=login, headers={"Content-Type": "application/json"}
        )
        with urllib.request.urlopen(request, timeout=30) as answer:
            return str(json.load(answer)["access_token"])

    def _set_pools(self) -> None:
        known = {pool["name"] for pool in self.call("GET", "/pools?limit=100")["pools"]}
        for pool in pools():
            if pool["name"] not in known:
                self.call("POST", "/pools", pool)

    def command(self, *arguments: str) -> str:
        """The output of an `airflow` command."""
        done = subprocess.run(
            [str(VENV / "bin" / "airflow"), *arguments],
            env=self.environment(),
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode != 0:
            raise StackError(f"`airflow {' '.join(arguments)}` failed:\n{(done.stdout + done.stderr)[-800:]}")
        return done.stdout


def pools() -> list[dict[str, Any]]:
    """The pools of airflow_settings.yaml, as the REST API takes them."""
    declared = yaml.safe_load(SETTINGS.read_text(encoding="utf-8"))["airflow"]["pools"]
    return [
        {
            "name": pool["pool_name"],
            "slots": pool["pool_slot"],
            "description": pool["pool_description"],
            "include_deferred": False,
        }
        for pool in declared
    ]
