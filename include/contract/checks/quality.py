"""The rules: their names, the fields they speak of, and what they may do to a batch."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from include.contract.document import Document, Path
from include.contract.model import Rule, Severity
from include.contract.odcs import Custom, DuplicateRows, InvalidValues, OpenDataContract, Property
from include.contract.places import TABLE, field_path
from include.contract.problems import Problem
from include.contract.rules import Placed, judges_single_rows, placed_rules, varchar_width

VALUES = {"string": (str,), "integer": (int,), "number": (int, float)}
"""What the values of an enum are, by logical type."""
NAMING_ONE, NAMING_SEVERAL = ("column", "column_A", "column_B"), ("column_list", "column_set")
"""The arguments of expectations that name columns."""


def problems(contract: OpenDataContract, document: Document) -> Iterator[Problem]:
    table = contract.table
    placed = placed_rules(table)
    yield from _repeated_ids(placed, document)
    yield from (problem for at, rule in placed for problem in _severity_problems(at, rule, document))
    names = [prop.name for prop in table.properties]
    for index, prop in enumerate(table.properties):
        for number, quality in enumerate(prop.quality):
            at = field_path(index, "quality", number)
            if isinstance(quality, InvalidValues):
                yield from _enum_problems(quality, prop, (*at, "arguments", "validValues"), document)
            if isinstance(quality, Custom):
                yield from _place_problems(quality, at, document)
                yield from _custom_problems(quality, names, at, document)
    for number, rule in enumerate(table.quality):
        at = (*TABLE, "quality", number)
        if isinstance(rule, DuplicateRows):
            yield from _unknown_names(rule.arguments.properties, names, (*at, "arguments", "properties"), document)
        if isinstance(rule, Custom):
            yield from _custom_problems(rule, names, at, document)


def _repeated_ids(placed: Sequence[Placed], document: Document) -> Iterator[Problem]:
    seen: dict[tuple[str | None, str], int] = {}
    for at, rule in placed:
        name = (rule.field, rule.id)
        if name in seen:
            where = f"the one on line {seen[name]} has it"
            yield document.problem((*at, "id"), rule.id, f"an id of its own for each rule of a field; {where}")
        seen.setdefault(name, document.line(at))


def _severity_problems(at: Path, rule: Rule, document: Document) -> Iterator[Problem]:
    if rule.severity is Severity.CRITICAL and not judges_single_rows(rule):
        expected = "warning or hold: the rule looks at several rows and cannot say which of them is wrong"
        yield document.problem((*at, "severity"), "error", expected)


def _enum_problems(quality: InvalidValues, prop: Property, at: Path, document: Document) -> Iterator[Problem]:
    values = quality.arguments.validValues
    kinds = VALUES.get(prop.logicalType)
    if kinds is None:
        yield document.problem(at, values, f"no list of values for logicalType {prop.logicalType}; use another rule")
        return
    width = varchar_width(prop.physicalType)
    for number, value in enumerate(values):
        if isinstance(value, bool) or not isinstance(value, kinds):
            words = "text, in quotes" if prop.logicalType == "string" else "a number without quotes"
            expected = f"{words}: the field is a {prop.logicalType}, so no row could have this value"
            yield document.problem((*at, number), value, expected)
        elif isinstance(value, str) and value != value.strip():
            yield document.problem(
                (*at, number), value, "no blanks around it: values are trimmed before they are checked"
            )
        elif isinstance(value, str) and width and len(value) > width:
            yield document.problem(
                (*at, number), value, f"at most {width} characters, which is all that the column takes"
            )


def _place_problems(quality: Custom, at: Path, document: Document) -> Iterator[Problem]:
    name = quality.implementation.expectation_type
    if not name.startswith("expect_column_") or name.startswith("expect_column_pair_"):
        expected = "an expectation on one column, expect_column_...; others stand under the table's own `quality`"
        yield document.problem((*at, "implementation", "expectation_type"), name, expected)
    if "column" in quality.implementation.kwargs:
        expected = "no `column`: the rule stands at its field"
        yield document.problem(
            (*at, "implementation", "kwargs", "column"), quality.implementation.kwargs["column"], expected
        )


def _custom_problems(quality: Custom, names: Sequence[str], at: Path, document: Document) -> Iterator[Problem]:
    kwargs = quality.implementation.kwargs
    named: dict[str, Any] = {key: [kwargs[key]] for key in NAMING_ONE if key in kwargs}
    named |= {key: kwargs[key] for key in NAMING_SEVERAL if isinstance(kwargs.get(key), list)}
    for key, columns in named.items():
        yield from _unknown_names(columns, names, (*at, "implementation", "kwargs", key), document)


def _unknown_names(found: Sequence[Any], names: Sequence[str], at: Path, document: Document) -> Iterator[Problem]:
    for name in found:
        if name not in names:
            yield document.problem(at, name, f"the name of a field of this contract: {', '.join(names)}")
