from __future__ import annotations

from decimal import Decimal

import pytest

from include.iku.regulation import Indicator
from include.reports.wording import fraction, told, told_change
from tests.unit.reports.builders import INDICATOR, value


def indicator(satuan: str, *kategori: str) -> Indicator:
    return INDICATOR.model_copy(update={"satuan": satuan, "kategori": kategori})


OPINION = indicator("kategori", "TMP", "TW", "WDP", "WTP")


@pytest.mark.parametrize(
    ("unit", "number", "text"),
    [
        (indicator("persen"), "53.3333", "53,33 %"),
        (indicator("rasio"), "0.4167", "0,42"),
        (indicator("jumlah"), "12.0000", "12"),
        (OPINION, "4.0000", "WTP"),
        (OPINION, "1", "TMP"),
        (OPINION, "9", "9"),
        (indicator("ya_tidak"), "1.0000", "Ya"),
        (indicator("ya_tidak"), "0.0000", "Tidak"),
    ],
)
def test_a_number_is_told_in_its_unit(unit: Indicator, number: str, text: str) -> None:
    assert told(Decimal(number), unit) == text


@pytest.mark.parametrize("unit", [indicator("persen"), indicator("jumlah"), OPINION, indicator("ya_tidak")])
def test_what_is_missing_is_a_dash_in_every_unit(unit: Indicator) -> None:
    assert told(None, unit) == "–"
    assert told_change(value("pt", "*", "PT", nilai=None), unit) == "–"


@pytest.mark.parametrize(
    ("unit", "before", "now", "text"),
    [
        (indicator("persen"), "50", "53.3333", "+3,33"),
        (indicator("rasio"), "0.5", "0.4", "−0,10"),
        (indicator("jumlah"), "5", "3", "−2"),
        (indicator("jumlah"), "3", "5", "+2"),
        (indicator("jumlah"), "3", "3", "0"),
        (OPINION, "3", "4", "sebelumnya WDP"),
        (OPINION, "4", "4", "tetap"),
        (indicator("ya_tidak"), "0", "1", "sebelumnya Tidak"),
    ],
)
def test_a_change_is_told_with_its_sign_or_by_what_was_before(
    unit: Indicator, before: str, now: str, text: str
) -> None:
    assert told_change(value("pt", "*", "PT", nilai=Decimal(now), nilai_sebelum=Decimal(before)), unit) == text


def test_a_fraction_is_told_where_something_is_divided() -> None:
    whole = value("pt", "*", "PT", "12", 3, nilai=Decimal(12))

    assert fraction(whole, indicator("persen")) == "12 / 3"
    assert fraction(whole, indicator("jumlah")) == "12"
