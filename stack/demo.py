"""`make demo`: everything up, the sample campus filled, the main job run by Airflow, the report printed."""

from __future__ import annotations

import sys
import time
from datetime import datetime
from typing import Any

from include.calendar import CAMPUS_ZONE
from include.contract.catalog import load_catalog
from include.database import connect
from include.iku.load import load_report
from include.reports.text import table
from include.settings import BrokerSettings
from stack.airflow import USER
from stack.campus.campus import fill, is_filled
from stack.demo_stack import DemoStack
from stack.errors import StackError
from stack.progress import DatasetProgress, progress

EXTRACT_LIMIT, DRAIN_LIMIT, REPORT_LIMIT = 600, 1800, 600
NUDGE_AFTER = 40.0
"""Seconds without progress after which a topic whose doorbell was lost is ingested by hand."""


def up(stack: DemoStack) -> None:
    """Start every part and wait until Airflow knows its DAGs."""
    stack.require_ports()
    say("Starting Kafka, MySQL and MariaDB")
    stack.servers.start()
    stack.prepare_databases()
    say("Starting Airflow")
    stack.airflow.start()


def run(stack: DemoStack, *, students: int, seed: int) -> None:
    started = time.monotonic()
    up(stack)
    if not is_filled(stack.campus_home):
        say(f"Filling the sample campus with {students} students")
        stack.campus_home.mkdir(parents=True, exist_ok=True)
        today = datetime.now(CAMPUS_ZONE).date()
        fill(stack.campus, stack.campus_home, seed=seed, students=students, today=today)
    stack.airflow.wait_ready()
    wait_for_dags(stack)
    extracts = [f"extract__{source}" for source in load_catalog().by_source()]
    ingests = [f"ingest__{contract.dataset}" for contract in load_catalog().contracts]
    for dag_id in [*ingests, *extracts]:
        unpause(stack, dag_id)
    say("Airflow runs the main job: " + ", ".join(extracts))
    runs = {dag_id: trigger(stack, dag_id) for dag_id in extracts}
    wait_for_runs(stack, runs, EXTRACT_LIMIT)
    drain(stack)
    unpause(stack, "release")
    unpause(stack, "iku_daily")
    say("Airflow computes the report: iku_daily")
    paths = report(stack)
    show_report(stack, paths)
    say(f"\nDone in {time.monotonic() - started:.0f} s. Everything goes on running; `make down` stops it.")


def wait_for_dags(stack: DemoStack) -> None:
    expected = len(load_catalog().contracts) + len(load_catalog().by_source()) + 2
    deadline = time.monotonic() + 180
    while time.monotonic() < deadline:
        found = stack.airflow.call("GET", "/dags?limit=100")
        if found["total_entries"] >= expected:
            return
        time.sleep(1)
    raise StackError(
        f"Airflow found {found['total_entries']} DAGs, expected {expected}. See its import errors at {stack.airflow.url}"
    )


def unpause(stack: DemoStack, dag_id: str) -> None:
    stack.airflow.call("PATCH", f"/dags/{dag_id}", {"is_paused": False})


def trigger(stack: DemoStack, dag_id: str) -> str:
    """Start a run under a name of our own, so that a repeated call cannot start two."""
    run_id = f"demo__{datetime.now(CAMPUS_ZONE):%Y-%m-%dT%H:%M:%S.%f}"
    try:
        stack.airflow.call("POST", f"/dags/{dag_id}/dagRuns", {"logical_date": None, "dag_run_id": run_id})
    except StackError as error:
        if "answered 409" not in str(error):
            raise
    return run_id


def wait_for_runs(stack: DemoStack, runs: dict[str, str], seconds: float) -> None:
    """Until every run ended well. A failed one is named with where to look."""
    deadline = time.monotonic() + seconds
    left = dict(runs)
    while left:
        for dag_id, run_id in list(left.items()):
            state = stack.airflow.call("GET", f"/dags/{dag_id}/dagRuns/{run_id}")["state"]
            if state == "success":
                del left[dag_id]
            elif state == "failed":
                raise StackError(f"{dag_id} failed. Its log says why: {stack.airflow.url}/dags/{dag_id}/runs/{run_id}")
        if left and time.monotonic() > deadline:
            raise StackError(f"{', '.join(left)} did not end within {seconds:.0f} s. Watch them at {stack.airflow.url}")
        time.sleep(1)


def drain(stack: DemoStack) -> None:
    """Until the warehouse has everything that the topics hold."""
    broker = BrokerSettings({"bootstrap.servers": stack.servers.kafka.bootstrap})
    deadline = time.monotonic() + DRAIN_LIMIT
    moved, seen = time.monotonic(), -1
    while time.monotonic() < deadline:
        now = progress(broker, stack.warehouse)
        behind = [each for each in now if each.lag]
        consumed = sum(each.consumed for each in now)
        if consumed != seen:
            moved, seen = time.monotonic(), consumed
        show_progress(now, last=not behind)
        if not behind:
            return
        if time.monotonic() - moved > NUDGE_AFTER:
            for each in behind:
                nudge(stack, f"ingest__{each.dataset}")
            moved = time.monotonic()
        time.sleep(2)
    raise StackError(
        f"{len(behind)} datasets are not loaded yet: {', '.join(b.dataset for b in behind)}. See {stack.airflow.url}"
    )


def nudge(stack: DemoStack, dag_id: str) -> None:
    """Start an ingest whose doorbell was lost, unless it is at work; stop the demo where its last run failed."""
    runs = stack.airflow.call("GET", f"/dags/{dag_id}/dagRuns?order_by=-run_after&limit=1")["dag_runs"]
    state = runs[0]["state"] if runs else "none"
    if state == "failed":
        raise StackError(
            f"{dag_id} failed. Its log says why: {stack.airflow.url}/dags/{dag_id}/runs/{runs[0]['dag_run_id']}"
        )
    if state not in {"running", "queued"}:
        trigger(stack, dag_id)


def report(stack: DemoStack) -> dict[str, Any]:
    run_id = trigger(stack, "iku_daily")
    wait_for_runs(stack, {"iku_daily": run_id}, REPORT_LIMIT)
    base = f"/dags/iku_daily/dagRuns/{run_id}/taskInstances"
    computed = xcom(stack, f"{base}/compute")
    return {**computed, **xcom(stack, f"{base}/publish")}


def xcom(stack: DemoStack, task: str) -> dict[str, Any]:
    value = stack.airflow.call("GET", f"{task}/xcomEntries/return_value?deserialize=true")["value"]
    return dict(value)


def show_report(stack: DemoStack, paths: dict[str, Any]) -> None:
    with connect(stack.warehouse) as connection:
        found = load_report(connection, paths["report_id"])
    say("\n" + table(found))
    say(f"\nReport      {paths['html']}\n            {paths['xlsx']}")
    say(f"Truth       {stack.campus_home / 'truth.json'}")
    say(f"Airflow     {stack.airflow.url}   user {USER}, password {stack.airflow.secrets['password']}")


def show_progress(now: list[DatasetProgress], *, last: bool) -> None:
    produced, consumed = sum(p.produced for p in now), sum(p.consumed for p in now)
    done = sum(1 for p in now if not p.lag)
    line = f"  {consumed:>9,} of {produced:>9,} messages in the warehouse, {done}/{len(now)} datasets up to date"
    if sys.stdout.isatty():
        print(f"\r{line}", end="\n" if last else "", flush=True)
    else:
        print(line, flush=True)
    if last:
        for each in now:
            print(
                f"    {each.dataset:<20} {each.produced:>9,} produced {each.loaded:>9,} loaded {each.rejected:>7,} rejected",
                flush=True,
            )


def say(text: str) -> None:
    print(text, flush=True)
