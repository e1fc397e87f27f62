"""Where the parts of a contract stand in its file."""

from __future__ import annotations

from include.contract.document import Path
from include.contract.odcs import OpenDataContract

TABLE: Path = ("schema", 0)
FIELDS: Path = (*TABLE, "properties")


def field_path(index: int, *rest: str | int) -> Path:
    return (*FIELDS, index, *rest)


def house_path(contract: OpenDataContract, name: str, *rest: str | int) -> Path:
    """The place of a custom property's value."""
    names: list[str] = [custom.property for custom in contract.customProperties]
    index = names.index(name)
    return ("customProperties", index, "value", *rest)


def field_property_path(contract: OpenDataContract, index: int, name: str) -> Path:
    """The place of the value of a field's custom property; of the list where it has none of that name."""
    names: list[str] = [custom.property for custom in contract.table.properties[index].customProperties]
    if name not in names:
        return field_path(index, "customProperties")
    return field_path(index, "customProperties", names.index(name), "value")
