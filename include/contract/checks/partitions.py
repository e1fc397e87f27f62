"""The fields by which the lakehouse sorts rows into files."""

from __future__ import annotations

from collections.abc import Iterator

from include.contract.document import Document
from include.contract.odcs import OpenDataContract, Property
from include.contract.places import field_path
from include.contract.problems import Problem


def problems(contract: OpenDataContract, document: Document) -> Iterator[Problem]:
    sinks = {sink.sink for sink in contract.house("sinks")}
    places = [(i, prop) for i, prop in enumerate(contract.table.properties) if prop.partitioned]
    seen: set[int | None] = set()
    for index, prop in enumerate(contract.table.properties):
        position, at = prop.partitionKeyPosition, field_path(index, "partitionKeyPosition")
        if not prop.partitioned:
            if position is not None:
                yield document.problem(at, position, "partitioned: true beside it, or no partitionKeyPosition")
            continue
        if position in seen or position not in range(1, len(places) + 1):
            yield document.problem(at, position, f"1 to {len(places)}, each once, in the order of sorting")
        seen.add(position)
        if fault := _fault(prop, sinks):
            yield document.problem(field_path(index, "partitioned"), True, fault)


def _fault(prop: Property, sinks: set[str]) -> str | None:
    """Why rows cannot be sorted by the field, or None."""
    if "lakehouse" not in sinks:
        return "false, or the sink lakehouse, the only one that sorts rows into files"
    if prop.classification == "personal":
        return "a field that is not personal: the names of files say the value"
    if prop.logicalType == "number" or prop.physicalType in {"text", "longtext"}:
        return "a field of few values: a date or time (its month), an integer, a boolean or a varchar"
    return None
