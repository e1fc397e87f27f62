"""How the rows of a lakehouse table are sorted into files: by the fields that the contract names, else by month of arrival."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from pyiceberg.table import Table
from pyiceberg.table.update.spec import UpdateSpec
from pyiceberg.transforms import IdentityTransform, MonthTransform, Transform

from include.contract.model import Contract, LogicalType


@dataclass(frozen=True)
class Part:
    """`column` of the table, as `transform` makes it, under the name that the partition goes by."""

    column: str
    transform: Transform[Any, Any]
    name: str


ARRIVAL = Part("_broker_at", MonthTransform(), "bulan")
"""A batch holds the messages of a short time, so it makes one file, and a month that has passed is never touched again."""


def declared(contract: Contract) -> tuple[Part, ...]:
    """Dates and times go by their month, everything else by its value."""
    parts = [
        Part(field.name, MonthTransform(), f"{field.name}_bulan")
        if field.logical_type in (LogicalType.DATE, LogicalType.TIMESTAMP)
        else Part(field.name, IdentityTransform(), field.name)
        for field in contract.partition_fields
    ]
    return tuple(parts) or (ARRIVAL,)


def present(table: Table) -> tuple[Part, ...]:
    schema = table.schema()
    return tuple(
        Part(schema.find_column_name(field.source_id) or "", field.transform, field.name)
        for field in table.spec().fields
    )


def change(update: UpdateSpec, before: tuple[Part, ...], after: tuple[Part, ...]) -> None:
    for part in before:
        if part not in after:
            update.remove_field(part.name)
    for part in after:
        if part not in before:
            update.add_field(part.column, part.transform, part.name)
