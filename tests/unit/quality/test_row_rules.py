"""Only a rule that judges each row by itself may quarantine a row."""

from __future__ import annotations

import great_expectations.expectations.core  # noqa: F401
import pytest
from great_expectations.expectations.expectation import (
    ColumnMapExpectation,
    ColumnPairMapExpectation,
    MulticolumnMapExpectation,
)
from great_expectations.expectations.registry import get_expectation_impl, list_registered_expectation_implementations

from include.contract.rules import OVER_ROWS, judges_single_rows
from tests.unit.transform.builders import rule

KNOWN = [name for name in list_registered_expectation_implementations() if name.startswith("expect_")]
MAPS = (ColumnMapExpectation, ColumnPairMapExpectation, MulticolumnMapExpectation)


@pytest.mark.parametrize("name", sorted(KNOWN))
def test_every_expectation_that_maps_rows_may_reject_them_unless_it_compares_rows(name: str) -> None:
    maps_rows = issubclass(get_expectation_impl(name), MAPS)

    assert judges_single_rows(rule("x", name.removeprefix("expect_"))) == (maps_rows and name not in OVER_ROWS)


def test_a_rule_that_tolerates_a_share_of_rows_looks_at_all_of_them() -> None:
    assert not judges_single_rows(rule("x", "column_values_to_not_be_null", column="a", mostly=0.95))
