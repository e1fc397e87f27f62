"""Reads one contract: YAML text -> checked -> `Contract`."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path as FilePath
from typing import Any

from pydantic import ValidationError

from include.contract.check import semantic_problems
from include.contract.document import Document, Path, parse
from include.contract.model import (
    Contract,
    Field,
    Gate,
    LogicalType,
    Mode,
    Protect,
    SinkSpec,
    SourceSpec,
    TopicSpec,
    Transform,
)
from include.contract.odcs import House, OpenDataContract, Property
from include.contract.problems import Problem, WrongContract
from include.contract.rules import declared_rule, enum_values, field_rules

ROOT = FilePath(__file__).resolve().parents[2]
FUNCTION = "function:"


def read_contract(path: FilePath) -> Contract:
    """Raises WrongContract with every problem of the file."""
    shown = str(path.relative_to(ROOT)) if path.is_relative_to(ROOT) else str(path)
    return parse_contract(path.read_text(encoding="utf-8"), shown)


def parse_contract(body: str, path: str) -> Contract:
    """The contract in `body`; `path` is what problems call the file."""
    document = parse(body, path)
    standard = _validated(OpenDataContract, document.data, document, ())
    house = _house(standard, document)
    if problems := semantic_problems(standard, house, document):
        raise WrongContract(tuple(problems))
    return _contract(standard, house, body, path)


def _validated(model: Any, data: Any, document: Document, at: Path) -> Any:
    try:
        return model.model_validate(data)
    except ValidationError as error:
        raise WrongContract(tuple(_problem(e, document, at) for e in error.errors())) from error


def _problem(error: Any, document: Document, at: Path) -> Problem:
    path = (*at, *error["loc"])
    value = "(missing)" if error["type"] == "missing" else error["input"]
    expected = (
        "no such key here" if error["type"] == "extra_forbidden" else error["msg"].removeprefix("Input should be ")
    )
    return document.problem(path, value, expected)


def _house(standard: OpenDataContract, document: Document) -> House:
    """The custom properties by name, each checked at its own place in the file."""
    positions = {custom.property: index for index, custom in enumerate(standard.customProperties)}
    gathered = {custom.property: custom.value for custom in standard.customProperties}
    try:
        return House.model_validate(gathered)
    except ValidationError as error:
        problems = []
        for each in error.errors():
            name, rest = str(each["loc"][0]), each["loc"][1:]
            if name in positions:
                at: Path = ("customProperties", positions[name], "value", *rest)
                unknown_name = each["type"] == "extra_forbidden" and not rest
                if unknown_name:
                    expected = f"one of {', '.join(House.model_fields)}"
                    problems.append(document.problem(("customProperties", positions[name], "property"), name, expected))
                    continue
                problems.append(_problem({**each, "loc": at}, document, ()))
            else:
                problems.append(document.problem(("customProperties",), "(missing)", f"a custom property {name!r}"))
        raise WrongContract(tuple(problems)) from error


def _contract(standard: OpenDataContract, house: House, body: str, path: str) -> Contract:
    table = standard.schema_[0]
    source = house.source
    retention = house.topic.retentionDays
    rules = [rule for prop in table.properties for rule in field_rules(prop)]
    rules += [declared_rule(quality, None) for quality in table.quality]
    return Contract(
        dataset=standard.id,
        version=standard.version,
        title=standard.name,
        purpose=standard.description.purpose,
        owner=standard.team.name,
        path=path,
        body=body,
        source=SourceSpec(
            name=source.name,
            kind=source.kind,
            object=table.physicalName,
            connection=source.connection,
            change_column=source.changeColumn,
            created_column=source.createdColumn,
            event_time=source.eventTime,
            overlap=timedelta(minutes=source.overlapMinutes),
            options={"encoding": source.encoding, "delimiter": source.delimiter},
        ),
        topic=TopicSpec(
            name=house.topic.name,
            partitions=house.topic.partitions,
            retention=timedelta(days=retention) if retention else None,
            max_message_bytes=house.topic.maxMessageBytes,
        ),
        sinks=tuple(SinkSpec(sink.sink, standard.id, Mode(sink.mode)) for sink in house.sinks),
        fields=tuple(_field(prop) for prop in table.properties),
        rules=tuple(rules),
        gate=Gate(house.gate.maxRejectShare, house.gate.minRows),
        newest=house.newest,
    )


def _field(prop: Property) -> Field:
    custom = {c.property: c.value for c in prop.customProperties}
    transform = _transform(prop)
    computed = transform is not None and prop.name not in transform.inputs
    digits = re.match(r"decimal\((\d+),(\d+)\)", prop.physicalType)
    return Field(
        name=prop.name,
        label=prop.businessName,
        logical_type=LogicalType(prop.logicalType),
        column_type=prop.physicalType,
        source_name=None if computed else prop.physicalName or prop.name,
        required=prop.required,
        key_position=prop.primaryKeyPosition,
        max_length=prop.logicalTypeOptions.maxLength,
        precision=int(digits.group(1)) if digits else None,
        scale=int(digits.group(2)) if digits else None,
        enum=enum_values(prop),
        unit=custom.get("unit"),
        classification=prop.classification,
        protect=Protect(custom["protect"]) if "protect" in custom else None,
        transform=transform,
    )


def _transform(prop: Property) -> Transform | None:
    if not prop.transformLogic:
        return None
    inputs = tuple(prop.transformSourceObjects or (prop.name,))
    if prop.transformLogic.startswith(FUNCTION):
        return Transform("function", prop.transformLogic.removeprefix(FUNCTION).strip(), inputs)
    return Transform("sql", prop.transformLogic, inputs)
