"""Transforms that a contract names with `transformLogic: "function: <name>"`.

Each takes the columns it declares as inputs, as pandas Series of equal length, and returns one Series of that length.
"""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd
import pyarrow as pa

from include.transform.text import matches

PIECES = {"pcs": 1, "lusin": 12, "kodi": 20}
"""Pieces in one unit of sale."""


def kode_wilayah(codes: pd.Series) -> pd.Series:
    """Province codes of PDDikti padded to six digits: `20000` lost its leading zero and is `020000`.

    Other lengths stay as they are: `32` is a code of another list (BPS), not a PDDikti code that lost four digits.
    """
    return codes.where(~matches(codes, "[0-9]{5}"), codes.str.zfill(6))


def jumlah_pcs(amounts: pd.Series, units: pd.Series) -> pd.Series:
    """Amounts in pieces: a lusin has 12, a kodi 20. Missing where the unit is not known."""
    return amounts * units.astype(object).map(PIECES).astype(pd.ArrowDtype(pa.int32()))


FUNCTIONS: dict[str, Callable[..., pd.Series]] = {"kode_wilayah": kode_wilayah, "jumlah_pcs": jumlah_pcs}
