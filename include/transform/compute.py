"""Computed columns: pandas functions by name, and SQL expressions that DuckDB evaluates over the batch alone."""

from __future__ import annotations

from dataclasses import dataclass

import duckdb
import pandas as pd
import pyarrow as pa

from include.contract.model import Contract, Field, Transform
from include.transform.functions import FUNCTIONS
from include.transform.schema import arrow_type

LOCKED = {"enable_external_access": "false", "lock_configuration": "true", "threads": "1"}
"""A contract's SQL sees the batch, and no file, network or setting."""


@dataclass(frozen=True)
class Computed:
    values: pd.Series
    bad: pd.Series
    """Rows for which the expression failed or its result does not fit the column."""


def compute(frame: pd.DataFrame, field: Field, transform: Transform) -> Computed:
    if transform.kind == "function":
        result = FUNCTIONS[transform.expression](*(frame[name] for name in transform.inputs))
        return Computed(result.astype(pd.ArrowDtype(arrow_type(field))), pd.Series(False, index=frame.index))
    return _sql(frame, field, transform.expression)


def computed_fields(contract: Contract) -> list[tuple[Field, Transform]]:
    return [(field, field.transform) for field in contract.fields if field.transform is not None]


def _sql(frame: pd.DataFrame, field: Field, expression: str) -> Computed:
    inputs = frame.select_dtypes(include=["str", object, *{t for t in frame.dtypes if isinstance(t, pd.ArrowDtype)}])
    table = pa.Table.from_pandas(inputs, preserve_index=False).append_column(
        "_row", pa.array(range(len(frame)), pa.int64())
    )
    with duckdb.connect(":memory:", config=LOCKED) as connection:
        connection.register("batch", table)
        target = field.column_type if field.column_type.startswith("decimal") else None
        cast = f"CAST(({expression}) AS {target})" if target else f"({expression})"
        try:
            values = _evaluate(connection, cast)
            bad = pd.Series(False, index=frame.index)
        except duckdb.Error:
            values = _evaluate(connection, f"TRY({cast})")
            whole = _evaluate(connection, f"TRY({cast}) IS NULL AND ({_any_input(inputs)})")
            bad = pd.Series(whole.to_pylist(), index=frame.index, dtype=bool)
    typed = pd.Series(values.to_pandas(types_mapper=pd.ArrowDtype), dtype=pd.ArrowDtype(values.type))
    typed.index = frame.index
    return Computed(typed.astype(pd.ArrowDtype(arrow_type(field))), bad)


def _evaluate(connection: duckdb.DuckDBPyConnection, expression: str) -> pa.ChunkedArray:
    result = connection.execute(f"SELECT {expression} AS value FROM batch ORDER BY _row").to_arrow_table()
    return result.column("value")


def _any_input(frame: pd.DataFrame) -> str:
    return " OR ".join(f'"{name}" IS NOT NULL' for name in frame.columns) or "false"
