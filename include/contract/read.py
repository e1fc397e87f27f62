"""Reads one contract: YAML text -> checked -> `Contract`."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

from include.contract.checks import fit_problems
from include.contract.document import parse
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
from include.contract.odcs import OpenDataContract, Property
from include.contract.problems import Problem, WrongContract
from include.contract.rules import placed_rules
from include.contract.shape import shaped

ROOT = Path(__file__).resolve().parents[2]
DECIMAL = re.compile(r"decimal\((\d+),(\d+)\)")


def read_contract(path: Path) -> Contract:
    """Raises WrongContract with every problem of the file."""
    name = shown(path)
    try:
        body = path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        expected = "UTF-8 text: save the file as UTF-8"
        raise WrongContract(
            (Problem(name, line, "(file)", f"byte 0x{error.object[error.start]:02x}", expected),)
        ) from error
    except OSError as error:
        raise WrongContract((Problem(name, 1, "(file)", error.strerror, "a file that can be read"),)) from error
    return parse_contract(body, name)


def parse_contract(body: str, path: str) -> Contract:
    """The contract in `body`; `path` is what problems call the file. Raises WrongContract with every problem."""
    document = parse(body, path)
    standard = shaped(document)
    if problems := tuple(fit_problems(standard, document)):
        raise WrongContract(problems)
    return _contract(standard, body, path)


def parse_pinned(body: str, path: str) -> Contract:
    """A contract that was right when a batch was planned with it. Checks that were added since do not hold up the batch."""
    return _contract(shaped(parse(body, path)), body, path)


def shown(path: Path) -> str:
    """The path from the project's root, where the file is inside it."""
    return str(path.relative_to(ROOT)) if path.is_relative_to(ROOT) else str(path)


def _contract(standard: OpenDataContract, body: str, path: str) -> Contract:
    topic, gate = standard.house("topic"), standard.house("gate")
    return Contract(
        dataset=standard.id,
        version=standard.version,
        title=standard.name,
        purpose=standard.description.purpose,
        owner=standard.team.name,
        path=path,
        body=body,
        source=_source(standard),
        topic=TopicSpec(
            name=topic.name,
            partitions=topic.partitions or 0,
            retention=timedelta(days=topic.retentionDays) if topic.retentionDays else None,
            max_message_bytes=topic.maxMessageBytes,
            format=topic.format,
            decimals=topic.decimals,
            foreign=standard.house("source").foreign,
        ),
        sinks=tuple(SinkSpec(sink.sink, standard.id, Mode(sink.mode)) for sink in standard.house("sinks")),
        fields=tuple(_field(prop) for prop in standard.table.properties),
        rules=tuple(rule for _, rule in placed_rules(standard.table)),
        gate=Gate(gate.maxRejectShare, gate.minRows),
        newest=standard.house("newest"),
        dead_letter_payload=standard.dead_letter_payload,
    )


def _source(standard: OpenDataContract) -> SourceSpec:
    source = standard.house("source")
    shared = {"name", "kind", "connection", "eventTime", "changeColumn", "createdColumn", "overlapMinutes"}
    return SourceSpec(
        name=source.name,
        kind=source.kind,
        object=standard.table.physicalName,
        connection=source.connection,
        change_column=getattr(source, "changeColumn", None),
        created_column=getattr(source, "createdColumn", None),
        event_time=source.eventTime,
        overlap=timedelta(minutes=getattr(source, "overlapMinutes", 0)),
        options=source.model_dump(exclude=shared),
    )


def _field(prop: Property) -> Field:
    digits = DECIMAL.fullmatch(prop.physicalType)
    return Field(
        name=prop.name,
        label=prop.businessName,
        logical_type=LogicalType(prop.logicalType),
        column_type=prop.physicalType,
        source_name=None if prop.is_computed else prop.physicalName or prop.name,
        required=prop.required,
        key_position=prop.primaryKeyPosition,
        partition_position=prop.partitionKeyPosition,
        precision=int(digits.group(1)) if digits else None,
        scale=int(digits.group(2)) if digits else None,
        unit=prop.unit,
        classification=prop.classification,
        protect=Protect(prop.protect) if prop.protect else None,
        former_name=prop.former_name,
        aliases=prop.aliases,
        transform=_transform(prop),
    )


def _transform(prop: Property) -> Transform | None:
    if prop.transformLogic is None:
        return None
    inputs = tuple(prop.transformSourceObjects or ())
    if prop.function is not None:
        return Transform("function", prop.function, inputs)
    return Transform("sql", prop.transformLogic, inputs)
