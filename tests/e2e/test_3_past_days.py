"""Backfills from the command line: they add, and leave what was there standing."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import Any

from stack import demo, runs
from stack.demo_stack import DemoStack
from tests.e2e.stack import assert_equal_to_truth, rows, values, wait_until_idle

SEVEN = 7


def past_days(truth: dict[str, Any]) -> list[date]:
    today = date.fromisoformat(truth["today"])
    return [today - timedelta(days=n) for n in range(SEVEN, 0, -1)]


def backfill(stack: DemoStack, dag_id: str, days: list[date], *more: str) -> None:
    runs.unpause(stack.airflow, dag_id)
    # A day whose scheduled run is at work would be left out.
    wait_until_idle(stack, dag_id)
    stack.airflow.command(
        "backfill", "create", "--dag-id", dag_id, "--from-date", days[0].isoformat(), "--to-date", days[-1].isoformat(),
        "--reprocess-behavior", "completed", *more,
    )  # fmt: skip
    wait_until_idle(stack, dag_id, backfilled=len(days))


def test_seven_past_days_are_computed_and_the_old_runs_stand(stack: DemoStack, truth: dict[str, Any]) -> None:
    days = past_days(truth)
    before = {
        run["dag_run_id"]: run for run in stack.airflow.call("GET", "/dags/iku_daily/dagRuns?limit=100")["dag_runs"]
    }
    reports = {row["report_id"] for row in rows(stack, "SELECT report_id FROM iku_report")}
    backfill(stack, "iku_daily", days)
    after = {
        run["dag_run_id"]: run for run in stack.airflow.call("GET", "/dags/iku_daily/dagRuns?limit=100")["dag_runs"]
    }
    assert {id_: after[id_]["end_date"] for id_ in before} == {id_: run["end_date"] for id_, run in before.items()}
    added = rows(stack, "SELECT * FROM iku_report ORDER BY report_id")
    assert sorted(row["as_of"] for row in added if row["report_id"] not in reports) == days
    for day in days:
        newest = max(row["version"] for row in added if row["as_of"] == day)
        assert_equal_to_truth(values(stack, day, newest), truth["iku"][day.isoformat()])


def test_a_backfill_writes_no_files_until_somebody_asks_for_those_of_a_day(
    stack: DemoStack, truth: dict[str, Any]
) -> None:
    day = past_days(truth)[0]
    (newest,) = rows(stack, "SELECT MAX(version) AS version FROM iku_report WHERE as_of = %s", day)
    files = stack.home / "laporan" / f"{day}" / f"v{newest['version']}"
    assert not files.exists()
    run_id = runs.start(stack.airflow, "iku_files", {"tanggal": day.isoformat()})
    runs.wait_for_runs(stack.airflow, {"iku_files": run_id}, 120)
    assert sorted(path.suffix for path in files.iterdir()) == [".csv", ".html", ".pdf", ".png", ".xlsx"]


def test_a_report_of_any_day_is_asked_for_on_the_command_line(stack: DemoStack, truth: dict[str, Any]) -> None:
    day = past_days(truth)[0] - timedelta(days=30)
    stack.airflow.command("dags", "trigger", "iku_daily", "--conf", json.dumps({"tanggal": day.isoformat()}))
    wait_until_idle(stack, "iku_daily")
    assert rows(stack, "SELECT version, kind FROM iku_report WHERE as_of = %s", day) == [
        {"version": 1, "kind": "terbit"}
    ]


def test_a_day_that_was_published_is_restated_beside_it(stack: DemoStack, truth: dict[str, Any]) -> None:
    yesterday = past_days(truth)[-1]
    versions = rows(stack, "SELECT version, kind FROM iku_report WHERE as_of = %s ORDER BY version", yesterday)
    assert [row["kind"] for row in versions] == ["terbit"] + ["pernyataan_ulang"] * (len(versions) - 1)
    assert len(versions) >= 2


def test_past_days_of_a_source_are_sent_again_and_change_nothing(stack: DemoStack, truth: dict[str, Any]) -> None:
    last_extract = rows(stack, "SELECT MAX(extract_id) AS id FROM etl_extract")[0]["id"]
    positions = rows(stack, "SELECT * FROM etl_position ORDER BY source, dataset")
    counts = rows(stack, "SELECT COUNT(*) AS n, SUM(_offset) AS offsets FROM aktivitas_kuliah")
    backfill(stack, "republish__siakad", past_days(truth)[-3:])
    sent = rows(stack, "SELECT SUM(produced) AS n FROM etl_extract WHERE extract_id > %s", last_extract)[0]["n"]
    assert sent > 0
    last_audit = rows(stack, "SELECT MAX(audit_id) AS id FROM etl_audit")[0]["id"]
    for dag_id in demo.ingests():
        runs.trigger(stack.airflow, dag_id)
    demo.drain(stack)
    again = rows(
        stack,
        "SELECT SUM(read_count) AS `read`, SUM(loaded) AS loaded, SUM(skipped + rejected + superseded) AS dropped "
        "FROM etl_audit WHERE audit_id > %s",
        last_audit,
    )[0]
    assert again == {"read": sent, "loaded": 0, "dropped": sent}
    assert rows(stack, "SELECT COUNT(*) AS n, SUM(_offset) AS offsets FROM aktivitas_kuliah") == counts
    assert rows(stack, "SELECT * FROM etl_position ORDER BY source, dataset") == positions


def test_a_day_of_a_topic_is_compared_with_every_sink_and_read_again_by_todays_contract(
    stack: DemoStack, truth: dict[str, Any]
) -> None:
    before = rows(stack, "SELECT COUNT(*) AS n, SUM(_offset) AS offsets FROM pesanan")
    backfill(stack, "replay__pesanan", past_days(truth)[-2:], "--dag-run-conf", json.dumps({"mode": "replay"}))
    compared = runs.trigger(stack.airflow, "replay__pesanan", {"tanggal": truth["today"]})
    runs.wait_for_runs(stack.airflow, {"replay__pesanan": compared}, 300)
    found = runs.returned(stack.airflow, "replay__pesanan", compared, "reconcile")
    assert found["accepted"] > 0
    assert found["sinks"] == ["warehouse", "lakehouse", "olap"]

    replayed = runs.trigger(stack.airflow, "replay__pesanan", {"mode": "replay", "tanggal": truth["today"]})
    runs.wait_for_runs(stack.airflow, {"replay__pesanan": replayed}, 300)
    said = runs.returned(stack.airflow, "replay__pesanan", replayed, "report")
    assert {counts["read"] for counts in said["sinks"].values()} == {found["accepted"] + found["rejected"]}
    assert {counts["loaded"] for counts in said["sinks"].values()} == {0}
    assert said["warehouse"] == {"rewritten": 0, "changed": {}}
    assert rows(stack, "SELECT COUNT(*) AS n, SUM(_offset) AS offsets FROM pesanan") == before
