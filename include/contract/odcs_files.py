"""Sources that are files in a drop folder."""

from __future__ import annotations

from typing import ClassVar, Literal

from include.contract.odcs_base import AnySource, Text


class CsvSource(AnySource):
    """CSV files in a drop folder."""

    kind: Literal["csv"]
    encoding: Literal["utf-8", "cp1252"] = "utf-8"
    """utf-8, or cp1252 for files saved by an older Excel"""
    delimiter: Literal[",", ";", "\t", "|"] = ","
    """the character between two values: a comma, ; | or a tab"""

    ordered: ClassVar[bool] = False
    physical_type: ClassVar[str] = "file"
    object_pattern: ClassVar[str] = r"[A-Za-z0-9_. *-]+\.csv"
    object_example: ClassVar[str] = "the names of the files in the drop folder, for example tracer_*.csv"


class XlsxSource(AnySource):
    """Excel workbooks in a drop folder."""

    kind: Literal["xlsx"]
    sheet: Text | None = None
    """the name of the sheet that holds the rows; leave it out for the first"""

    ordered: ClassVar[bool] = False
    physical_type: ClassVar[str] = "file"
    object_pattern: ClassVar[str] = r"[A-Za-z0-9_. *-]+\.xlsx"
    object_example: ClassVar[str] = "the names of the files in the drop folder, for example kerja_sama_*.xlsx"
