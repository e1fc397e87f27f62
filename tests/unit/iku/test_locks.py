from __future__ import annotations

from datetime import date

import pytest

from include.errors import FinalError
from include.iku.locks import days_of


@pytest.mark.parametrize(
    ("period", "first", "last"),
    [
        ("2026Q1", date(2026, 1, 1), date(2026, 3, 31)),
        ("2026Q2", date(2026, 4, 1), date(2026, 6, 30)),
        ("2026Q3", date(2026, 7, 1), date(2026, 9, 30)),
        ("2026Q4", date(2026, 10, 1), date(2026, 12, 31)),
        ("2026", date(2026, 1, 1), date(2026, 12, 31)),
    ],
)
def test_a_period_is_a_quarter_or_a_year(period: str, first: date, last: date) -> None:
    assert days_of(period) == (first, last)


@pytest.mark.parametrize("period", ["", "2026Q", "2026Q5", "2026Q0", "26Q1", "2026-Q1", "Q1", "2026M1"])
def test_another_period_is_refused(period: str) -> None:
    with pytest.raises(FinalError, match=r"tidak dikenal. Diharapkan triwulan seperti 2026Q1 atau tahun seperti 2026"):
        days_of(period)
