from __future__ import annotations

from collections import Counter
from datetime import date

import pytest

from stack.campus.dirt import DEFECTS, EMPTY_NIM, STALE_EXIT, WITH_NIM, Defect
from stack.campus.make import make_campus
from stack.campus.model import Campus

TODAY = date(2026, 11, 25)


@pytest.mark.parametrize("defect", DEFECTS, ids=lambda defect: f"{defect.table}.{defect.field}.{defect.rule}")
def test_every_defect_is_there_at_its_rate(sample: Campus, defect: Defect) -> None:
    rows = sample.table(defect.table).values()
    struck = [row for row in rows if row.spoilt and (row.spoilt.field, row.spoilt.rule) == (defect.field, defect.rule)]
    # An earlier defect of the table leaves a few rows less to choose from.
    assert len(struck) == pytest.approx(max(1, len(rows) * defect.rate), abs=1)
    assert {row.spoilt.raw for row in struck if row.spoilt} == {defect.raw}


def test_a_table_of_twenty_rows_has_each_of_its_defects_and_a_smaller_one_none() -> None:
    tiny = make_campus(2026, 1, TODAY)
    assert tiny.table("riwayat_pendidikan")["reg-0000001",].spoilt is None
    small = make_campus(2026, 50, TODAY)
    found = Counter(row.spoilt.field for row in small.table("riwayat_pendidikan").values() if row.spoilt)
    assert found == {"tanggal_daftar": 1, "id_prodi": 1, "nim": 1, "jenis_kelamin": 1}


@pytest.mark.parametrize("table", WITH_NIM)
def test_some_rows_have_no_nim(sample: Campus, table: str) -> None:
    rows = sample.table(table).values()
    without = [row for row in rows if row.values["nim"] is None]
    assert len(without) == round(len(rows) * EMPTY_NIM) > 0


def test_some_students_have_left_though_their_registration_does_not_say_so(sample: Campus) -> None:
    exits, students = sample.table("lulusan"), sample.table("riwayat_pendidikan")
    stale = [key for key in exits if students[key].values["id_jenis_keluar"] is None]
    assert len(stale) == round(len(exits) * STALE_EXIT) > 0
    assert all(students[key].values["tanggal_keluar"] is None for key in stale)


def test_different_seeds_strike_different_rows() -> None:
    struck = []
    for seed in (1, 2):
        rows = make_campus(seed, 50, TODAY).table("riwayat_pendidikan")
        struck.append({key for key, row in rows.items() if row.spoilt})
    assert struck[0] != struck[1]


def test_the_rejected_share_of_every_table_stays_below_one_in_fifty(sample: Campus) -> None:
    for name in {defect.table for defect in DEFECTS}:
        rows = sample.table(name).values()
        if len(rows) >= 1_000:
            assert sum(1 for row in rows if row.spoilt) / len(rows) < 0.02
