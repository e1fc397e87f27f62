"""What holds for every indicator of 358/M/KEP/2025 on whatever campus, whichever server and in whatever order rows came."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from datetime import date
from decimal import Decimal
from random import Random
from typing import Any

import pytest

from include.contract.catalog import load_catalog
from include.database import connect
from include.iku.evidence import Evidence, score
from include.iku.period import Period
from include.iku.regulation import load_regulations
from include.iku.snapshot import open_snapshot
from include.iku.values import values_of
from tests.integration.iku.history import DATASETS, History, gather
from tests.integration.iku.random_campus import Row, a_campus

REPORT = date(2026, 11, 25)
SEEDS = range(2)
REGULATION = next(r for r in load_regulations() if r.regulasi == "358-M-KEP-2025")
UNWEIGHTED = {"1", "4", "7", "8", "9", "10", "11.4", "12", "S1", "S2", "S3", "S4", "S5", "S6"}
"""Where everybody who counts adds the whole of themselves or nothing."""
Found = dict[str, list[Evidence]]


def evidence_of(history: History, rows: Sequence[Row]) -> Found:
    """The evidence of every indicator on a campus of these rows, which come in this order."""
    history.clear()
    for dataset, values in rows:
        history.add(dataset, **values)
    with closing(connect(history.settings)) as connection:
        snapshot = open_snapshot(connection, load_catalog(), Period(REPORT), DATASETS)
        return {each.kode: gather(snapshot, REGULATION, each) for each in REGULATION.indikator}


def said(found: Found) -> dict[str, list[tuple[Any, ...]]]:
    """Without the coordinates of messages, which another order changes."""
    return {kode: sorted((row.kunci, *row.said, row.dataset) for row in rows) for kode, rows in found.items()}


@pytest.fixture(scope="module", params=SEEDS)
def seed(request: pytest.FixtureRequest) -> int:
    return int(request.param)


@pytest.fixture(scope="module")
def found(histories: dict[str, History], seed: int) -> Found:
    return evidence_of(histories["MySQL"], a_campus(seed))


@pytest.mark.parametrize("server", ["MySQL", "MariaDB"])
def test_neither_the_order_in_which_rows_came_nor_the_server_matters(
    histories: dict[str, History], found: Found, seed: int, server: str
) -> None:
    rows = a_campus(seed)
    Random(server).shuffle(rows)

    assert said(evidence_of(histories[server], rows)) == said(found)


def test_there_is_something_to_see_in_every_indicator(found: Found) -> None:
    """Else the others would hold of nothing. IKU 2 has its own campus."""
    assert [kode for kode, rows in found.items() if not rows and kode != "2"] == []


def test_nobody_counts_for_more_than_they_are(found: Found) -> None:
    for kode in UNWEIGHTED:
        assert all(0 <= row.pembilang <= row.penyebut for row in found[kode]), kode


def test_the_prodi_and_what_is_of_no_prodi_add_up_to_the_institution(found: Found) -> None:
    for indicator in REGULATION.indikator:
        rows = found[indicator.kode]
        values = values_of(REGULATION.regulasi, indicator, rows, {}, {}, {})
        below = [value for value in values if value.level == "prodi"]
        rest = [row for row in rows if not row.id_prodi]
        for name in ("pembilang", "penyebut", "populasi"):
            parts = sum(getattr(value, name) for value in below) + sum(getattr(row, name) for row in rest)
            assert parts == getattr(values[0], name), (indicator.kode, name)


def test_a_number_is_there_when_somebody_counts_and_only_then(found: Found) -> None:
    for indicator in REGULATION.indikator:
        summed = score(found[indicator.kode], indicator.satuan)
        assert (summed.nilai is None) == (summed.penyebut == Decimal(0)), indicator.kode


def test_one_verdict_counts_at_most(found: Found) -> None:
    for indicator in REGULATION.indikator:
        if indicator.satuan in {"kategori", "ya_tidak"}:
            assert sum(row.penyebut for row in found[indicator.kode]) <= 1, indicator.kode


def test_everything_says_why_it_does_not_count(found: Found) -> None:
    for kode, rows in found.items():
        assert all(row.alasan and (row.pembilang >= 0) for row in rows), kode
