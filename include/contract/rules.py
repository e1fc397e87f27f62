"""From what a contract says of its fields to Great Expectations' expectations."""

from __future__ import annotations

from collections.abc import Iterator

from include.contract.model import Rule, Severity
from include.contract.odcs import Property, Quality

SEVERITY = {"error": Severity.CRITICAL, "warning": Severity.WARNING, "hold": Severity.HOLD}


def field_rules(prop: Property) -> Iterator[Rule]:
    """The rules that follow from a field's own declaration, then those it lists under `quality`."""
    column: dict[str, object] = {"column": prop.name}
    label, options = prop.businessName, prop.logicalTypeOptions
    if prop.required:
        yield _critical("required", prop, "expect_column_values_to_not_be_null", column, f"{label} wajib diisi")
    if options.maxLength:
        kwargs = {**column, "max_value": options.maxLength}
        text = f"{label} paling panjang {options.maxLength} huruf"
        yield _critical("max_length", prop, "expect_column_value_lengths_to_be_between", kwargs, text)
    if options.minimum is not None or options.maximum is not None:
        kwargs = {**column, "min_value": options.minimum, "max_value": options.maximum}
        text = f"{label} harus di antara {_bound(options.minimum)} dan {_bound(options.maximum)}"
        yield _critical("range", prop, "expect_column_values_to_be_between", kwargs, text)
    if options.pattern:
        kwargs = {**column, "regex": options.pattern}
        text = f"{label} harus berbentuk {options.pattern}"
        yield _critical("pattern", prop, "expect_column_values_to_match_regex", kwargs, text)
    for quality in prop.quality:
        yield declared_rule(quality, prop.name)


def declared_rule(quality: Quality, field: str | None) -> Rule:
    expectation, kwargs = _expectation(quality, field)
    return Rule(quality.id, expectation, kwargs, SEVERITY[quality.severity], quality.description, field)


def enum_values(prop: Property) -> tuple[str, ...]:
    found = [q.arguments["validValues"] for q in prop.quality if q.arguments and "validValues" in q.arguments]
    return tuple(found[0]) if found else ()


def _expectation(quality: Quality, field: str | None) -> tuple[str, dict[str, object]]:
    column: dict[str, object] = {"column": field} if field else {}
    arguments = quality.arguments or {}
    if quality.type == "custom":
        implementation = quality.implementation or {}
        return str(implementation.get("expectation_type")), {**column, **implementation.get("kwargs", {})}
    if quality.metric == "nullValues":
        return "expect_column_values_to_not_be_null", column
    if quality.metric == "invalidValues":
        return "expect_column_values_to_be_in_set", {**column, "value_set": list(arguments.get("validValues", []))}
    if quality.metric == "duplicateValues":
        columns = arguments.get("properties")
        if columns:
            return "expect_compound_columns_to_be_unique", {"column_list": list(columns)}
        return "expect_column_values_to_be_unique", column
    return "expect_table_row_count_to_be_between", {"min_value": (quality.mustBeGreaterThan or 0) + 1}


def _critical(id_: str, prop: Property, expectation: str, kwargs: dict[str, object], text: str) -> Rule:
    return Rule(id_, expectation, kwargs, Severity.CRITICAL, text, prop.name)


def _bound(value: float | None) -> str:
    return "tak terbatas" if value is None else f"{value:,}".replace(",", ".")
