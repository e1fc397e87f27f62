"""What a contract says of messages that an application publishes by itself."""

from __future__ import annotations

from typing import ClassVar, Literal, get_args

from include.contract.odcs_base import AnySource, Name

Format = Literal["plain", "laravel", "maxwell", "debezium", "cloudevents", "avro"]
VERSIONED = frozenset({"laravel", "maxwell", "debezium", "cloudevents"})
"""Formats whose messages say themselves which version of a row is newer."""


class EventsSource(AnySource):
    """A topic that others own. It is read, and never made, changed or written to."""

    kind: Literal["events"]
    connection: Literal["kampus_kafka"] = "kampus_kafka"
    """kampus_kafka, or nothing: the topic stands in the broker that every topic is in"""
    changeColumn: Name | None = None
    """the field that is set at every change of a row; leave it out where the format says which version is newer"""
    createdColumn: Name | None = None
    """the field that says when the row was made"""
    keyed: bool = False
    """true where every message has the key of its row as record key, so that all messages of a row are in one partition"""

    foreign: ClassVar[bool] = True
    formats: ClassVar[tuple[str, ...]] = get_args(Format)
    physical_type: ClassVar[str] = "topic"
    object_pattern: ClassVar[str] = r"[A-Za-z0-9_$.-]{1,100}"
    object_example: ClassVar[str] = "what the messages are about: mahasiswa of `mahasiswa.updated`, or the table"

    @property
    def ordered(self) -> bool:
        return self.keyed
