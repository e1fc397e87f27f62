"""What every part of a contract's shape is made of."""

from __future__ import annotations

import math
from typing import Annotated, Any, ClassVar

from pydantic import BaseModel, ConfigDict, PlainValidator, StringConstraints


def _number(value: Any) -> int | float:
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not math.isfinite(value):
        raise ValueError("a number")
    return value


Name = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,55}$")]
ColumnName = Annotated[str, StringConstraints(pattern=r"^[^\s`]([^`\r\n]{0,62}[^\s`])?$")]
Text = Annotated[str, StringConstraints(min_length=1)]
Number = Annotated[int | float, PlainValidator(_number)]


class Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, use_attribute_docstrings=True)


class AnySource(Strict):
    name: Name
    """the name of the source (lower case letters, digits and _), which its DAG extract__<name> carries"""
    connection: Name
    """the id of the Airflow connection that leads to the source"""
    eventTime: Name | None = None
    """the field that says when the thing happened"""

    foreign: ClassVar[bool] = False
    """Whether the topic belongs to others."""
    formats: ClassVar[tuple[str, ...]] = ("plain",)
    """What the topic's messages can look like."""
