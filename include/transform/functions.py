"""Transforms that a contract names with `transformLogic: "function: <name>"`.

Each takes the columns it declares as inputs, as pandas Series of equal length, and returns one Series of that length.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pandas as pd

PIECES = {"pcs": Decimal(1), "lusin": Decimal(12), "kodi": Decimal(20)}
"""Pieces in one unit of sale."""


def kode_wilayah(codes: pd.Series) -> pd.Series:
    """Province codes of PDDikti padded to six digits: `20000` lost its leading zero and is `020000`."""
    return codes.where(codes.isna() | ~codes.str.fullmatch(r"\d{1,6}").fillna(False).astype(bool), codes.str.zfill(6))


def jumlah_pcs(amounts: pd.Series, units: pd.Series) -> pd.Series:
    """Amounts in pieces: a lusin has 12, a kodi 20. Missing where the unit is not known."""
    factors = [PIECES.get(unit) if isinstance(unit, str) else None for unit in units]
    pairs = zip(amounts, factors, strict=True)
    return pd.Series([None if pd.isna(a) or f is None else a * f for a, f in pairs], index=amounts.index, dtype=object)


FUNCTIONS: dict[str, Callable[..., pd.Series]] = {"kode_wilayah": kode_wilayah, "jumlah_pcs": jumlah_pcs}
