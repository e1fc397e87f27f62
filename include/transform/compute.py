"""Computed columns: pandas functions by name, and SQL expressions that DuckDB evaluates over the batch alone."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import duckdb
import pandas as pd
import pyarrow as pa

from include.calendar import CAMPUS_ZONE
from include.contract.model import Contract, Field, LogicalType, Transform
from include.errors import FinalError
from include.transform.functions import FUNCTIONS
from include.transform.schema import arrow_type

LOCKED = {"enable_external_access": "false", "threads": "1"}
"""A contract's SQL sees the batch, and no file, network, extension or Python variable."""

TYPES = {
    LogicalType.STRING: "VARCHAR",
    LogicalType.DATE: "DATE",
    LogicalType.TIMESTAMP: "TIMESTAMPTZ",
    LogicalType.BOOLEAN: "BOOLEAN",
}


@dataclass(frozen=True)
class Computed:
    values: pd.Series
    bad: pd.Series
    """Rows for which the transform failed or its result does not fit the column."""


def compute(frame: pd.DataFrame, field: Field, transform: Transform, contract: Contract) -> Computed:
    """Raises FinalError when the transform cannot be run at all: a bug in a contract must not look like bad data."""
    try:
        if transform.kind == "function":
            result = FUNCTIONS[transform.expression](*(frame[name] for name in transform.inputs))
            return _evaluate(pd.DataFrame({"result": result}), field, "result")
        return _evaluate(frame, field, transform.expression)
    except (duckdb.Error, pa.ArrowInvalid, TypeError, ValueError) as error:
        # The text of the error can show a value.
        raise FinalError(
            f"contract {contract.path}: the transform of field {field.name!r} ({transform.kind} {transform.expression!r}) cannot "
            f"be run over its inputs ({type(error).__name__}). The batch was not judged; correct the transform."
        ) from error


def computed_fields(contract: Contract) -> list[tuple[Field, Transform]]:
    return [(field, field.transform) for field in contract.fields if field.transform is not None]


def _evaluate(frame: pd.DataFrame, field: Field, expression: str) -> Computed:
    table = pa.Table.from_pandas(frame, preserve_index=False)
    fitted = f"CAST(({expression}\n) AS {_type(field)})"
    with _locked() as connection:
        connection.register("batch", table.append_column("_row", pa.array(range(len(frame)), pa.int64())))
        try:
            values, bad = _column(connection, fitted), None
        except (duckdb.OutOfRangeException, duckdb.ConversionException, duckdb.InvalidInputException):
            # Some row cannot be computed. A row whose result is missing without a failure is not one of them.
            values = _column(connection, f"TRY({fitted})")
            bad = _column(connection, f"TRY(({fitted}) IS NULL) IS NULL")
    return Computed(
        values=_series(values.cast(arrow_type(field)), frame.index),
        bad=pd.Series(False if bad is None else bad.to_pylist(), index=frame.index, dtype=bool),
    )


@contextmanager
def _locked() -> Iterator[duckdb.DuckDBPyConnection]:
    """An empty database in campus time, whatever the machine's zone, that takes no more settings."""
    with duckdb.connect(":memory:", config=LOCKED) as connection:
        connection.execute(f"SET TimeZone = '{CAMPUS_ZONE.key}'")
        connection.execute("SET lock_configuration = true")
        yield connection


def _column(connection: duckdb.DuckDBPyConnection, expression: str) -> pa.ChunkedArray:
    return connection.sql(f"SELECT {expression} AS value FROM batch ORDER BY _row").to_arrow_table().column("value")


def _series(column: pa.ChunkedArray, index: pd.Index) -> pd.Series[Any]:
    return pd.Series(pd.array(column, dtype=pd.ArrowDtype(column.type)), index=index)


def _type(field: Field) -> str:
    """The DuckDB type that holds what the field's column holds."""
    return TYPES.get(field.logical_type) or field.column_type.upper()
