"""3/M/2021 IKU 7: collaborative and participative courses, by hand. What it shares with 210 IKU 7 is shown there."""

from __future__ import annotations

from datetime import date
from typing import Any

from tests.integration.iku.history import History, weights

REPORT = date(2022, 11, 25)

PLANS: dict[str, tuple[dict[str, Any], int, str | None]] = {
    "tepat 50": ({"k2": 20, "k3": 30, "k4": 50}, 1, None),
    "49 persen": ({"k2": 20, "k3": 29, "k4": 51}, 0, None),
    "skala 0 sampai 1": ({"k3": "0.5", "k4": "0.5"}, 1, None),
    "jumlah 90": ({"k3": 44, "k4": 46}, 0, "jumlah bobot evaluasi bukan 100"),
    "tanpa rencana": ({}, 0, "mata kuliah tanpa rencana evaluasi"),
}


def test_a_course_counts_from_half_of_its_weights_on(history: History) -> None:
    history.prodi("if")
    for name, (plan, _, _) in PLANS.items():
        history.course(name, **plan)
        history.taught(name, "20221")

    found = history.evidence("3-M-2021", "7", REPORT)

    assert {name: (row.pembilang, row.penyebut, row.kurang) for name, row in found.items()} == {
        name: (weight, 1, lacking) for name, (_, weight, lacking) in PLANS.items()
    }


def test_courses_of_d2_to_s1_in_the_semesters_of_the_year_are_looked_at(history: History) -> None:
    for level in ("20", "21", "22", "23", "30", "35"):
        history.prodi(level, jenjang=level)
        history.course(f"mk {level}", prodi=level, k3=100)
        history.taught(f"mk {level}", "20212")
    for semester in ("20211", "20213", "20222"):
        history.course(semester, prodi="30", k3=100)
        history.taught(semester, semester)

    assert weights(history.evidence("3-M-2021", "7", REPORT)) == {"mk 21": 1, "mk 22": 1, "mk 23": 1, "mk 30": 1}
