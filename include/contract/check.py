"""What the shape of a contract cannot show: whether its parts fit together."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

import duckdb

from include.contract.document import Document, Path
from include.contract.odcs import House, OpenDataContract, Property
from include.contract.problems import Problem

SOURCE_KINDS = ("mysql", "csv")
PROTECTIONS = ("pseudonym", "restrict", "drop")
UNITS = ("IDR", "sks", "bulan", "pcs")
COLUMN_TYPES = {
    "string": r"varchar\(\d+\)|text|longtext",
    "integer": r"int|bigint",
    "number": r"decimal\(\d+,\d+\)",
    "date": r"date",
    "timestamp": r"datetime\(6\)",
    "boolean": r"boolean",
}
DUCKDB_TYPES = {
    "string": "VARCHAR",
    "integer": "BIGINT",
    "date": "DATE",
    "timestamp": "TIMESTAMPTZ",
    "boolean": "BOOLEAN",
}


def semantic_problems(contract: OpenDataContract, house: House, document: Document) -> list[Problem]:
    return [
        *_key_problems(contract, document),
        *_source_problems(contract, house, document),
        *(
            problem
            for index, prop in enumerate(_properties(contract))
            for problem in _field_problems(prop, index, document)
        ),
        *_transform_problems(contract, document),
    ]


def _properties(contract: OpenDataContract) -> list[Property]:
    return contract.schema_[0].properties


def _at(index: int, *rest: str | int) -> Path:
    return ("schema", 0, "properties", index, *rest)


def _key_problems(contract: OpenDataContract, document: Document) -> Iterator[Problem]:
    properties = _properties(contract)
    for name, count in Counter(p.name for p in properties).items():
        if count > 1:
            second = [i for i, p in enumerate(properties) if p.name == name][1]
            yield document.problem(_at(second, "name"), name, "each field once")
    keys = [(i, p) for i, p in enumerate(properties) if p.primaryKey]
    if not keys:
        yield document.problem(("schema", 0, "properties"), "no primaryKey", "at least one field with primaryKey: true")
    positions = sorted(p.primaryKeyPosition or 0 for _, p in keys)
    if positions != list(range(1, len(keys) + 1)):
        yield document.problem(("schema", 0, "properties"), positions, f"primaryKeyPosition 1..{len(keys)}, each once")
    for index, prop in keys:
        if not prop.required:
            yield document.problem(_at(index, "required"), prop.required, "required: true, because it is a key field")
    name = contract.schema_[0].name
    if name != contract.id:
        yield document.problem(("schema", 0, "name"), name, f"the contract's id {contract.id!r}")


def _source_problems(contract: OpenDataContract, house: House, document: Document) -> Iterator[Problem]:
    index = next(i for i, c in enumerate(contract.customProperties) if c.property == "source")
    at: Path = ("customProperties", index, "value")
    source, names = house.source, {p.name: p for p in _properties(contract)}
    if source.kind not in SOURCE_KINDS:
        yield document.problem((*at, "kind"), source.kind, f"one of {', '.join(SOURCE_KINDS)}")
    for key in ("changeColumn", "createdColumn", "eventTime"):
        column = getattr(source, key)
        if column and column not in names:
            yield document.problem((*at, key), column, "the name of a field of this contract")
        elif column and names[column].logicalType not in {"date", "timestamp"}:
            yield document.problem((*at, key), column, "a field of logicalType date or timestamp")
    if house.newest == "offset" and source.kind != "mysql":
        where = next(i for i, c in enumerate(contract.customProperties) if c.property == "newest")
        yield document.problem(
            ("customProperties", where, "value"), "offset", "source, unless the record key decides the partition"
        )


def _field_problems(prop: Property, index: int, document: Document) -> Iterator[Problem]:
    if not re.fullmatch(COLUMN_TYPES[prop.logicalType], prop.physicalType):
        expected = f"a column type for {prop.logicalType}: {COLUMN_TYPES[prop.logicalType]}"
        yield document.problem(_at(index, "physicalType"), prop.physicalType, expected)
    custom = {c.property: c.value for c in prop.customProperties}
    if unknown := set(custom) - {"protect", "unit"}:
        yield document.problem(_at(index, "customProperties"), sorted(unknown), "only protect and unit")
    if prop.classification == "personal" and custom.get("protect") not in PROTECTIONS:
        expected = f"a custom property protect: one of {', '.join(PROTECTIONS)}, because the field is personal"
        yield document.problem(_at(index, "customProperties"), custom.get("protect"), expected)
    if "unit" in custom and custom["unit"] not in UNITS:
        yield document.problem(_at(index, "customProperties"), custom["unit"], f"a unit: one of {', '.join(UNITS)}")
    limit, width = prop.logicalTypeOptions.maxLength, re.fullmatch(r"varchar\((\d+)\)", prop.physicalType)
    if limit and width and limit > int(width.group(1)):
        yield document.problem(
            _at(index, "logicalTypeOptions", "maxLength"), limit, f"at most the column's {width.group(1)}"
        )
    for number, quality in enumerate(prop.quality):
        at = _at(index, "quality", number)
        if quality.metric == "invalidValues" and not (quality.arguments or {}).get("validValues"):
            yield document.problem((*at, "arguments"), quality.arguments, "validValues: a list that is not empty")
        if quality.type == "custom" and not str((quality.implementation or {}).get("expectation_type", "")).startswith(
            "expect_"
        ):
            expected = "implementation.expectation_type: the name of an expectation, expect_..."
            yield document.problem((*at, "implementation"), quality.implementation, expected)


def _transform_problems(contract: OpenDataContract, document: Document) -> Iterator[Problem]:
    from include.transform.functions import FUNCTIONS

    properties = _properties(contract)
    names = {p.name for p in properties}
    for index, prop in enumerate(properties):
        logic = prop.transformLogic
        if not logic:
            continue
        at = _at(index, "transformLogic")
        if missing := [name for name in prop.transformSourceObjects or [] if name not in names]:
            yield document.problem(_at(index, "transformSourceObjects"), missing, "names of fields of this contract")
        elif logic.startswith("function:"):
            name = logic.removeprefix("function:").strip()
            if name not in FUNCTIONS:
                yield document.problem(at, logic, f"function: one of {', '.join(sorted(FUNCTIONS))}")
        elif error := _sql_error(logic, properties):
            yield document.problem(at, logic, f"a SQL expression over the fields ({error})")


def _sql_error(expression: str, properties: list[Property]) -> str | None:
    """What DuckDB says of an expression over the declared columns, or None when it can be run."""
    columns = ", ".join(f'NULL::{DUCKDB_TYPES.get(p.logicalType) or p.physicalType} AS "{p.name}"' for p in properties)
    with duckdb.connect(":memory:", config={"enable_external_access": "false"}) as connection:
        try:
            connection.execute(f"SELECT ({expression}) FROM (SELECT {columns}) AS batch")
        except duckdb.Error as error:
            return str(error).splitlines()[0]
    return None
