"""From what a contract says of its fields to Great Expectations' expectations."""

from __future__ import annotations

import re
from collections.abc import Iterator

from include.contract.document import Path
from include.contract.model import Rule, Severity
from include.contract.odcs import (
    Custom,
    DuplicateRows,
    DuplicateValues,
    InvalidValues,
    NullValues,
    Property,
    Quality,
    SchemaObject,
)
from include.contract.places import TABLE, field_path

SEVERITY = {"error": Severity.CRITICAL, "warning": Severity.WARNING, "hold": Severity.HOLD}
ROW_BY_ROW = ("expect_column_value", "expect_column_pair_values", "expect_multicolumn", "expect_select_column_values")
OVER_ROWS = {
    "expect_column_values_to_be_unique",
    "expect_compound_columns_to_be_unique",
    "expect_column_values_to_be_increasing",
    "expect_column_values_to_be_decreasing",
    "expect_column_values_to_not_be_outliers",
    "expect_column_value_z_scores_to_be_less_than",
}
"""Expectations that name rows, but judge each by its neighbours in the batch."""
VARCHAR = re.compile(r"varchar\((\d+)\)")

Placed = tuple[Path, Rule]
"""A rule and where in the file it is declared."""


def placed_rules(table: SchemaObject) -> list[Placed]:
    """Every rule of a contract: those that follow from its fields, those its fields list, those of the whole table."""
    placed = [each for index, prop in enumerate(table.properties) for each in _field_rules(prop, field_path(index))]
    placed += [((*TABLE, "quality", n), _declared(quality, None)) for n, quality in enumerate(table.quality)]
    return placed


def judges_single_rows(rule: Rule) -> bool:
    """Whether the rule says of every row by itself if it is good. Only such a rule may quarantine a row."""
    return rule.expectation.startswith(ROW_BY_ROW) and rule.expectation not in OVER_ROWS and "mostly" not in rule.kwargs


def varchar_width(column_type: str) -> int | None:
    width = VARCHAR.fullmatch(column_type)
    return int(width.group(1)) if width else None


def _field_rules(prop: Property, at: Path) -> Iterator[Placed]:
    column: dict[str, object] = {"column": prop.name}
    label, options, limits = prop.businessName, prop.logicalTypeOptions, (*at, "logicalTypeOptions")
    if prop.required:
        rule = _critical("required", prop, "expect_column_values_to_not_be_null", column, f"{label} wajib diisi")
        yield (*at, "required"), rule
    if options.maxLength:
        kwargs = {**column, "max_value": options.maxLength}
        text = f"{label} paling panjang {options.maxLength} huruf"
        expectation = "expect_column_value_lengths_to_be_between"
        yield (*limits, "maxLength"), _critical("max_length", prop, expectation, kwargs, text)
    if options.minimum is not None or options.maximum is not None:
        kwargs = {**column, "min_value": options.minimum, "max_value": options.maximum}
        text = f"{label} {_between(options.minimum, options.maximum)}"
        yield limits, _critical("range", prop, "expect_column_values_to_be_between", kwargs, text)
    if options.pattern:
        kwargs = {**column, "regex": options.pattern}
        text = f"{label} harus berbentuk {options.pattern}"
        yield (*limits, "pattern"), _critical("pattern", prop, "expect_column_values_to_match_regex", kwargs, text)
    for number, quality in enumerate(prop.quality):
        yield (*at, "quality", number), _declared(quality, prop.name)


def _declared(quality: Quality, field: str | None) -> Rule:
    expectation, kwargs = _expectation(quality, {"column": field} if field else {})
    return Rule(quality.id, expectation, kwargs, SEVERITY[quality.severity], quality.description, field)


def _expectation(quality: Quality, column: dict[str, object]) -> tuple[str, dict[str, object]]:
    match quality:
        case Custom():
            return quality.implementation.expectation_type, {**column, **quality.implementation.kwargs}
        case NullValues():
            return "expect_column_values_to_not_be_null", column
        case InvalidValues():
            return "expect_column_values_to_be_in_set", {**column, "value_set": quality.arguments.validValues}
        case DuplicateRows():
            return "expect_compound_columns_to_be_unique", {"column_list": quality.arguments.properties}
        case DuplicateValues():
            return "expect_column_values_to_be_unique", column
        case _:
            return "expect_table_row_count_to_be_between", {"min_value": quality.mustBeGreaterThan + 1}


def _critical(id_: str, prop: Property, expectation: str, kwargs: dict[str, object], text: str) -> Rule:
    return Rule(id_, expectation, kwargs, Severity.CRITICAL, text, prop.name)


def _between(smallest: float | None, largest: float | None) -> str:
    if largest is None:
        return f"paling kecil {_written(smallest)}"
    if smallest is None:
        return f"paling besar {_written(largest)}"
    return f"harus di antara {_written(smallest)} dan {_written(largest)}"


def _written(value: float | None) -> str:
    """`1.234,5`, as Indonesian writes numbers."""
    return f"{value:,}".translate(str.maketrans(",.", ".,"))
