"""A contract for looking alone: it says where the source is and which columns there are, and nothing else."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import yaml

from include.contract.model import Contract
from include.contract.read import parse_pinned
from include.draft.document import PHYSICAL_TYPES
from include.draft.names import names_of

NAME = "draf"
COLUMN = {"logicalType": "string", "physicalType": "text", "required": True}
"""A file's row of sums is told from the others by the values that it lacks."""


def provisional(
    kind: str, connection: str, object_: str, columns: Sequence[str], options: Mapping[str, Any],
    topic: Mapping[str, Any] | None = None,
) -> Contract:  # fmt: skip
    """Every column is text. Raises WrongContract when an option has a value that no contract may have."""
    names = names_of(columns or [NAME])
    properties = [
        {**COLUMN, "name": name, "businessName": name, "physicalName": column} for column, name in names.items()
    ]
    table = {
        "name": NAME,
        "physicalName": object_,
        "physicalType": PHYSICAL_TYPES.get(kind, "table"),
        "properties": properties,
    }
    house = {
        "source": {"name": NAME, "kind": kind, "connection": connection, **options},
        "topic": {"name": NAME, "partitions": 1, **(topic or {})},
        "sinks": [{"sink": "warehouse", "mode": "upsert"}],
        "gate": {"maxRejectShare": 1.0},
        "newest": "source",
    }
    body = {
        "apiVersion": "v3.1.0",
        "kind": "DataContract",
        "id": NAME,
        "name": NAME,
        "version": "1.0.0",
        "status": "draft",
        "domain": NAME,
        "description": {"purpose": NAME},
        "team": {"name": NAME},
        "schema": [table],
        "customProperties": [{"property": name, "value": value} for name, value in house.items()],
    }
    return parse_pinned(yaml.safe_dump(body, sort_keys=False, allow_unicode=True), NAME)
