"""A source that is read by its change log."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from include.contract.odcs_base import AnySource, Name

ServerId = Annotated[int, Field(ge=1, le=4_294_967_295)]


class BinlogSource(AnySource):
    """A table in MySQL or MariaDB, by the server's binlog (change data capture)."""

    kind: Literal["binlog"]
    changeColumn: Name | None = None
    """the field that the source sets at every change of a row, for the time since when a row is valid"""
    createdColumn: Name | None = None
    """the field that says when the row was made"""
    chunkRows: Annotated[int, Field(ge=1, le=1_000_000)] = 50_000
    """rows that a snapshot reads at once, 1 to 1,000,000: what a killed run loses at most"""
    serverIds: Annotated[list[ServerId], Field(min_length=2, max_length=2)] = Field(
        default_factory=lambda: [1_000_000_000, 1_999_999_999]
    )
    """the first and the last of the ids that an extract may take among the replicas of the server"""

    formats: ClassVar[tuple[str, ...]] = ("debezium", "plain")
    ordered: ClassVar[bool] = True
    physical_type: ClassVar[str] = "table"
    object_pattern: ClassVar[str] = r"[A-Za-z0-9_$]{1,64}"
    object_example: ClassVar[str] = "the name of a table: letters, digits, _ and $"
