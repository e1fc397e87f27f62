"""The part of the Open Data Contract Standard v3.1 that a contract of this house may use, and its custom properties.

Anything else in a file is refused, so that a misspelt key is never silently without effect.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

Name = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,55}$")]
TopicName = Annotated[str, StringConstraints(pattern=r"^[a-zA-Z0-9._-]{1,200}$")]
Text = Annotated[str, StringConstraints(min_length=1)]
SemVer = Annotated[str, StringConstraints(pattern=r"^\d+\.\d+\.\d+$")]


class Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class Quality(Strict):
    id: Name
    type: Literal["library", "custom"]
    description: Text
    severity: Literal["error", "warning", "hold"]
    metric: Literal["nullValues", "invalidValues", "duplicateValues", "rowCount"] | None = None
    arguments: dict[str, Any] | None = None
    mustBe: int | float | None = None
    mustBeGreaterThan: int | float | None = None
    engine: Literal["greatExpectations"] | None = None
    implementation: dict[str, Any] | None = None


class CustomProperty(Strict):
    property: str
    value: Any


class Options(Strict):
    maxLength: Annotated[int, Field(gt=0)] | None = None
    minimum: int | float | None = None
    maximum: int | float | None = None
    pattern: str | None = None


class Property(Strict):
    name: Name
    businessName: Text
    logicalType: Literal["string", "integer", "number", "date", "timestamp", "boolean"]
    physicalType: Text
    physicalName: Text | None = None
    description: str | None = None
    primaryKey: bool = False
    primaryKeyPosition: int | None = None
    required: bool = False
    classification: Literal["public", "internal", "personal"] = "internal"
    logicalTypeOptions: Options = Options()
    transformLogic: Text | None = None
    transformSourceObjects: list[Name] | None = None
    quality: list[Quality] = []
    customProperties: list[CustomProperty] = []


class SchemaObject(Strict):
    name: Name
    physicalName: Text
    physicalType: Literal["table", "file"]
    logicalType: Literal["object"] = "object"
    properties: Annotated[list[Property], Field(min_length=1)]
    quality: list[Quality] = []


class Description(Strict):
    purpose: Text
    usage: str | None = None
    limitations: str | None = None


class Team(Strict):
    name: Text


class Source(Strict):
    name: Name
    kind: Text
    connection: Name
    changeColumn: Name | None = None
    createdColumn: Name | None = None
    eventTime: Name | None = None
    overlapMinutes: Annotated[int, Field(ge=0)] = 10
    encoding: Literal["utf-8", "cp1252"] = "utf-8"
    delimiter: Literal[",", ";", "\t", "|"] = ","


class Topic(Strict):
    name: TopicName
    partitions: Annotated[int, Field(ge=1, le=64)]
    retentionDays: Annotated[int, Field(ge=1)] | None = None
    maxMessageBytes: Annotated[int, Field(ge=1024, le=10_000_000)] = 6_291_456


class Sink(Strict):
    sink: Literal["warehouse"]
    mode: Literal["upsert", "append", "history"]


class Gate(Strict):
    maxRejectShare: Annotated[float, Field(ge=0, le=1)]
    minRows: Annotated[int, Field(ge=1)] = 1000


class House(Strict):
    """What the standard has no place for: the contract's custom properties, gathered by name."""

    source: Source
    topic: Topic
    sinks: Annotated[list[Sink], Field(min_length=1)]
    gate: Gate
    newest: Literal["source", "offset"]


class OpenDataContract(Strict):
    apiVersion: Literal["v3.1.0"]
    kind: Literal["DataContract"]
    id: Name
    name: Text
    version: SemVer
    status: Literal["draft", "active", "deprecated"]
    domain: Text
    description: Description
    team: Team
    schema_: Annotated[list[SchemaObject], Field(alias="schema", min_length=1, max_length=1)]
    customProperties: list[CustomProperty]
