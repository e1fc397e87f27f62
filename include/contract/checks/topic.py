"""The topic, and what its messages look like."""

from __future__ import annotations

from collections.abc import Iterator

from include.contract.document import Document
from include.contract.odcs import OpenDataContract
from include.contract.odcs_events import VERSIONED
from include.contract.places import field_property_path, house_path
from include.contract.problems import Problem

OF_AN_OWN_TOPIC = ("partitions", "retentionDays", "maxMessageBytes")
EPOCHS = ("millis", "micros")


def problems(contract: OpenDataContract, document: Document) -> Iterator[Problem]:
    source, topic = contract.house("source"), contract.house("topic")
    if topic.format not in source.formats:
        expected = f"{' or '.join(source.formats)}, because the source's kind is {source.kind}"
        yield document.problem(house_path(contract, "topic", "format"), topic.format, expected)
    if source.foreign:
        yield from _foreign_problems(contract, document)
    elif topic.partitions is None:
        expected = "the number of partitions, 1 to 64; it can grow later but never shrink"
        yield document.problem(house_path(contract, "topic", "partitions"), None, expected)
    if topic.decimals == "bytes" and topic.format != "debezium":
        expected = f"format: debezium beside it, or no decimals: {topic.format} has no such numbers"
        yield document.problem(house_path(contract, "topic", "decimals"), topic.decimals, expected)
    yield from _epoch_problems(contract, document)


def _foreign_problems(contract: OpenDataContract, document: Document) -> Iterator[Problem]:
    source, topic = contract.house("source"), contract.house("topic")
    for key in OF_AN_OWN_TOPIC:
        if key in topic.model_fields_set:
            expected = f"no {key}: the owner of the topic decides on it, and the broker knows it"
            yield document.problem(house_path(contract, "topic", key), getattr(topic, key), expected)
    if contract.house("newest") == "offset" and not source.keyed:
        expected = "source, or keyed: true of the source: an older version of a row may lie in another partition"
        yield document.problem(house_path(contract, "newest"), "offset", expected)
    if contract.house("newest") == "source" and source.changeColumn is None and topic.format not in VERSIONED:
        expected = (
            f"a field that is set at every change of a row, because {topic.format} messages do not say which version is newer; "
            f"or newest: offset, with keyed: true"
        )
        yield document.problem(house_path(contract, "source", "changeColumn"), None, expected)


def _epoch_problems(contract: OpenDataContract, document: Document) -> Iterator[Problem]:
    """The unit of a time says how its number counts, where a format writes times as numbers."""
    for index, prop in enumerate(contract.table.properties):
        if prop.logicalType != "timestamp" or prop.unit is None:
            continue
        at = field_property_path(contract, index, "unit")
        if prop.unit not in EPOCHS:
            yield document.problem(at, prop.unit, f"{' or '.join(EPOCHS)}, or no unit, because it is a time")
        elif contract.house("topic").format != "debezium":
            yield document.problem(at, prop.unit, "format: debezium of the topic, or no unit: times are text elsewhere")
