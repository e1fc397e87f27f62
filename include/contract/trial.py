"""Tries a contract on example rows: every transform is computed and every rule evaluated, by the parts that do it in a run.

Slow to import (Great Expectations), so only `make lint` and the tests do this, not the parsing of the DAGs.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pandas as pd

from include.contract.document import parse
from include.contract.model import Contract, Field, LogicalType
from include.contract.places import field_path
from include.contract.problems import Problem
from include.contract.rules import placed_rules
from include.contract.shape import shaped
from include.errors import FinalError
from include.quality.check import check
from include.transform.compute import compute, computed_fields
from include.transform.schema import arrow_type

EXAMPLES: dict[LogicalType, Any] = {
    LogicalType.STRING: "x",
    LogicalType.INTEGER: 1,
    LogicalType.DECIMAL: 1,
    LogicalType.DATE: date(2025, 8, 1),
    LogicalType.TIMESTAMP: datetime(2025, 8, 1, tzinfo=UTC),
    LogicalType.BOOLEAN: True,
}


def trial_problems(contract: Contract) -> Iterator[Problem]:
    rows = example_rows(contract)
    yield from _transform_problems(contract, rows)
    # No example is personal, so what an expectation says of one need not be hidden.
    shown = replace(
        contract, fields=tuple(replace(f, classification="internal", protect=None) for f in contract.fields)
    )
    try:
        check(rows, shown)
    except FinalError:
        yield from _rule_problems(shown, rows)


def example_rows(contract: Contract) -> pd.DataFrame:
    """One row with a value in every field, and one with none."""
    rows = pd.DataFrame({field.name: _example(field) for field in contract.fields})
    rows["_deleted"] = False
    return rows


def _example(field: Field) -> pd.Series:
    return pd.Series([EXAMPLES[field.logical_type], None], dtype=pd.ArrowDtype(arrow_type(field)))


def _transform_problems(contract: Contract, rows: pd.DataFrame) -> Iterator[Problem]:
    names = [field.name for field in contract.fields]
    for field, transform in computed_fields(contract):
        try:
            compute(rows, field, transform, contract)
        except Exception as error:  # whatever a function raises, it cannot take what this contract gives it
            at = field_path(names.index(field.name), "transformLogic")
            types = ", ".join(f"{name} ({contract.field(name).logical_type})" for name in transform.inputs)
            expected = f"a transform that takes {types}; it fails: {_line(error.__cause__ or error)}"
            yield parse(contract.body, contract.path).problem(at, transform.expression, expected)


def _rule_problems(contract: Contract, rows: pd.DataFrame) -> Iterator[Problem]:
    document = parse(contract.body, contract.path)
    for at, rule in placed_rules(shaped(document).table):
        try:
            check(rows, replace(contract, rules=(rule,)))
        except FinalError as error:
            arguments = {key: value for key, value in rule.kwargs.items() if key != "column"}
            expected = (
                f"an expectation and kwargs that Great Expectations takes; it says: {_line(error.__cause__ or error)}"
            )
            yield document.problem(at, f"{rule.expectation} {arguments}", expected)


def _line(error: BaseException) -> str:
    return " ".join(str(error).split())
