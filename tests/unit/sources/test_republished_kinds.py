from __future__ import annotations

import pytest

from include.sources import can_republish
from tests.contract.sources.builders import CHANGED, column, contract


@pytest.mark.parametrize(
    ("kind", "can"), [("mysql", True), ("http", True), ("feeder", True), ("sister", False), ("csv", False)]
)
def test_a_source_that_can_be_asked_for_a_window_of_time_is_republished(kind: str, can: bool) -> None:
    assert can_republish(contract(column("id", key=1), CHANGED, kind=kind, change="updated_at")) is can


def test_a_source_without_a_change_column_is_not() -> None:
    assert not can_republish(contract(kind="http"))
