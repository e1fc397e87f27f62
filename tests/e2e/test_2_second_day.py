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
from stack.campus.event import Event
from stack.demo_stack import DemoStack
from tests.e2e.stack import assert_equal_to_truth, report_of, rows, values
from tests.integration.campus.subjects import subjects


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
    explained = subjects(events, lambda sql: rows(stack, sql))
    for change in changed:
        assert {change["kunci"], change["label"]} & explained, change
