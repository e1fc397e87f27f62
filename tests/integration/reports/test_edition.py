"""A stored report is found again and rendered as it stood when it was made."""

from __future__ import annotations

from contextlib import closing
from datetime import date, timedelta
from decimal import Decimal

import pytest

from include.database import connect
from include.errors import FinalError
from include.iku.model import ReportKey
from include.reports.edition import Edition, find_report, load_edition
from include.reports.history import TREND_DAYS, Point
from tests.integration.iku.history import History

OUTCOMES = ("358-M-KEP-2025", "2")
DAY = date(2026, 9, 1)


@pytest.fixture(autouse=True)
def campus(history: History) -> None:
    history.prodi("if")
    history.fakultas("ft")
    history.graduated("ani", "2025-07-31")
    history.answered("ani", "4", isi="2026-03-01", f18d="2025-09-01")


def edition(history: History, key: ReportKey) -> Edition:
    with closing(connect(history.settings)) as connection:
        return load_edition(connection, key.report_id)


def trend(history: History, key: ReportKey) -> tuple[Point, ...]:
    return edition(history, key).history.trend[OUTCOMES]


def test_the_trend_is_the_value_of_every_day_up_to_the_report(history: History) -> None:
    history.compute(DAY - timedelta(days=2))
    history.compute(DAY + timedelta(days=1))
    key = history.compute(DAY)

    assert trend(history, key) == (
        Point(DAY - timedelta(days=2), Decimal("60.0000")),
        Point(DAY, Decimal("60.0000")),
    )


def test_of_a_day_the_newest_version_counts_that_there_was_when_the_report_was_made(history: History) -> None:
    history.compute(DAY - timedelta(days=1))
    before = history.compute(DAY)
    history.graduated("budi", "2025-07-31")
    history.answered("budi", "5", isi="2026-05-01")
    history.compute(DAY - timedelta(days=1))
    after = history.compute(DAY)

    assert [point.nilai for point in trend(history, before)] == [Decimal("60.0000"), Decimal("60.0000")]
    assert [point.nilai for point in trend(history, after)] == [Decimal("30.0000"), Decimal("30.0000")]


def test_the_trend_has_no_more_days_than_it_shows(history: History) -> None:
    history.compute(DAY - timedelta(days=TREND_DAYS))
    key = history.compute(DAY)

    assert [point.tanggal for point in trend(history, key)] == [DAY]


def test_a_report_is_found_by_its_day_and_version(history: History) -> None:
    first, second = history.compute(DAY), history.compute(DAY)

    with closing(connect(history.settings)) as connection:
        assert find_report(connection, DAY) == second.report_id
        assert find_report(connection, DAY, 1) == first.report_id
        with pytest.raises(FinalError, match="belum ada laporan per 2026-09-01 versi 3 di iku_report"):
            find_report(connection, DAY, 3)
        with pytest.raises(FinalError, match="belum ada laporan per 2026-09-02 di iku_report"):
            find_report(connection, date(2026, 9, 2))


def test_an_edition_is_rendered_the_same_after_later_reports(history: History) -> None:
    key = history.compute(DAY)
    before = edition(history, key).document
    history.answered("ani", "5", isi="2026-05-01")
    history.compute(DAY)

    assert edition(history, key).document == before


def test_quarters_and_last_year_are_told_as_they_were_reported(history: History) -> None:
    history.compute(date(2025, 9, 1))
    history.compute(date(2026, 6, 30))
    key = history.compute(DAY)
    found = edition(history, key).history.milestones["210-M-2023", "1"]

    assert [(each.nama, each.tanggal, each.nilai) for each in found] == [
        ("Tahun lalu", date(2025, 9, 1), None),
        ("Triwulan II", date(2026, 6, 30), Decimal("100.0000")),
        ("Triwulan III", DAY, Decimal("100.0000")),
    ]
