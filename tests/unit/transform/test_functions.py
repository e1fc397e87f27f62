from __future__ import annotations

from decimal import Decimal

import pandas as pd
import pyarrow as pa

from include.transform.functions import FUNCTIONS, jumlah_pcs, kode_wilayah

TEXT = pd.ArrowDtype(pa.string())


def test_a_province_code_that_lost_its_zero_gets_it_back() -> None:
    codes = pd.Series(["20000", "020000", "110000", "32", None, "2000A"], dtype=TEXT)

    assert kode_wilayah(codes).to_list() == ["020000", "020000", "110000", "32", pd.NA, "2000A"]


def test_amounts_are_counted_in_pieces() -> None:
    amounts = pd.Series([Decimal(2)] * 5, dtype=pd.ArrowDtype(pa.decimal128(12, 2)))
    units = pd.Series(["pcs", "lusin", "kodi", "rim", None], dtype=TEXT)

    assert jumlah_pcs(amounts, units).to_list() == [Decimal(2), Decimal(24), Decimal(40), pd.NA, pd.NA]


def test_the_functions_that_a_contract_may_name_are_known() -> None:
    assert set(FUNCTIONS) == {"kode_wilayah", "jumlah_pcs"}
