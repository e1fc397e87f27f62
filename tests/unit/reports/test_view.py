from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal

import pytest

from include.iku.model import Freshness
from include.iku.regulation import Goal
from include.reports.view import LackView, ReasonView, view_of
from tests.unit.reports.builders import HISTORY, REGULATION, REPORT, change, evidence, report, value


def test_prodi_stand_below_their_fakultas_by_name_and_last_those_without_one() -> None:
    values = (
        value("pt", "*", "Perguruan tinggi"),
        value("fakultas", "f2", "Fakultas Teknik"),
        value("fakultas", "f1", "Fakultas ekonomi"),
        value("prodi", "p1", "S1 Sipil"),
        value("prodi", "p2", "D3 Mesin"),
        value("prodi", "p3", "S1 Akuntansi"),
        value("prodi", "p4", "D4 Bahasa"),
    )
    rows = tuple(evidence(p, prodi=p, fakultas=f) for p, f in (("p1", "f2"), ("p2", "f2"), ("p3", "f1"), ("p4", None)))
    (item,) = view_of(report(values=values, evidence=rows)).indicators

    assert [(f.whole and f.whole.unit_nama, [p.unit_nama for p in f.prodi]) for f in item.faculties] == [
        ("Fakultas ekonomi", ["S1 Akuntansi"]),
        ("Fakultas Teknik", ["D3 Mesin", "S1 Sipil"]),
        (None, ["D4 Bahasa"]),
    ]


def test_an_indicator_lacks_what_its_evidence_and_its_own_datasets_lack() -> None:
    (item,) = view_of(REPORT).indicators

    assert item.lacking == (
        LackView("lulusan belum menjawab tracer study", 1),
        LackView("tracer_study, baris ditolak: f505, aturan number", 12),
        LackView("tracer_study basi, terakhir diambil 20 November 2026 08.00 WIB", None),
    )


@pytest.mark.parametrize(
    ("extracted", "stale"),
    [
        (datetime(2026, 11, 23, 16, 59), True),
        (datetime(2026, 11, 23, 17, 0), False),
        (None, True),
    ],
    ids=["two days before midnight on campus", "on the second", "never"],
)
def test_a_source_is_stale_two_days_before_the_report_day_ends(extracted: datetime | None, stale: bool) -> None:
    (source,) = view_of(report(freshness=(Freshness("lulusan", extracted, None),))).sources

    assert source.stale is stale


def test_a_report_made_during_its_day_measures_from_when_it_was_made() -> None:
    fresh = Freshness("lulusan", datetime(2026, 11, 23, 4, 0), None)

    assert not view_of(report(freshness=(fresh,), computed_at=datetime(2026, 11, 25, 3, 0))).sources[0].stale
    assert view_of(report(freshness=(fresh,), computed_at=datetime(2026, 11, 25, 5, 0))).sources[0].stale


def test_the_oldest_source_is_the_one_that_was_never_extracted() -> None:
    (item,) = view_of(report(freshness=(*REPORT.freshness, Freshness("program_studi", None, None)))).indicators

    assert item.oldest.dataset == "program_studi"


def test_changes_are_summed_up_by_reason_the_most_frequent_first() -> None:
    changes = (
        change("a", alasan_lama=None),
        change("b"),
        change("c"),
        change("d", alasan_baru=None),
    )
    (item,) = view_of(report(changes=changes)).indicators

    assert item.reasons[0] == ReasonView("belum menjawab", "bekerja", 2)
    assert set(item.reasons[1:]) == {ReasonView(None, "bekerja", 1), ReasonView("belum menjawab", None, 1)}


def test_an_indicator_knows_whether_its_regulation_is_in_force() -> None:
    assert view_of(REPORT).indicators[0].in_force
    assert not view_of(report(as_of=date(2025, 12, 31))).indicators[0].in_force


def test_indicators_stand_in_the_order_of_their_goals_and_last_those_without_one() -> None:
    (known,) = REGULATION.indikator
    codes = ("9", "2", "1")
    regulation = REGULATION.model_copy(
        update={
            "sasaran": (Goal(nama="Talenta", indikator=("1", "2")), Goal(nama="Inovasi", indikator=("5",))),
            "indikator": tuple(known.model_copy(update={"kode": code}) for code in codes),
        }
    )
    values = tuple(replace(value("pt", "*", "PT"), kode=code) for code in codes)
    (found,) = view_of(report(regulations=(regulation,), values=values, evidence=())).regulations

    assert [(group.name, [item.indicator.kode for item in group.indicators]) for group in found.groups] == [
        ("Talenta", ["2", "1"]),
        (None, ["9"]),
    ]


def test_the_trend_of_an_indicator_is_the_history_of_its_key() -> None:
    (item,) = view_of(REPORT, HISTORY).indicators

    assert [point.nilai for point in item.trend] == [Decimal("50.0000"), Decimal("52.0000"), Decimal("53.3333")]
    assert view_of(REPORT).indicators[0].trend == ()
