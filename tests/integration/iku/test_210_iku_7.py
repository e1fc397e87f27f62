"""210/M/2023 IKU 7: collaborative and participative courses, by hand. Kinds 2 and 3 are the ones that count."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from tests.integration.iku.history import History, weights

REPORT = date(2026, 11, 25)

PLANS: dict[str, tuple[dict[str, Any], int, str | None]] = {
    "tepat 50": ({"k2": 20, "k3": 30, "k4": 50}, 1, None),
    "49 persen": ({"k2": 20, "k3": 29, "k4": 51}, 0, None),
    "hanya proyek": ({"k3": 100}, 1, None),
    "hanya ujian": ({"k1": 40, "k4": 60}, 0, None),
    "skala 0 sampai 1": ({"k2": "0.25", "k3": "0.25", "k4": "0.5"}, 1, None),
    "jumlah 90, separuhnya": ({"k3": 45, "k4": 45}, 1, "jumlah bobot evaluasi bukan 100"),
    "jumlah 90, kurang": ({"k3": 44, "k4": 46}, 0, "jumlah bobot evaluasi bukan 100"),
    "jumlah 0": ({"k2": 0, "k4": 0}, 0, "jumlah bobot evaluasi bukan 100"),
    "tanpa rencana": ({}, 0, "mata kuliah tanpa rencana evaluasi"),
}


@pytest.fixture(autouse=True)
def campus(history: History) -> None:
    history.prodi("if")


def test_a_course_counts_from_half_of_its_weights_on(history: History) -> None:
    for name, (plan, _, _) in PLANS.items():
        history.course(name, **plan)
        history.taught(name)

    found = history.evidence("210-M-2023", "7", REPORT)

    assert {name: (row.pembilang, row.kurang) for name, row in found.items()} == {
        name: (weight, lacking) for name, (_, weight, lacking) in PLANS.items()
    }
    assert {row.penyebut for row in found.values()} == {1}


def test_the_number_is_a_share_of_the_courses_taken(history: History) -> None:
    history.course("basis data", k3=100)
    history.course("kalkulus", k4=100)
    history.course("fisika", k4=100)
    for course in ("basis data", "kalkulus", "fisika"):
        history.taught(course)

    assert history.score("210-M-2023", "7", REPORT).nilai == Decimal("33.3333")


def test_a_course_says_its_name_and_its_share(history: History) -> None:
    history.course("mk1", k2=25, k4=55)
    history.taught("mk1")

    row = history.evidence("210-M-2023", "7", REPORT)["mk1"]

    assert (row.label, row.alasan) == ("MK1 Basis Data", "aktivitas partisipatif dan hasil proyek 31,3 % dari bobot")


def test_a_course_in_several_classes_counts_once(history: History) -> None:
    history.course("mk1", k3=100)
    history.taught("mk1", "20252", students=2)
    history.taught("mk1", "20261", students=2)

    assert weights(history.evidence("210-M-2023", "7", REPORT)) == {"mk1": 1}


def test_a_class_without_students_does_not_count(history: History) -> None:
    history.course("mk1", k3=100)
    history.taught("mk1", students=0)

    assert history.evidence("210-M-2023", "7", REPORT) == {}


@pytest.mark.parametrize(
    ("as_of", "courses"),
    [
        (date(2026, 1, 31), set()),
        (date(2026, 2, 1), {"20252"}),
        (date(2026, 7, 31), {"20252"}),
        (date(2026, 8, 1), {"20252", "20261"}),
        (date(2026, 12, 31), {"20252", "20261"}),
    ],
    ids=["31 Jan", "1 Feb", "31 Jul", "1 Aug", "31 Dec"],
)
def test_a_semester_counts_from_the_day_it_begins(history: History, as_of: date, courses: set[str]) -> None:
    for semester in ("20251", "20252", "20253", "20261", "20262"):
        history.course(semester, k3=100)
        history.taught(semester, semester)

    assert set(history.evidence("210-M-2023", "7", as_of)) == courses


def test_courses_of_other_levels_do_not_count(history: History) -> None:
    history.prodi("s2", jenjang="35")
    history.course("mk1", prodi="s2", k3=100)
    history.taught("mk1")

    assert history.evidence("210-M-2023", "7", REPORT) == {}


def test_a_course_that_is_not_known_is_listed_and_adds_nothing(history: History) -> None:
    history.course("mk1", prodi="entah", k3=100)
    history.taught("mk1")
    history.taught("mk2")

    found = history.evidence("210-M-2023", "7", REPORT)

    assert {key: (row.label, row.penyebut, row.dataset) for key, row in found.items()} == {
        "mk1": ("MK1 Basis Data", 0, "mata_kuliah"),
        "mk2": ("mk2", 0, "kelas_kuliah"),
    }
    assert {row.kurang for row in found.values()} == {"mata kuliah atau prodinya tidak dikenal"}


def test_a_plan_that_is_changed_later_counts_from_then_on(history: History) -> None:
    history.course("mk1", k4=100)
    history.taught("mk1")
    history.add(
        "rencana_evaluasi", "2026-11-20", id_rencana_evaluasi="mk1-k4", id_matkul="mk1", id_jenis_evaluasi="3",
        bobot_evaluasi=100,
    )  # fmt: skip

    assert weights(history.evidence("210-M-2023", "7", date(2026, 11, 19))) == {"mk1": 0}
    assert weights(history.evidence("210-M-2023", "7", date(2026, 11, 20))) == {"mk1": 1}


def test_a_component_that_was_deleted_does_not_count(history: History) -> None:
    history.course("mk1", k3=60, k4=60)
    history.taught("mk1")
    history.add(
        "rencana_evaluasi", "2026-11-20", deleted=True, id_rencana_evaluasi="mk1-k3", id_matkul="mk1", id_jenis_evaluasi="3",
        bobot_evaluasi=60,
    )  # fmt: skip

    assert weights(history.evidence("210-M-2023", "7", REPORT)) == {"mk1": 0}
