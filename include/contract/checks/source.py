"""Where the dataset comes from."""

from __future__ import annotations

import re
from collections.abc import Iterator

from include.contract.document import Document
from include.contract.odcs import OpenDataContract
from include.contract.odcs_binlog import BinlogSource
from include.contract.odcs_web import HttpSource
from include.contract.places import TABLE, house_path
from include.contract.problems import Problem

TIME_KEYS = ("changeColumn", "createdColumn", "eventTime")
OF_A_CHANGE_COLUMN = ("overlapMinutes", "fullReadHours", "window")
"""Keys of several kinds of source that say how a change column is used."""


def problems(contract: OpenDataContract, document: Document) -> Iterator[Problem]:
    source, table = contract.house("source"), contract.table
    if table.physicalType != source.physical_type:
        expected = f"{source.physical_type}, because the source's kind is {source.kind}"
        yield document.problem((*TABLE, "physicalType"), table.physicalType, expected)
    if not re.fullmatch(source.object_pattern, table.physicalName):
        yield document.problem((*TABLE, "physicalName"), table.physicalName, source.object_example)
    declared = {prop.name: prop for prop in table.properties}
    for key in TIME_KEYS:
        name = getattr(source, key, None)
        at = house_path(contract, "source", key)
        if name is None:
            continue
        if name not in declared:
            yield document.problem(at, name, f"the name of a field of this contract: {', '.join(declared)}")
        elif declared[name].logicalType not in {"date", "timestamp"}:
            yield document.problem(
                at, name, f"a field of logicalType date or timestamp; {name} is a {declared[name].logicalType}"
            )
        elif declared[name].classification == "personal":
            yield document.problem(at, name, "a field that is not personal: the time stands in clear beside every row")
    if contract.house("newest") == "offset" and not source.ordered and not source.foreign:
        expected = f"source, because a {source.kind} source may send an older version of a row after a newer one"
        yield document.problem(house_path(contract, "newest"), "offset", expected)
    written = source.model_dump(exclude_unset=True)
    for key in OF_A_CHANGE_COLUMN:
        if key in written and source.changeColumn is None:
            expected = f"a changeColumn beside it, or no {key}"
            yield document.problem(house_path(contract, "source", key), written[key], expected)
    if isinstance(source, HttpSource) and source.changeColumn is not None and source.window is None:
        expected = "window: {since: <parameter>} beside the changeColumn, or no changeColumn: without it the API cannot be asked"
        yield document.problem(house_path(contract, "source", "window"), None, expected)
    if isinstance(source, BinlogSource) and source.serverIds[0] > source.serverIds[1]:
        at = house_path(contract, "source", "serverIds")
        yield document.problem(at, source.serverIds, "the smaller number first")
