from __future__ import annotations

from datetime import date

from include.reports.history import milestones

AS_OF = date(2026, 8, 20)


def test_a_quarter_is_told_by_its_last_day_that_has_a_report() -> None:
    days = [date(2025, 12, 31), date(2026, 1, 5), date(2026, 3, 30), date(2026, 4, 1), date(2026, 8, 19), AS_OF]

    assert milestones(days, AS_OF) == {
        "Triwulan I": date(2026, 3, 30),
        "Triwulan II": date(2026, 4, 1),
        "Triwulan III": AS_OF,
    }


def test_last_year_is_the_same_day_or_the_nearest_before_it() -> None:
    days = [date(2025, 7, 1), date(2025, 8, 18), date(2025, 8, 21), AS_OF]

    assert milestones(days, AS_OF)["Tahun lalu"] == date(2025, 8, 18)


def test_a_day_that_is_too_far_from_it_does_not_stand_for_last_year() -> None:
    assert "Tahun lalu" not in milestones([date(2025, 7, 19), AS_OF], AS_OF)
    assert "Tahun lalu" in milestones([date(2025, 7, 20), AS_OF], AS_OF)


def test_a_leap_day_is_compared_with_the_last_of_february() -> None:
    assert milestones([date(2027, 2, 28), date(2028, 2, 29)], date(2028, 2, 29)) == {
        "Tahun lalu": date(2027, 2, 28),
        "Triwulan I": date(2028, 2, 29),
    }


def test_days_after_the_report_do_not_count() -> None:
    assert milestones([AS_OF, date(2026, 9, 30)], AS_OF) == {"Triwulan III": AS_OF}
