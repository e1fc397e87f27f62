"""A source that is the outbox of an application."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from include.contract.odcs_base import AnySource, Name, Text


class OutboxSource(AnySource):
    """A table that an application adds its events to, in the transaction of what they tell (include/sources/outbox.sql)."""

    kind: Literal["outbox"]
    aggregate: Text
    """what the events of the dataset are about, as it stands in aggregate_type, for example mahasiswa"""
    gapMinutes: Annotated[int, Field(ge=1, le=1440)] = 60
    """minutes that a missing id is waited for, longer than any transaction of the application takes; 1 to 1440"""
    changeColumn: Name | None = None
    """the field that the application sets at every change of a row"""
    createdColumn: Name | None = None
    """the field that says when the row was made"""

    ordered: ClassVar[bool] = True
    physical_type: ClassVar[str] = "table"
    object_pattern: ClassVar[str] = r"[A-Za-z0-9_$]{1,64}"
    object_example: ClassVar[str] = "the name of the outbox table: letters, digits, _ and $"
