"""Each field by itself: its names, its column type, its limits."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from include.contract.document import Document
from include.contract.odcs import OpenDataContract, Property
from include.contract.places import field_path, field_property_path
from include.contract.problems import Problem
from include.contract.rules import varchar_width

COLUMN_TYPES = {
    "string": (r"varchar\([1-9]\d{0,4}\)|text|longtext", "varchar(n), for example varchar(100), text or longtext"),
    "integer": (r"int|bigint", "int or bigint"),
    "number": (r"decimal\(\d{1,2},\d{1,2}\)", "decimal(digits,decimals), for example decimal(18,2)"),
    "date": (r"date", "date"),
    "timestamp": (r"datetime\(6\)", "datetime(6)"),
    "boolean": (r"boolean", "boolean"),
}
"""The column types of a logical type, as a pattern and in words."""
LIMITS = {
    "string": ("maxLength", "pattern"),
    "integer": ("minimum", "maximum"),
    "number": ("minimum", "maximum"),
}
"""The logicalTypeOptions that mean something for a logical type."""
MAX_DIGITS, MAX_DECIMALS = 38, 30
RUPIAH = ("idr", "rp", "rupiah")


def problems(contract: OpenDataContract, document: Document) -> Iterator[Problem]:
    properties = contract.table.properties
    yield from _repeated(properties, document)
    for index, prop in enumerate(properties):
        if fault := column_fault(prop):
            yield document.problem(field_path(index, "physicalType"), prop.physicalType, fault)
        yield from _limit_problems(prop, index, document)
        custom = [each.property for each in prop.customProperties]
        if len(set(custom)) != len(custom):
            yield document.problem(field_path(index, "customProperties"), custom, "each property once")
        if prop.unit in RUPIAH:
            at = field_property_path(contract, index, "unit")
            yield document.problem(at, prop.unit, "IDR, which also reads `Rp 1.500.000,-`")
    yield from _former_names(contract, document)


def _repeated(properties: Sequence[Property], document: Document) -> Iterator[Problem]:
    names: set[str] = set()
    columns: dict[str, str] = {}
    for index, prop in enumerate(properties):
        if prop.name in names:
            yield document.problem(field_path(index, "name"), prop.name, "each field once")
            continue
        names.add(prop.name)
        if prop.is_computed:
            continue
        column = (prop.physicalName or prop.name).lower()
        if column in columns:
            expected = f"a column that no other field reads; {columns[column]} has it"
            yield document.problem(field_path(index, "physicalName"), column, expected)
        columns[column] = prop.name


def _former_names(contract: OpenDataContract, document: Document) -> Iterator[Problem]:
    taken = {prop.name for prop in contract.table.properties}
    for index, prop in enumerate(contract.table.properties):
        if prop.former_name in taken:
            at = field_property_path(contract, index, "formerName")
            yield document.problem(at, prop.former_name, "a name that no field of this contract has, now or formerly")
        if prop.former_name:
            taken.add(prop.former_name)


def column_fault(prop: Property) -> str | None:
    """What the field's column type should have been, or None when it is right."""
    pattern, words = COLUMN_TYPES[prop.logicalType]
    if not re.fullmatch(pattern, prop.physicalType):
        return f"a column type for {prop.logicalType}: {words}"
    if prop.logicalType == "number":
        digits, decimals = (int(number) for number in re.findall(r"\d+", prop.physicalType))
        if not (1 <= digits <= MAX_DIGITS and decimals <= min(digits, MAX_DECIMALS)):
            return f"decimal(digits,decimals) with 1 to {MAX_DIGITS} digits, of them at most {MAX_DECIMALS} decimals"
    return None


def _limit_problems(prop: Property, index: int, document: Document) -> Iterator[Problem]:
    options = prop.logicalTypeOptions
    at = field_path(index, "logicalTypeOptions")
    for name in sorted(options.model_fields_set):
        if name not in LIMITS.get(prop.logicalType, ()):
            allowed = " and ".join(LIMITS.get(prop.logicalType, ())) or "no logicalTypeOptions"
            yield document.problem((*at, name), getattr(options, name), f"{allowed} for logicalType {prop.logicalType}")
    if options.minimum is not None and options.maximum is not None and options.minimum > options.maximum:
        yield document.problem((*at, "minimum"), options.minimum, f"at most the maximum, {options.maximum}")
    width = varchar_width(prop.physicalType)
    if options.maxLength and width and options.maxLength > width and prop.protect not in {"pseudonym", "drop"}:
        yield document.problem((*at, "maxLength"), options.maxLength, f"at most the column's {width}")
    if options.pattern:
        try:
            re.compile(options.pattern)
        except re.error as error:
            yield document.problem((*at, "pattern"), options.pattern, f"a regular expression ({error})")
