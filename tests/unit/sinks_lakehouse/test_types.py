"""Which column a value fits in, and which type Iceberg makes into which."""

from __future__ import annotations

import pyarrow as pa
import pytest

from include.sinks.lakehouse.table import fits, widens
from include.transform.schema import UTC_TIME

FITS = {
    "the_same": (pa.string(), pa.string()),
    "int_in_long": (pa.int32(), pa.int64()),
    "decimal_in_a_wider_one": (pa.decimal128(5, 2), pa.decimal128(20, 2)),
    "decimal_with_more_of_both": (pa.decimal128(5, 2), pa.decimal128(7, 4)),
}
WIDENS = {name: FITS[name] for name in ("the_same", "int_in_long", "decimal_in_a_wider_one")}
FITS_NOT = {
    "long_in_int": (pa.int64(), pa.int32()),
    "decimal_in_a_narrower_one": (pa.decimal128(20, 2), pa.decimal128(5, 2)),
    "decimal_with_fewer_whole_digits": (pa.decimal128(5, 2), pa.decimal128(5, 3)),
    "decimal_with_fewer_decimals": (pa.decimal128(5, 2), pa.decimal128(9, 1)),
    "number_in_text": (pa.int64(), pa.string()),
    "date_in_time": (pa.date32(), UTC_TIME),
    "integer_in_decimal": (pa.int64(), pa.decimal128(38, 0)),
    "a_column_that_is_not_there": (pa.string(), None),
}


@pytest.mark.parametrize("case", FITS)
def test_every_value_of_the_declared_type_can_be_kept(case: str) -> None:
    assert fits(*FITS[case])


@pytest.mark.parametrize("case", FITS_NOT)
def test_some_value_of_the_declared_type_cannot_be_kept(case: str) -> None:
    assert not fits(*FITS_NOT[case])


@pytest.mark.parametrize("case", WIDENS)
def test_iceberg_widens(case: str) -> None:
    assert widens(*WIDENS[case])


def test_iceberg_never_changes_the_scale_of_a_decimal() -> None:
    assert not widens(*FITS["decimal_with_more_of_both"])
