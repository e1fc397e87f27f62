from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from include.reports.format import compact, day, moment, number, period, plain, signed, validity


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("1234567.5", "1.234.567,50"),
        ("0", "0,00"),
        ("86.365", "86,37"),
        ("86.364", "86,36"),
        ("-0.004", "0,00"),
        ("-1.5", "-1,50"),
        ("999999.995", "1.000.000,00"),
    ],
)
def test_a_number_has_points_for_thousands_and_a_comma(value: str, text: str) -> None:
    assert number(Decimal(value)) == text


def test_a_missing_number_is_a_dash_and_not_zero() -> None:
    assert {number(None), compact(None), signed(None), moment(None)} == {"–"}


@pytest.mark.parametrize(("value", "text"), [("1045.0000", "1.045"), ("70.6000", "70,60"), ("0.0000", "0")])
def test_a_count_has_no_decimals(value: str, text: str) -> None:
    assert compact(Decimal(value)) == text


@pytest.mark.parametrize(
    ("value", "text"), [("0.5", "+0,50"), ("-0.5", "−0,50"), ("0", "0,00"), ("0.001", "0,00"), ("-0.001", "0,00")]
)
def test_a_change_has_its_sign(value: str, text: str) -> None:
    assert signed(Decimal(value)) == text


@pytest.mark.parametrize(("value", "text"), [("0.023", "0,023"), ("2.30", "2,3"), ("100", "100"), ("8.0", "8")])
def test_a_parameter_has_every_digit_and_no_more(value: str, text: str) -> None:
    assert plain(Decimal(value)) == text


def test_days_and_moments_are_in_words_and_in_campus_time() -> None:
    assert day(date(2026, 8, 1)) == "1 Agustus 2026"
    assert moment(datetime(2026, 12, 31, 17, 5)) == "1 Januari 2027 00.05 WIB"
    assert moment(datetime(2026, 12, 31, 17, 5, tzinfo=UTC)) == "1 Januari 2027 00.05 WIB"


def test_a_validity_may_have_no_end() -> None:
    assert validity(date(2026, 1, 1), None) == "sejak 1 Januari 2026"
    assert validity(date(2023, 1, 1), date(2025, 12, 31)) == "1 Januari 2023 sampai 31 Desember 2025"


def test_a_period_is_a_quarter_or_a_year() -> None:
    assert period("2026Q3") == "Triwulan III 2026"
    assert period("2026") == "Tahun 2026"
