"""Starting runs of DAGs over the REST API and waiting for them."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime
from typing import Any

from include.calendar import CAMPUS_ZONE
from stack.airflow import Airflow
from stack.errors import StackError

AT_WORK = {"queued", "running"}


def wait_for_dags(airflow: Airflow, needed: set[str], seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while missing := needed - {dag["dag_id"] for dag in airflow.call("GET", "/dags?limit=500")["dags"]}:
        if time.monotonic() > deadline:
            raise StackError(
                f"Airflow has no DAG {', '.join(sorted(missing))} after {seconds:.0f} s. Its import errors are on the page "
                f"{airflow.url}/dags"
            )
        time.sleep(1)


def unpause(airflow: Airflow, dag_id: str) -> None:
    airflow.call("PATCH", f"/dags/{dag_id}", {"is_paused": False})


def trigger(airflow: Airflow, dag_id: str, conf: dict[str, Any] | None = None) -> str:
    """Start a run under a name of our own, so that a repeated call cannot start two. Returns its run id."""
    run_id = f"demo__{datetime.now(CAMPUS_ZONE):%Y-%m-%dT%H:%M:%S.%f}"
    body = {"logical_date": None, "dag_run_id": run_id, "conf": conf or {}}
    try:
        airflow.call("POST", f"/dags/{dag_id}/dagRuns", body)
    except StackError as error:
        if "answered 409" not in str(error):
            raise
    return run_id


def start(airflow: Airflow, dag_id: str, conf: dict[str, Any] | None = None) -> str:
    unpause(airflow, dag_id)
    return trigger(airflow, dag_id, conf)


def run_state(airflow: Airflow, dag_id: str, run_id: str) -> str:
    return str(airflow.call("GET", f"/dags/{dag_id}/dagRuns/{run_id}")["state"])


def last_run(airflow: Airflow, dag_id: str) -> dict[str, Any] | None:
    runs = airflow.call("GET", f"/dags/{dag_id}/dagRuns?order_by=-run_after&limit=1")["dag_runs"]
    return dict(runs[0]) if runs else None


def wait_for_runs(
    airflow: Airflow, runs: dict[str, str], seconds: float, show: Callable[[], None] = lambda: None
) -> None:
    """Until every run (run id by DAG id) ended well. A failed one is named with where to look."""
    deadline = time.monotonic() + seconds
    left = dict(runs)
    while left:
        for dag_id, run_id in list(left.items()):
            state = run_state(airflow, dag_id, run_id)
            if state == "success":
                del left[dag_id]
            elif state == "failed":
                raise StackError(failure(airflow, dag_id, run_id))
        if left and time.monotonic() > deadline:
            raise StackError(f"{', '.join(left)} did not end within {seconds:.0f} s. Watch them at {airflow.url}")
        show()
        time.sleep(1)


def failure(airflow: Airflow, dag_id: str, run_id: str) -> str:
    return f"{dag_id} failed. Its log says why: {airflow.url}/dags/{dag_id}/runs/{run_id}"


def returned(airflow: Airflow, dag_id: str, run_id: str, task_id: str, map_index: int = -1) -> Any:
    """What a task returned."""
    task = f"/dags/{dag_id}/dagRuns/{run_id}/taskInstances/{task_id}"
    query = f"deserialize=true&map_index={map_index}"
    return airflow.call("GET", f"{task}/xcomEntries/return_value?{query}")["value"]
