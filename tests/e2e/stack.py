"""The stack of the end-to-end tests, and reading what it made."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections import Counter
from datetime import date
from typing import Any

from pymysql.cursors import DictCursor

from include.database import connect
from stack import runs
from stack.demo_stack import DemoStack, demo_stack
from stack.paths import ROOT, STATE
from stack.ports import remembered_ports

HOME = STATE / "e2e"
STUDENTS, SEED = 300, 7


def e2e_stack() -> DemoStack:
    return demo_stack(HOME, remembered_ports(HOME / "ports.json"))


def interrupted_demo(after: str) -> None:
    """Start the demo in a process of its own and kill that process when it has said `after`."""
    script = (
        "from stack import demo; from tests.e2e.stack import SEED, STUDENTS, e2e_stack; "
        "demo.run(e2e_stack(), students=STUDENTS, seed=SEED)"
    )
    with subprocess.Popen([sys.executable, "-c", script], cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        said = ""
        for line in process.stdout:
            said += line
            if after in line:
                process.kill()
                return
    raise AssertionError(f"the demo ended before it said {after!r}:\n{said}")


def rows(stack: DemoStack, sql: str, *parameters: Any) -> list[dict[str, Any]]:
    with connect(stack.warehouse, cursor=DictCursor) as connection, connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return list(cursor.fetchall())


def report_of(stack: DemoStack, day: date) -> int:
    """Let Airflow compute a report of the day; returns its version."""
    run_id = runs.start(stack.airflow, "iku_daily", {"tanggal": day.isoformat()})
    runs.wait_for_runs(stack.airflow, {"iku_daily": run_id}, 120)
    return int(runs.returned(stack.airflow, "iku_daily", run_id, "compute")["version"])


def wait_until_idle(stack: DemoStack, dag_id: str, backfilled: int = 0) -> None:
    """Until the DAG has run, no run of it is at work, and `backfilled` runs of backfills ended well."""
    deadline = time.monotonic() + 480
    while time.monotonic() < deadline:
        found = stack.airflow.call("GET", f"/dags/{dag_id}/dagRuns?limit=200")["dag_runs"]
        done = [run for run in found if run["run_type"] == "backfill" and run["state"] == "success"]
        if found and len(done) >= backfilled and not any(run["state"] in runs.AT_WORK for run in found):
            return
        time.sleep(1)
    states = Counter((run["run_type"], run["state"]) for run in found)
    raise AssertionError(f"{dag_id} did not end: {dict(states)}")


def rejects(stack: DemoStack, dataset: str) -> dict[str, int]:
    """How many messages of a dataset are in quarantine, by `field.rule`."""
    found = rows(
        stack,
        "SELECT CONCAT(field, '.', rule) AS why, COUNT(*) AS n FROM v_karantina WHERE dataset = %s GROUP BY field, rule",
        dataset,
    )
    return {row["why"]: row["n"] for row in found}


def values(stack: DemoStack, day: date, version: int) -> dict[str, Any]:
    """The values of a report in the shape of the truth file: regulation, code, level, and the units where somebody counts."""
    found: dict[str, Any] = {}
    for row in rows(
        stack,
        "SELECT v.* FROM iku_value v JOIN iku_report r USING (report_id) WHERE r.as_of = %s AND r.version = %s "
        "AND (v.penyebut > 0 OR v.level = 'pt')",
        day,
        version,
    ):
        level = found.setdefault(row["regulasi"], {}).setdefault(row["kode"], {}).setdefault(row["level"], {})
        level[row["unit_id"]] = row
    return found


def assert_equal_to_truth(found: dict[str, Any], truth: dict[str, Any]) -> None:
    """Every number of every level: numerator, denominator and value."""
    assert {(r, k) for r, codes in found.items() for k in codes} == {
        (r, k) for r, codes in truth.items() for k in codes
    }
    for regulation, codes in truth.items():
        for code, levels in codes.items():
            for level, units in levels.items():
                shown = {
                    unit: (float(row["pembilang"]), int(row["penyebut"]), _number(row["nilai"]))
                    for unit, row in found[regulation][code].get(level, {}).items()
                }
                expected = {
                    unit: (float(number["pembilang"]), number["penyebut"], _number(number["nilai"]))
                    for unit, number in units.items()
                }
                assert shown == expected, (regulation, code, level)


def _number(value: Any) -> float | None:
    """None where nobody counts."""
    return None if value is None else float(value)


def wait_for_state(stack: DemoStack, dag_id: str, run_id: str, wanted: set[str], seconds: float) -> str:
    deadline = time.monotonic() + seconds
    while (state := runs.run_state(stack.airflow, dag_id, run_id)) not in wanted:
        assert time.monotonic() < deadline, f"{dag_id} {run_id} is {state} after {seconds} s"
        time.sleep(1)
    return state


def log_of(stack: DemoStack, dag_id: str, run_id: str, task_id: str, *, try_: int = 1, map_index: int = -1) -> str:
    """The log of a task as a person reads it in the UI."""
    path = (
        f"/dags/{dag_id}/dagRuns/{run_id}/taskInstances/{task_id}/logs/{try_}?map_index={map_index}&full_content=true"
    )
    return json.dumps(stack.airflow.call("GET", path)["content"], ensure_ascii=False)
