"""The dataset's name, its key, and whether MySQL can hold a table with it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from include.contract.document import Document
from include.contract.odcs import OpenDataContract, Property
from include.contract.places import FIELDS, TABLE, field_path, house_path
from include.contract.problems import Problem
from include.contract.rules import varchar_width

TAKEN = re.compile(r"(bi|etl|iku|dim|mart|v)_.*|.*_(kini|lama|baru|diganti)")
"""Names of tables and views that the sinks have beside the datasets."""
KEY_BYTES = 2800
"""What MySQL takes for a primary key (3072), less the event id that a history adds."""
ROW_BYTES = 64_000
"""What MySQL takes for a row (65535), less the columns that every load adds."""
LONG_TEXT_BYTES = 12


def problems(contract: OpenDataContract, document: Document) -> Iterator[Problem]:
    if TAKEN.fullmatch(contract.id):
        expected = (
            "a name that does not begin with bi_, etl_, iku_, dim_, mart_ or v_ nor end in _kini, _lama, _baru or _diganti: sinks "
            "have tables of such names"
        )
        yield document.problem(("id",), contract.id, expected)
    if contract.table.name != contract.id:
        yield document.problem((*TABLE, "name"), contract.table.name, f"the contract's id, {contract.id}")
    sinks = [sink.sink for sink in contract.house("sinks")]
    if len(set(sinks)) != len(sinks):
        yield document.problem(house_path(contract, "sinks"), sinks, "each sink once")
    yield from _key_problems(contract.table.properties, document)
    size = sum(_bytes(prop) for prop in contract.table.properties)
    if size > ROW_BYTES:
        expected = f"fields of {ROW_BYTES:,} bytes together, 4 for each character: shorter varchar columns, or longtext"
        yield document.problem(FIELDS, f"{size:,} bytes", expected)


def _key_problems(properties: list[Property], document: Document) -> Iterator[Problem]:
    keys = [(index, prop) for index, prop in enumerate(properties) if prop.primaryKey]
    if not keys:
        expected = "a key: a field with primaryKey: true, primaryKeyPosition: 1 and required: true"
        yield document.problem(FIELDS, None, expected)
    free = set(range(1, len(keys) + 1)) - {prop.primaryKeyPosition for _, prop in keys}
    seen: set[int | None] = set()
    for index, prop in enumerate(properties):
        position = prop.primaryKeyPosition
        if prop.primaryKey and (position in seen or position not in range(1, len(keys) + 1)):
            expected = f"{' or '.join(map(str, sorted(free)))}: the key fields count 1, 2, ... in their order"
            yield document.problem(field_path(index, "primaryKeyPosition"), position, expected)
        if not prop.primaryKey and position is not None:
            expected = "primaryKey: true beside it, or no primaryKeyPosition"
            yield document.problem(field_path(index, "primaryKeyPosition"), position, expected)
        seen.add(position)
    for index, prop in keys:
        if not prop.required:
            yield document.problem(field_path(index, "required"), prop.required, "true, because it is a key field")
        if prop.physicalType in {"text", "longtext"}:
            expected = "varchar(n), because it is a key field"
            yield document.problem(field_path(index, "physicalType"), prop.physicalType, expected)
    size = sum(_bytes(prop) for _, prop in keys)
    if size > KEY_BYTES:
        expected = f"key fields of {KEY_BYTES:,} bytes together, 4 for each character: shorter varchar columns"
        yield document.problem(FIELDS, f"{size:,} bytes", expected)


def _bytes(prop: Property) -> int:
    """The most that a value can take in a row of the warehouse."""
    width = varchar_width(prop.physicalType)
    return 4 * width + 2 if width else LONG_TEXT_BYTES
