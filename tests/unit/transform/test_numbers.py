"""How numbers are read. Money is rupiah; a value that could be read in two ways is refused."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.unit.transform.builders import cleaned, field, refused

RUPIAH = field("biaya", "number", "decimal(18,2)", unit="IDR")
SKS = field("sks", "number", "decimal(5,2)", unit="sks")
RATE = field("nilai", "number", "decimal(4,2)")
COUNT = field("jumlah", "integer", "int")
ID = field("id", "integer", "bigint")


@pytest.mark.parametrize(
    ("written", "amount"),
    [
        ("5000000", "5000000"),
        ("5000000.00", "5000000"),
        ("Rp 5.000.000", "5000000"),
        ("Rp5.000.000,-", "5000000"),
        ("rp. 5.000", "5000"),
        ("IDR 5.000", "5000"),
        ("Rp\u00a05.000", "5000"),
        ("1.250.000,00", "1250000"),
        ("1.250", "1250"),
        ("1.250,5", "1250.50"),
        ("1250,50", "1250.50"),
        ("5,000.00", "5000"),
        ("5,000,000", "5000000"),
        ("0.500", "0.50"),
        ("0,500", "0.50"),
        ("-Rp 5.000", "-5000"),
        ("Rp -5.000", "-5000"),
        ("+5", "5"),
        ("-0", "0"),
        ("007", "7"),
    ],
)
def test_rupiah_are_read_as_people_write_them(written: str, amount: str) -> None:
    assert cleaned(RUPIAH, written) == [Decimal(amount)]


@pytest.mark.parametrize(
    "written",
    [
        "5,000",
        "gratis",
        "Rp",
        "5.000.00",
        "1.2.3",
        "5 000",
        "1e5",
        "--5",
        "5-",
        "(5.000)",
        "USD 5",
        "٥",
        "NULL",
        "0x10",
    ],
)
def test_what_is_no_amount_or_could_be_two_is_refused(written: str) -> None:
    assert (cleaned(RUPIAH, written), refused(RUPIAH, written)) == ([None], [True])


@pytest.mark.parametrize(
    ("sent", "amount"),
    [
        (5000, "5000"),
        (Decimal("1.25"), "1.25"),
        (Decimal("1E+3"), "1000"),
        (Decimal("1.250"), "1.25"),
        (Decimal("-0.0"), "0"),
    ],
)
def test_a_number_of_json_is_what_it_says_and_no_grouped_text(sent: int | Decimal, amount: str) -> None:
    assert cleaned(RUPIAH, sent) == [Decimal(amount)]


def test_a_number_of_json_with_three_decimals_is_not_thousands_of_rupiah() -> None:
    assert (cleaned(RUPIAH, Decimal("1.234")), refused(RUPIAH, Decimal("1.234"))) == ([None], [True])
    assert cleaned(RUPIAH, "1.234") == [Decimal(1234)]


@pytest.mark.parametrize("sent", [Decimal("1E+999"), Decimal("1E-999"), "1e99999999999999999999", 10**400])
def test_a_number_beyond_every_column_is_refused(sent: Decimal | str | int) -> None:
    assert refused(RUPIAH, sent) == [True]


@pytest.mark.parametrize(
    ("written", "fits"),
    [
        ("99.99", True),
        ("-99.99", True),
        ("100", False),
        ("3.999", False),
        ("3.990", True),
        ("00012.50", True),
    ],
)
def test_a_decimal_that_does_not_fit_its_column_is_refused_and_never_rounded(written: str, fits: bool) -> None:
    assert refused(RATE, written) == [not fits]


def test_every_digit_of_a_wide_decimal_survives() -> None:
    assert cleaned(RUPIAH, "9999999999999999.99", Decimal("1234567890123456.78")) == [
        Decimal("9999999999999999.99"),
        Decimal("1234567890123456.78"),
    ]


def test_a_column_of_decimals_alone_needs_no_digit_before_the_point() -> None:
    share = field("bagian", "number", "decimal(2,2)")

    assert cleaned(share, "0.55", "1.55") == [Decimal("0.55"), None]


@pytest.mark.parametrize("written", ["3", "3.0", "3,0", "3 sks", "3 SKS", "3sks", "3\u00a0sks"])
def test_a_number_may_carry_the_unit_of_its_field(written: str) -> None:
    assert cleaned(SKS, written) == [Decimal(3)]


@pytest.mark.parametrize("written", ["3 jam", "3 pcs", "tiga", "sks", "1.5.0"])
def test_another_unit_than_the_field_has_is_refused(written: str) -> None:
    assert refused(SKS, written) == [True]


def test_a_point_is_the_decimal_point_where_the_unit_is_not_rupiah() -> None:
    assert cleaned(SKS, "1.500") == [Decimal("1.50")]


@pytest.mark.parametrize("written", ["3", "+3", "3.0", "3.00", "003", 3, Decimal("3.0"), Decimal("3.000")])
def test_a_whole_number_may_have_zeros_behind_its_point(written: str | int | Decimal) -> None:
    assert cleaned(COUNT, written) == [3]


@pytest.mark.parametrize("written", ["3.5", "3.000", "3,0", "tiga", "1e3", "3 000", Decimal("1.5")])
def test_what_is_no_whole_number_or_could_be_thousands_is_refused(written: str | Decimal) -> None:
    assert (cleaned(COUNT, written), refused(COUNT, written)) == ([None], [True])


def test_an_integer_that_its_column_cannot_hold_is_refused() -> None:
    assert refused(COUNT, 2**31 - 1, -(2**31), 2**31, -(2**31) - 1) == [False, False, True, True]
    assert refused(ID, 2**63 - 1, -(2**63), 2**63, 10**30) == [False, False, True, True]
    assert cleaned(ID, 2**63 - 1) == [9223372036854775807]


def test_a_bad_number_leaves_its_neighbours_alone() -> None:
    assert cleaned(RUPIAH, "Rp 5.000", "gratis", None, "7") == [Decimal(5000), None, None, Decimal(7)]
    assert refused(RUPIAH, "Rp 5.000", "gratis", None, "7") == [False, True, False, False]
