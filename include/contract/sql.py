"""Whether a SQL expression fits the fields of a contract. DuckDB binds it to empty columns of their types; it is not run."""

from __future__ import annotations

from collections.abc import Sequence

import duckdb

from include.contract.odcs import Property
from include.transform.expression import refusal

LOCKED = {"enable_external_access": "false", "lock_configuration": "true"}
TYPES = {
    "string": "VARCHAR",
    "integer": "BIGINT",
    "date": "DATE",
    "timestamp": "TIMESTAMPTZ",
    "boolean": "BOOLEAN",
}
"""DuckDB's type of a column by its logical type; a number has its decimal type."""


def expression_fault(expression: str, target: Property, inputs: Sequence[Property]) -> str | None:
    """What is wrong with the expression for `target`, or None when it can be run over the inputs."""
    if refused := refusal(expression, [prop.name for prop in inputs]):
        return refused
    columns = ", ".join(f'NULL::{_type(prop)} AS "{prop.name}"' for prop in inputs)
    with duckdb.connect(":memory:", config=LOCKED) as connection:
        try:
            connection.execute(
                f"DESCRIBE SELECT CAST(({expression}\n) AS {_type(target)}) FROM (SELECT {columns}) AS batch"
            )
        except duckdb.Error as error:
            return str(error).splitlines()[0]
    return None


def _type(prop: Property) -> str:
    return TYPES.get(prop.logicalType) or prop.physicalType
