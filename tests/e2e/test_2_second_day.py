"""A day of changes at the sources, and a second report that differs for reasons that can be listed."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest

from include.contract.catalog import load_catalog
from include.contract.model import Mode
from stack import demo
from stack.campus.campus import play_day
from stack.campus.days import Event
from stack.demo_stack import DemoStack
from tests.e2e.stack import assert_equal_to_truth, report_of, rows, values

IKU_TABLES = {"riwayat_pendidikan", "lulusan", "tracer_study", "rencana_evaluasi", "aktivitas_kuliah", "peserta_kelas"}


@pytest.fixture(scope="module")
def events(stack: DemoStack) -> list[Event]:
    """The day is played, extracted and loaded."""
    report_of(stack, date.fromisoformat(json.loads((stack.campus_home / "truth.json").read_text())["today"]))
    played = play_day(stack.campus, stack.campus_home)
    demo.extract(stack)
    demo.ingest(stack)
    return played


def test_the_day_has_inserts_updates_and_deletes(events: list[Event]) -> None:
    assert {event.kind for event in events} == {"insert", "update", "delete"}


def test_the_warehouse_has_every_good_row_and_no_other(
    stack: DemoStack, events: list[Event], truth: dict[str, Any]
) -> None:
    for contract in load_catalog().contracts:
        spec = contract.sink("warehouse")
        assert spec is not None
        current = (
            f"{spec.table}_kini" if spec.mode is Mode.HISTORY else f"(SELECT * FROM {spec.table} WHERE _deleted = 0) t"
        )
        (found,) = rows(stack, f"SELECT COUNT(*) AS n FROM {current}")
        assert found["n"] == truth["datasets"][contract.dataset]["good"], contract.dataset


def test_the_new_numbers_are_true(stack: DemoStack, events: list[Event], truth: dict[str, Any]) -> None:
    today = date.fromisoformat(truth["today"])
    version = report_of(stack, today)
    assert_equal_to_truth(values(stack, today, version), truth["iku"][truth["today"]])


def test_every_change_of_evidence_has_an_event_of_the_day(
    stack: DemoStack, events: list[Event], truth: dict[str, Any]
) -> None:
    (newest,) = rows(
        stack, "SELECT MAX(report_id) AS id, MAX(version) AS version FROM iku_report WHERE as_of = %s", truth["today"]
    )
    changed = rows(stack, "SELECT * FROM iku_change WHERE report_id = %s", newest["id"])
    assert newest["version"] >= 2
    assert changed
    touched = {event.key.split("|")[0] for event in events if event.dataset in IKU_TABLES}
    answered = {event.key.split("|")[0] for event in events if event.dataset == "tracer_study"}
    course = {
        row["id_rencana_evaluasi"]: row["id_matkul"] for row in rows(stack, "SELECT * FROM rencana_evaluasi_kini")
    }
    prodi = {
        row["id_registrasi_mahasiswa"]: row["id_prodi"] for row in rows(stack, "SELECT * FROM riwayat_pendidikan_kini")
    }
    explained = touched | {found[key] for key in touched for found in (course, prodi) if key in found}
    for change in changed:
        assert change["kunci"] in explained or change["label"] in answered, change
