"""A whole demo of its own for these tests: real servers, a real Airflow, a small sample campus."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from stack import demo
from stack.demo_stack import DemoStack
from tests.e2e.stack import HOME, SEED, STUDENTS, e2e_stack, interrupted_demo

PATIENCE = 900
"""Seconds that a test may take: the first one waits for the whole demo, on whatever machine."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.path.is_relative_to(Path(__file__).parent):
            item.add_marker(pytest.mark.timeout(PATIENCE))


@pytest.fixture(scope="session")
def stack() -> Iterator[DemoStack]:
    """The main job done once. Its first attempt is killed in the middle, as an impatient person would."""
    # What a run that was killed left behind goes on running.
    e2e_stack().stop()
    shutil.rmtree(HOME)
    made = e2e_stack()
    try:
        interrupted_demo("Airflow extracts")
        demo.run(made, students=STUDENTS, seed=SEED)
        yield made
    finally:
        made.stop()


@pytest.fixture
def truth(stack: DemoStack) -> dict[str, Any]:
    return dict(json.loads((stack.campus_home / "truth.json").read_text()))
