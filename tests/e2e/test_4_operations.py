"""What a person on duty does to a running house, by the commands that the pages give."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

import pytest

from include.calendar import CAMPUS_ZONE
from include.contract.catalog import load_catalog
from include.settings import LakehouseSettings, OlapSettings
from include.sinks.lakehouse.lake import opened
from include.sinks.lakehouse.query import current_state_sql
from include.sinks.lakehouse.table import present
from include.sinks.olap.copies import open_newest
from include.sinks.olap.sink import OlapSink
from stack import runs
from stack.demo_stack import DemoStack
from tests.e2e.stack import rows

ORDERS = "SELECT id, nomor, status, total_value FROM {} ORDER BY id"


def commanded(stack: DemoStack, dag_id: str, **conf: Any) -> str:
    """Trigger a DAG as the pages say and wait until it ended well; returns the run id."""
    runs.unpause(stack.airflow, dag_id)
    run_id = f"e2e__{dag_id}__{conf.get('sink', 'semua')}"
    stack.airflow.command("dags", "trigger", dag_id, "--run-id", run_id, "--conf", json.dumps(conf))
    runs.wait_for_runs(stack.airflow, {dag_id: run_id}, 300)
    return run_id


def in_the_warehouse(stack: DemoStack) -> list[Any]:
    return [tuple(row.values()) for row in rows(stack, ORDERS.format("(SELECT * FROM pesanan WHERE NOT _deleted) p"))]


def in_the_lakehouse(stack: DemoStack) -> list[Any]:
    contract = load_catalog().get("pesanan")
    with opened(LakehouseSettings.local(str(stack.home / "lakehouse"))) as lake:
        duck = present(lake, contract.dataset).scan().to_duckdb("pesanan")
    return duck.sql(ORDERS.format(f"({current_state_sql(contract, 'pesanan')})")).fetchall()


def in_the_olap_store(stack: DemoStack) -> list[Any]:
    olap = OlapSettings.local(stack.home / "olap")
    OlapSink(olap, stack.warehouse).publish()
    with open_newest(olap) as copy:
        return copy.sql(ORDERS.format("pesanan_kini")).fetchall()


SINKS = {"warehouse": in_the_warehouse, "lakehouse": in_the_lakehouse, "olap": in_the_olap_store}


@pytest.mark.parametrize("sink", SINKS)
def test_a_sink_is_rebuilt_from_kafka_by_one_command(stack: DemoStack, sink: str) -> None:
    before = SINKS[sink](stack)
    assert len(before) > 50
    commanded(stack, "rebuild", sink=sink, dataset="pesanan", siapa="Sri", alasan="mencoba perintah pada halaman")
    assert SINKS[sink](stack) == before
    assert {name: read(stack) for name, read in SINKS.items()} == dict.fromkeys(SINKS, before)


def test_the_weekly_chores_run_beside_the_rest(stack: DemoStack) -> None:
    run_id = commanded(stack, "maintenance")
    tidied = runs.returned(stack.airflow, "maintenance", run_id, "terbitkan_olap")
    assert tidied["newest"].endswith(".duckdb")
    assert in_the_lakehouse(stack) == in_the_warehouse(stack)


@pytest.mark.parametrize("dataset", ["pesanan", "lulusan", "tracer_study"])
def test_a_day_is_in_every_sink_what_it_is_in_kafka(stack: DemoStack, dataset: str) -> None:
    today = datetime.now(CAMPUS_ZONE).date()
    run_id = commanded(stack, f"replay__{dataset}", tanggal=today.isoformat())
    said = runs.returned(stack.airflow, f"replay__{dataset}", run_id, "reconcile")
    assert set(said["sinks"]) == {spec.sink for spec in load_catalog().get(dataset).sinks}
