"""`make demo`: everything up, the sample campus filled, the main job run by Airflow, the report printed."""

from __future__ import annotations

import time
from datetime import datetime
from typing import Any

from include.calendar import CAMPUS_ZONE
from include.contract.catalog import load_catalog
from include.database import connect
from include.iku.load import load_report
from include.reports.text import table
from include.settings import BrokerSettings
from stack import runs
from stack.airflow import USER
from stack.campus.campus import fill, is_filled
from stack.console import ProgressLine
from stack.demo_stack import DemoStack
from stack.errors import StackError
from stack.progress import DatasetProgress, progress

DAGS_LIMIT, EXTRACT_LIMIT, DRAIN_LIMIT, REPORT_LIMIT = 180, 3600, 3600, 600
"""Seconds; a large campus takes its time."""
NUDGE_AFTER = 40.0
"""Seconds without progress after which a topic whose doorbell was lost is ingested by hand."""


def up(stack: DemoStack) -> None:
    """Start every part; Airflow goes on starting."""
    stack.require_ports()
    say("Starting Kafka, MySQL, MariaDB and the campus's web APIs")
    stack.servers.start()
    stack.campus_api.start()
    stack.prepare()
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
    runs.wait_for_dags(stack.airflow, {*extracts(), *ingests(), "release", "iku_daily"}, DAGS_LIMIT)
    extract(stack)
    ingest(stack)
    show_report(stack, report(stack))
    say(f"\nDone in {time.monotonic() - started:.0f} s. Everything goes on running; `make down` stops it.")


def extracts() -> list[str]:
    return [f"extract__{source}" for source in load_catalog().by_source()]


def ingests() -> list[str]:
    return [f"ingest__{contract.dataset}" for contract in load_catalog().contracts]


def extract(stack: DemoStack) -> None:
    say("Airflow extracts: " + ", ".join(extracts()))
    started = {dag_id: runs.start(stack.airflow, dag_id) for dag_id in extracts()}
    line = ProgressLine()

    def show_produced() -> None:
        line.show(f"{sum(each.produced for each in progress_of(stack)):>9,} messages in Kafka")

    runs.wait_for_runs(stack.airflow, started, EXTRACT_LIMIT, show_produced)
    line.end()


def ingest(stack: DemoStack) -> None:
    say(f"Airflow loads warehouse, lakehouse and OLAP store: {len(ingests())} ingest DAGs")
    for dag_id in ingests():
        # A DAG that is unpaused for the first time runs at once and drains its topic.
        runs.unpause(stack.airflow, dag_id)
    drain(stack)


def drain(stack: DemoStack) -> None:
    """Until every sink has everything that the topics hold."""
    deadline = time.monotonic() + DRAIN_LIMIT
    moved, seen = time.monotonic(), -1
    line = ProgressLine()
    while time.monotonic() < deadline:
        now = progress_of(stack)
        behind = [each for each in now if each.lag]
        produced, consumed = sum(each.produced for each in now), sum(each.consumed for each in now)
        line.show(f"{consumed:>9,} of {produced:,} messages loaded, {len(now) - len(behind)} of {len(now)} topics done")
        if not behind:
            line.end()
            show_datasets(now)
            return
        if consumed != seen:
            moved, seen = time.monotonic(), consumed
        elif time.monotonic() - moved > NUDGE_AFTER:
            for each in behind:
                nudge(stack, f"ingest__{each.dataset}")
            moved = time.monotonic()
        time.sleep(2)
    raise StackError(
        f"{len(behind)} datasets are not loaded yet: {', '.join(b.dataset for b in behind)}. See {stack.airflow.url}"
    )


def nudge(stack: DemoStack, dag_id: str) -> None:
    """Start an ingest whose doorbell was lost, unless it is at work; stop the demo where its last run failed."""
    last = runs.last_run(stack.airflow, dag_id)
    if last and last["state"] == "failed":
        raise StackError(runs.failure(stack.airflow, dag_id, last["dag_run_id"]))
    if last is None or last["state"] not in runs.AT_WORK:
        runs.trigger(stack.airflow, dag_id)


def report(stack: DemoStack) -> dict[str, Any]:
    """What the two tasks of a new run of `iku_daily` returned."""
    say("Airflow computes the report: iku_daily")
    runs.unpause(stack.airflow, "release")
    run_id = runs.start(stack.airflow, "iku_daily")
    runs.wait_for_runs(stack.airflow, {"iku_daily": run_id}, REPORT_LIMIT)
    computed, paths = (runs.returned(stack.airflow, "iku_daily", run_id, task) for task in ("compute", "publish"))
    return {**computed, **paths}


def progress_of(stack: DemoStack) -> list[DatasetProgress]:
    return progress(BrokerSettings({"bootstrap.servers": stack.servers.kafka.bootstrap}), stack.warehouse)


def show_report(stack: DemoStack, made: dict[str, Any]) -> None:
    with connect(stack.warehouse) as connection:
        found = load_report(connection, made["report_id"])
    say("\n" + table(found))
    say(f"\nReport      {made['html']}\n            {made['pdf']}\n            {made['xlsx']}")
    say(f"Truth       {stack.campus_home / 'truth.json'}")
    say(f"Airflow     {stack.airflow.url}   user {USER}, password {stack.airflow.secrets['password']}")


def show_datasets(now: list[DatasetProgress]) -> None:
    for each in now:
        say(
            f"    {each.dataset:<20} {each.produced:>9,} produced {each.loaded:>9,} loaded {each.rejected:>7,} rejected"
        )


def say(text: str) -> None:
    print(text, flush=True)
