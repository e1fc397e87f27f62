"""The part of the Open Data Contract Standard v3.1 that a contract of this house may use, and its custom properties.

Anything else in a file is refused, so that no key is ever silently without effect. The docstring of a key says what to
write there: it is shown to whoever leaves the key out or writes something else.

To declare a new kind of source or rule, add its class here and to its union; a new sink, its name in `Sink`.
"""

from __future__ import annotations

from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field, StringConstraints

from include.contract.odcs_base import AnySource, ColumnName, Name, Number, Strict, Text
from include.contract.odcs_binlog import BinlogSource
from include.contract.odcs_events import EventsSource, Format
from include.contract.odcs_files import CsvSource, XlsxSource
from include.contract.odcs_outbox import OutboxSource
from include.contract.odcs_web import FeederSource, HttpSource, SisterSource

TopicName = Annotated[str, StringConstraints(pattern=r"^[a-zA-Z0-9_][a-zA-Z0-9._-]{0,199}$")]
ObjectName = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_$. */-]{1,100}$")]
SemVer = Annotated[str, StringConstraints(pattern=r"^\d{1,5}\.\d{1,5}\.\d{1,5}$")]
Unit = Annotated[str, StringConstraints(pattern=r"^(IDR|[a-z][a-z /]{0,19})$")]


class Rule(Strict):
    id: Name
    """a name for the rule, once per field: lower case letters, digits and _"""
    description: Text
    """the rule in words, in Indonesian: it is the reason that a rejected row is given"""
    severity: Literal["error", "warning", "hold"]
    """error (the row goes to quarantine), warning (it is loaded and counted) or hold (the whole batch waits)"""


class NullValues(Rule):
    type: Literal["library"]
    metric: Literal["nullValues"]
    mustBe: Literal[0]
    """0: how many rows may break the rule. For a share of the batch, see the contract's gate"""


class ValidValues(Strict):
    validValues: Annotated[list[Any], Field(min_length=1)]
    """the values that are right"""


class InvalidValues(Rule):
    type: Literal["library"]
    metric: Literal["invalidValues"]
    arguments: ValidValues
    """validValues: [..., ...]"""
    mustBe: Literal[0]
    """0: how many rows may break the rule. For a share of the batch, see the contract's gate"""


class DuplicateValues(Rule):
    type: Literal["library"]
    metric: Literal["duplicateValues"]
    mustBe: Literal[0]
    """0: how many rows may break the rule"""


class TogetherUnique(Strict):
    properties: Annotated[list[Name], Field(min_length=2)]
    """the names of the fields whose values together stand once in a batch"""


class DuplicateRows(DuplicateValues):
    arguments: TogetherUnique
    """properties: [..., ...]"""


class RowCount(Rule):
    type: Literal["library"]
    metric: Literal["rowCount"]
    mustBeGreaterThan: Annotated[int, Field(ge=0)]
    """the number of rows that every batch must exceed"""


class Expectation(Strict):
    expectation_type: Annotated[str, StringConstraints(pattern=r"^expect_[a-z_]+$")]
    """the name of an expectation of Great Expectations, expect_..."""
    kwargs: dict[str, Any] = Field({})
    """the expectation's arguments, without `column`: a rule stands at its field"""


class Custom(Rule):
    type: Literal["custom"]
    engine: Literal["greatExpectations"]
    """greatExpectations"""
    implementation: Expectation
    """expectation_type: expect_..., and its kwargs"""


FieldLibrary = Annotated[NullValues | InvalidValues | DuplicateValues, Field(discriminator="metric")]
TableLibrary = Annotated[DuplicateRows | RowCount, Field(discriminator="metric")]
FieldQuality = Annotated[FieldLibrary | Custom, Field(discriminator="type")]
TableQuality = Annotated[TableLibrary | Custom, Field(discriminator="type")]
FUNCTION = "function:"
Quality = NullValues | InvalidValues | DuplicateValues | DuplicateRows | RowCount | Custom


class UnitProperty(Strict):
    property: Literal["unit"]
    value: Unit
    """IDR for money (it also reads `Rp 1.500.000,-`), else a word in lower case such as sks or bulan"""


class ProtectProperty(Strict):
    property: Literal["protect"]
    value: Literal["pseudonym", "restrict", "drop"]
    """pseudonym (replaced, still joins), restrict (kept for formulas, never shown) or drop (not kept)"""


class FormerNameProperty(Strict):
    property: Literal["formerName"]
    value: Name
    """the name that the field had in earlier versions, which the views for BI go on showing"""


class Options(Strict):
    maxLength: Annotated[int, Field(gt=0)] | None = None
    """the number of characters that a text may have, 1 or more"""
    minimum: Number | None = None
    """a number, the smallest that is right"""
    maximum: Number | None = None
    """a number, the largest that is right"""
    pattern: Text | None = None
    """a regular expression that every text must match"""


class AliasesProperty(Strict):
    property: Literal["aliases"]
    value: Annotated[list[ColumnName], Field(min_length=1)]
    """other names that the source has had for the column, the newest first"""


FieldProperty = UnitProperty | ProtectProperty | FormerNameProperty | AliasesProperty


class Property(Strict):
    name: Name
    """the name of the column in the warehouse: lower case letters, digits and _"""
    businessName: Text
    """the name that people see"""
    logicalType: Literal["string", "integer", "number", "date", "timestamp", "boolean"]
    """string, integer, number (with decimals), date, timestamp or boolean"""
    physicalType: Text
    """the column type in the warehouse, for example varchar(36)"""
    physicalName: ColumnName | None = None
    """the name of the column at the source, without ` and at most 64 long, where it differs from `name`"""
    description: Text | None = None
    """what the field means"""
    primaryKey: bool = False
    """true for a field of the key"""
    primaryKeyPosition: int | None = None
    """the place of the field in the key: 1, 2, ..."""
    required: bool = False
    """true where every row must have a value"""
    partitioned: bool = False
    """true for a field by which the lakehouse sorts rows into files"""
    partitionKeyPosition: int | None = None
    """the place of the field among those that the lakehouse sorts by: 1, 2, ..."""
    classification: Literal["public", "internal", "personal"] = "internal"
    """public, internal or personal"""
    logicalTypeOptions: Options = Options()
    """the limits of the values: maxLength, pattern, minimum, maximum"""
    transformLogic: Text | None = None
    """a SQL expression over fields of this contract, or `function: <name>`"""
    transformSourceObjects: Annotated[list[Name], Field(min_length=1)] | None = None
    """the names of the fields that transformLogic reads"""
    quality: list[FieldQuality] = Field([])
    """rules, each `- id: ...`"""
    customProperties: list[Annotated[FieldProperty, Field(discriminator="property")]] = Field([])
    """`{property: unit, value: ...}`, and as well protect, formerName and aliases"""

    @property
    def function(self) -> str | None:
        """The function that transformLogic names, if it names one."""
        logic = self.transformLogic or ""
        return logic.removeprefix(FUNCTION).strip() if logic.startswith(FUNCTION) else None

    @property
    def is_computed(self) -> bool:
        """Whether the field is made from others only, and so is not in the message."""
        return self.transformLogic is not None and self.name not in (self.transformSourceObjects or ())

    @property
    def unit(self) -> str | None:
        return next((c.value for c in self.customProperties if isinstance(c, UnitProperty)), None)

    @property
    def protect(self) -> str | None:
        return next((c.value for c in self.customProperties if isinstance(c, ProtectProperty)), None)

    @property
    def former_name(self) -> str | None:
        return next((c.value for c in self.customProperties if isinstance(c, FormerNameProperty)), None)

    @property
    def aliases(self) -> tuple[str, ...]:
        return next((tuple(c.value) for c in self.customProperties if isinstance(c, AliasesProperty)), ())


class SchemaObject(Strict):
    name: Name
    """the contract's id"""
    physicalName: ObjectName
    """the table at the source, the names of the files (for example tracer_*.csv), the path or function of a web API, or what
    the messages of an application are about"""
    physicalType: Literal["table", "file", "api", "topic"]
    """table, file, api or topic"""
    logicalType: Literal["object"] = "object"
    """object"""
    properties: Annotated[list[Property], Field(min_length=1)]
    """fields, each `- name: ...`"""
    quality: list[TableQuality] = Field([])
    """rules over all rows of a batch, each `- id: ...`"""


class Description(Strict):
    purpose: Text
    """what the dataset is for, in a sentence"""
    usage: Text | None = None
    """what the dataset may be used for"""
    limitations: Text | None = None
    """what the dataset may not be used for"""


class Team(Strict):
    name: Text
    """the team that answers for the dataset"""


class MysqlSource(AnySource):
    """A table in MySQL or MariaDB."""

    kind: Literal["mysql"]
    changeColumn: Name | None = None
    """the field that the source sets at every change of a row; leave it out where there is none"""
    createdColumn: Name | None = None
    """the field that says when the row was made"""
    overlapMinutes: Annotated[int, Field(ge=0)] = 10
    """minutes that are read again each time, for transactions that commit late"""

    ordered: ClassVar[bool] = True
    """Whether a later message is always a newer version of its row."""
    physical_type: ClassVar[str] = "table"
    object_pattern: ClassVar[str] = r"[A-Za-z0-9_$]{1,64}"
    object_example: ClassVar[str] = "the name of a table: letters, digits, _ and $"


class Topic(Strict):
    name: TopicName
    """the name of a topic: letters, digits, dots, _ and -; by custom <source>.<dataset>"""
    format: Format = "plain"
    """what a message looks like: plain, laravel, maxwell, debezium, cloudevents or avro"""
    decimals: Literal["text", "bytes"] = "text"
    """text, or bytes where Debezium sends decimals as base64 and no schema with them"""
    partitions: Annotated[int, Field(ge=1, le=64)] | None = None
    """the number of partitions, 1 to 64; it can grow later but never shrink"""
    retentionDays: Annotated[int, Field(ge=1)] | None = None
    """days that messages are kept; leave it out to keep them for ever"""
    maxMessageBytes: Annotated[int, Field(ge=1024, le=10_000_000)] = 6_291_456
    """bytes that a message may have, 1,024 to 10,000,000"""


class Sink(Strict):
    sink: Literal["warehouse", "lakehouse", "olap"]
    """warehouse, lakehouse or olap"""
    mode: Literal["upsert", "append", "history"]
    """upsert (the newest version of a key), history (every version) or append (every event)"""


class Gate(Strict):
    maxRejectShare: Annotated[float, Field(ge=0, le=1)]
    """the share of rejected messages above which a batch is held, 0 to 1; for example 0.05"""
    minRows: Annotated[int, Field(ge=1)] = 1000
    """the messages that a batch must have before its share counts"""


class DeadLetter(Strict):
    payload: bool
    """true where everybody who reads the dead-letter topic may read the rejected messages themselves"""


class SourceProperty(Strict):
    property: Literal["source"]
    value: Annotated[
        MysqlSource
        | CsvSource
        | XlsxSource
        | HttpSource
        | FeederSource
        | SisterSource
        | BinlogSource
        | OutboxSource
        | EventsSource,
        Field(discriminator="kind"),
    ]
    """where the dataset comes from: kind, name, connection"""


class TopicProperty(Strict):
    property: Literal["topic"]
    value: Topic
    """the dataset's topic: name, partitions"""


class SinksProperty(Strict):
    property: Literal["sinks"]
    value: Annotated[list[Sink], Field(min_length=1)]
    """where the dataset is loaded, each `{sink: warehouse, mode: ...}`"""


class GateProperty(Strict):
    property: Literal["gate"]
    value: Gate
    """when a batch is held: maxRejectShare"""


class NewestProperty(Strict):
    property: Literal["newest"]
    value: Literal["source", "offset"]
    """what says which version of a row is newer: source (change column, time of the file) or offset (order in the topic)"""


class DeadLetterProperty(Strict):
    property: Literal["deadLetter"]
    value: DeadLetter
    """what the dead-letter topic carries: payload"""


HouseProperty = SourceProperty | TopicProperty | SinksProperty | GateProperty | NewestProperty | DeadLetterProperty
HOUSE_PROPERTIES = ("source", "topic", "sinks", "gate", "newest")
"""What the standard has no place for and a contract has once. `deadLetter` may be left out."""


class OpenDataContract(Strict):
    apiVersion: Literal["v3.1.0"]
    """v3.1.0"""
    kind: Literal["DataContract"]
    """DataContract"""
    id: Name
    """the dataset's name (lower case letters, digits and _), which is also that of its file and of its table"""
    name: Text
    """the name that people see"""
    version: SemVer
    """three numbers such as 1.0.0; raise it with every change"""
    status: Literal["draft", "active", "deprecated"]
    """draft, active or deprecated"""
    domain: Text
    """the part of the campus that the data belong to"""
    description: Description
    """purpose: what the dataset is for"""
    team: Team
    """name: the team that answers for the dataset"""
    schema_: Annotated[list[SchemaObject], Field(alias="schema", min_length=1, max_length=1)]
    """one table: `- name: ...`"""
    customProperties: list[Annotated[HouseProperty, Field(discriminator="property")]]
    """source, topic, sinks, gate and newest, each `- property: ...` and `value: ...`; deadLetter where it is wanted"""

    @property
    def table(self) -> SchemaObject:
        return self.schema_[0]

    @property
    def dead_letter_payload(self) -> bool:
        found = (custom for custom in self.customProperties if isinstance(custom, DeadLetterProperty))
        return any(custom.value.payload for custom in found)

    def house(self, name: str) -> Any:
        """The value of a custom property. StopIteration when the contract does not have it."""
        return next(custom.value for custom in self.customProperties if custom.property == name)
