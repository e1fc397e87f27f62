"""The ports of the local stack: settable by environment or `.env`, and checked before anything starts."""

from __future__ import annotations

import json
import os
import socket
from pathlib import Path

from stack.errors import StackError
from stack.paths import ROOT

Ports = dict[str, int]
"""A port for every name of DEFAULTS."""

DEFAULTS = {
    "KAMPUS_KAFKA_PORT": 19092,
    "KAMPUS_KAFKA_CONTROLLER_PORT": 19093,
    "KAMPUS_WAREHOUSE_PORT": 13306,
    "KAMPUS_CAMPUS_PORT": 13307,
    "KAMPUS_CAMPUS_API_PORT": 18095,
    "KAMPUS_AIRFLOW_PORT": 18080,
    "KAMPUS_AIRFLOW_LOG_PORT": 18793,
    "KAMPUS_AIRFLOW_TRIGGER_LOG_PORT": 18794,
}


def dotenv() -> dict[str, str]:
    """The KEY=value lines of `.env`."""
    file = ROOT / ".env"
    if not file.exists():
        return {}
    lines = (line.split("=", 1) for line in file.read_text().splitlines() if "=" in line and not line.startswith("#"))
    return {key.strip(): value.strip() for key, value in lines}


def demo_ports() -> Ports:
    return {name: _demo_port(name) for name in DEFAULTS}


def remembered_ports(file: Path) -> Ports:
    """Free ports, drawn once and kept in `file`, so that several runs find the same servers."""
    drawn = dict(json.loads(file.read_text())) if file.exists() else {}
    if missing := [name for name in DEFAULTS if name not in drawn]:
        file.parent.mkdir(parents=True, exist_ok=True)
        drawn |= {name: _any_free() for name in missing}
        file.write_text(json.dumps(drawn))
    return drawn


def _demo_port(name: str) -> int:
    value = os.environ.get(name) or dotenv().get(name) or str(DEFAULTS[name])
    if not value.isdigit() or not 0 < int(value) < 65536:
        raise StackError(
            f"{name}={value!r} is not a port. Expected a number from 1 to 65535, in the environment or .env."
        )
    return int(value)


def is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        return probe.connect_ex(("127.0.0.1", port)) != 0


def require_free(port: int, service: str, setting: str) -> None:
    if not is_free(port):
        raise StackError(
            f"port {port} for {service} is taken by another program. Stop that program, or choose another port: "
            f"put {setting}=<port> into .env and run the command again."
        )


def _any_free() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
