"""The files that the Astro CLI reads say the same as the code and the local stack."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import yaml

from include import connections
from include.contract.catalog import load_catalog
from kampus.house import Pool
from stack.demo_stack import demo_stack
from stack.paths import ROOT

FROM_CODE = {
    connections.BROKER,
    connections.WAREHOUSE,
    connections.MIGRATION,
    connections.LAKEHOUSE,
    connections.OLAP,
    connections.PSEUDONYM,
    connections.STAGING,
    connections.STATE,
    connections.REPORTS,
}


def settings() -> dict[str, Any]:
    return dict(yaml.safe_load((ROOT / "airflow_settings.yaml").read_text())["airflow"])


def example_connections() -> dict[str, dict[str, Any]]:
    found = re.findall(r"^AIRFLOW_CONN_(\w+)='(.+)'$", (ROOT / ".env.example").read_text(), re.MULTILINE)
    return {name.lower(): json.loads(value) for name, value in found}


def needed() -> set[str]:
    return FROM_CODE | {contract.source.connection for contract in load_catalog().contracts}


def test_every_connection_that_is_used_is_declared_once() -> None:
    declared = [each["conn_id"] for each in settings()["connections"]] + list(example_connections())
    assert sorted(declared) == sorted(needed())


def test_the_local_stack_has_the_same_connections(tmp_path: Path) -> None:
    assert set(demo_stack(tmp_path).airflow.connections) == needed()


def test_no_secret_stands_in_a_file() -> None:
    assert [each for each in settings()["connections"] if {"conn_password", "conn_login"} & set(each)] == []
    assert {each.get("password") for each in example_connections().values()} == {""}


def test_the_pools_are_those_that_tasks_use() -> None:
    assert {pool["pool_name"] for pool in settings()["pools"]} == set(Pool)


def test_the_hosts_of_the_databases_and_of_kafka_are_services_of_the_compose_file() -> None:
    services = set(yaml.safe_load((ROOT / "docker-compose.override.yml").read_text())["services"])
    hosts = {each["host"] for each in example_connections().values() if each["conn_type"] == "mysql"}
    hosts |= {
        each["conn_extra"]["bootstrap.servers"].split(":")[0]
        for each in settings()["connections"]
        if each["conn_type"] == "kafka"
    }
    assert hosts == services


def test_the_image_copies_files_that_exist() -> None:
    copied = re.findall(r"^COPY (\S+) ", (ROOT / "Dockerfile").read_text(), re.MULTILINE)
    assert copied
    assert [name for name in copied if not (ROOT / name).exists()] == []


def test_requirements_are_pinned_and_name_no_index() -> None:
    lines = [line for line in (ROOT / "requirements.txt").read_text().splitlines() if line and line[0] not in "# "]
    assert len(lines) > 100
    assert [line for line in lines if not re.match(r"[a-z0-9._-]+(\[[a-z,]+\])?==\S+", line)] == []
    assert "://" not in (ROOT / "requirements.txt").read_text()
