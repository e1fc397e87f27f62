"""Computed fields: what they read, and whether their expression or function can work on it."""

from __future__ import annotations

import inspect
from collections.abc import Iterator

from include.contract.checks.fields import column_fault
from include.contract.document import Document
from include.contract.odcs import OpenDataContract, Property
from include.contract.places import field_path, house_path
from include.contract.problems import Problem
from include.contract.sql import expression_fault
from include.transform.functions import FUNCTIONS

FROM_SOURCE = ("changeColumn", "createdColumn")
"""Fields that are asked of the source itself."""


def problems(contract: OpenDataContract, document: Document) -> Iterator[Problem]:
    properties = contract.table.properties
    ready = {prop.name: prop for prop in properties if not prop.is_computed}
    for index, prop in enumerate(properties):
        found = list(_input_problems(prop, index, ready, properties, document))
        yield from found or _logic_problems(prop, index, ready, document)
        if prop.is_computed and prop.primaryKey:
            expected = "a key field that comes from the source; this one is computed"
            yield document.problem(field_path(index, "primaryKey"), True, expected)
        ready[prop.name] = prop
    computed = {prop.name for prop in properties if prop.is_computed}
    for key in FROM_SOURCE:
        if (name := getattr(contract.house("source"), key, None)) in computed:
            expected = "a field that comes from the source; this one is computed"
            yield document.problem(house_path(contract, "source", key), name, expected)


def _input_problems(
    prop: Property, index: int, ready: dict[str, Property], properties: list[Property], document: Document
) -> Iterator[Problem]:
    at = field_path(index, "transformSourceObjects")
    inputs = prop.transformSourceObjects
    if prop.transformLogic and inputs is None:
        yield document.problem(at, None, "the names of the fields that transformLogic reads")
    if inputs and not prop.transformLogic:
        yield document.problem(field_path(index, "transformLogic"), None, "what to compute from transformSourceObjects")
    names = [each.name for each in properties]
    for number, name in enumerate(inputs or ()):
        if name not in names:
            yield document.problem((*at, number), name, f"the name of a field of this contract: {', '.join(names)}")
        elif name not in ready:
            yield document.problem(
                (*at, number), name, "a field that is computed before this one: move this field below it"
            )


def _logic_problems(prop: Property, index: int, ready: dict[str, Property], document: Document) -> Iterator[Problem]:
    at, logic = field_path(index, "transformLogic"), prop.transformLogic
    if logic is None:
        return
    inputs = [ready[name] for name in prop.transformSourceObjects or ()]
    if prop.function is None:
        typed = not any(column_fault(each) for each in (prop, *inputs))
        if typed and (fault := expression_fault(logic, prop, inputs)):
            expected = f"a SQL expression over the fields in transformSourceObjects; DuckDB cannot take it: {fault}"
            yield document.problem(at, logic, expected)
    elif prop.function not in FUNCTIONS:
        yield document.problem(at, logic, f"function: one of {', '.join(sorted(FUNCTIONS))}")
    else:
        wanted = list(inspect.signature(FUNCTIONS[prop.function]).parameters)
        if len(wanted) != len(inputs):
            given = [each.name for each in inputs]
            expected = f"{len(wanted)} field(s), as {prop.function} takes them: {', '.join(wanted)}"
            yield document.problem(field_path(index, "transformSourceObjects"), given, expected)
