"""What somebody verified stays as it is, and says so; what is computed later is told apart."""

from __future__ import annotations

from contextlib import closing
from datetime import date
from decimal import Decimal

import pytest

from include.database import connect
from include.errors import FinalError
from include.iku.locks import Locked, lock
from include.iku.model import Lock, Report, ReportKey
from tests.integration.iku.history import RUN, History

OUTCOMES = ("358-M-KEP-2025", "2")
LAST_DAY = date(2026, 9, 30)
WHO, WHY = "Ketua SPMI", "sudah dicocokkan dengan berita acara"


def locked(history: History, period: str, why: str = WHY) -> Locked:
    with closing(connect(history.settings)) as connection:
        return lock(connection, period=period, who=WHO, why=why, run=RUN)


def state(report: Report) -> tuple[str, bool, bool]:
    return report.kind, report.verified, report.after_lock


@pytest.fixture
def computed(history: History) -> ReportKey:
    history.prodi("if")
    history.graduated("ani", "2025-07-31")
    history.graduated("budi", "2025-07-31")
    history.answered("ani", "4", isi="2026-03-01", f18d="2025-09-01")
    history.compute(LAST_DAY)
    return history.compute(LAST_DAY)


def test_the_newest_version_of_every_day_is_what_was_verified(history: History, computed: ReportKey) -> None:
    found = locked(history, "2026Q3")
    report = history.report(computed)

    assert (found.periode, found.report_id, found.hari) == ("2026Q3", computed.report_id, 1)
    assert state(report) == ("pernyataan_ulang", True, False)
    assert report.lock is not None
    assert (report.lock.siapa, report.lock.alasan, report.lock.versi) == (WHO, WHY, 2)


def test_a_locked_day_is_only_restated_and_the_verified_numbers_stay_readable(
    history: History, computed: ReportKey
) -> None:
    locked(history, "2026Q3")
    history.answered("budi", "5", isi="2026-05-01")
    again = history.compute(LAST_DAY)

    assert state(history.report(again)) == ("pernyataan_ulang", False, True)
    assert history.value(again, *OUTCOMES).nilai == Decimal("30.0000")
    assert state(history.report(computed)) == ("pernyataan_ulang", True, False)
    assert history.value(computed, *OUTCOMES).nilai == Decimal("60.0000")


def test_a_first_report_of_a_locked_day_restates_too(history: History, computed: ReportKey) -> None:
    locked(history, "2026Q3")
    late = history.compute(date(2026, 9, 29))

    assert late.version == 1
    assert state(history.report(late)) == ("pernyataan_ulang", False, True)


def test_other_days_are_not_under_the_lock(history: History, computed: ReportKey) -> None:
    locked(history, "2026Q3")

    assert history.report(history.compute(date(2026, 6, 30))).lock is None


def test_a_year_is_locked_over_a_quarter_that_was_locked_before(history: History, computed: ReportKey) -> None:
    history.execute("UPDATE iku_report SET as_of = '2025-12-31'")
    locked(history, "2025Q4")
    history.execute("SELECT SLEEP(0.01)")
    found = locked(history, "2025")
    report = history.report(computed)

    assert found.report_id == computed.report_id
    assert isinstance(report.lock, Lock)
    assert report.lock.periode == "2025Q4"


def test_a_period_is_locked_once(history: History, computed: ReportKey) -> None:
    locked(history, "2026Q3")

    with pytest.raises(FinalError, match="periode 2026Q3 sudah dikunci"):
        locked(history, "2026Q3")


@pytest.mark.parametrize("period", ["2026Q2", "2026"])
def test_a_period_whose_last_day_has_no_report_is_not_locked(
    history: History, computed: ReportKey, period: str
) -> None:
    with pytest.raises(FinalError, match=f"periode {period} belum dapat dikunci: tidak ada laporan per 2026-"):
        locked(history, period)


def test_a_lock_without_a_reason_is_refused(history: History, computed: ReportKey) -> None:
    with pytest.raises(FinalError, match="kunci_iku needs `siapa`"):
        locked(history, "2026Q3", why=" ")
