"""Text that its column cannot hold, where no rule of the contract has said so.

A database would refuse the whole batch for one such row.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from include.contract.model import Contract, Field, LogicalType, Protect
from include.records import Reject

TEXT_BYTES = 65_535
"""What MySQL's TEXT holds."""


def too_wide(frame: pd.DataFrame, contract: Contract) -> Iterator[Reject]:
    """A reject for every value that is longer than its column, deletes included: their keys are looked up."""
    for field in contract.fields:
        # A pseudonym has a length of its own, and a dropped field has no column.
        if field.logical_type is LogicalType.STRING and field.protect in (None, Protect.RESTRICT):
            for offset in frame.index[_over(frame[field.name], field)]:
                why = f"{field.name}: {field.label} tidak muat dalam kolom {field.column_type}"
                yield Reject(int(offset), "max_length", field.name, why)


def _over(column: pd.Series, field: Field) -> pd.Series:
    values = pa.array(column, pa.string())
    if letters := re.fullmatch(r"varchar\((\d+)\)", field.column_type):
        over = pc.greater(pc.utf8_length(values), int(letters.group(1)))
    elif field.column_type == "text":
        over = pc.greater(pc.binary_length(values), TEXT_BYTES)
    else:
        return pd.Series(False, index=column.index)
    return pd.Series(over.fill_null(False).to_numpy(zero_copy_only=False), index=column.index)
