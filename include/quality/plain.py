"""A batch in the column types that every expectation knows."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pyarrow as pa

from include.contract.model import Contract, Field, LogicalType
from include.transform.schema import as_datetimes

INT64 = {pa.int64(): pd.Int64Dtype()}
FLOAT_INTEGERS = 2**53
"""Up to here every integer is a float of its own."""


def plain_types(rows: pd.DataFrame, contract: Contract) -> pd.DataFrame:
    """The contract's columns as numbers, datetimes and objects, under the index they had."""
    return pd.DataFrame({field.name: _plain(rows[field.name], field) for field in contract.fields}, index=rows.index)


def _plain(column: pd.Series[Any], field: Field) -> pd.Series[Any]:
    match field.logical_type:
        case LogicalType.INTEGER:
            large = (column > FLOAT_INTEGERS) | (column < -FLOAT_INTEGERS)
            # pandas itself would take a column with a missing value through floats.
            whole = pd.Series(pa.array(column).to_pandas(types_mapper=INT64.get).array, index=column.index)
            return whole if large.any() else column.astype("float64")
        case LogicalType.DECIMAL:
            # Great Expectations turns bounds into floats. As floats on both sides, a value at its bound is judged right.
            return column.astype("float64")
        case LogicalType.DATE | LogicalType.TIMESTAMP:
            return as_datetimes(column)
        case _:
            return column.astype(object).where(column.notna(), None)
