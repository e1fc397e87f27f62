"""IKU 7 of 210/M/2023: courses graded at least half by participation and projects."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from stack.campus.iku_truth import iku_truth
from stack.campus.model import Campus
from tests.unit.campus.builders import add_course, add_prodi, empty_campus, spoil

TODAY = date(2026, 11, 25)


@pytest.fixture
def campus() -> Campus:
    campus = empty_campus(TODAY)
    add_prodi(campus)
    return campus


def courses(campus: Campus, day: date = TODAY) -> dict[str, Any]:
    return iku_truth(campus, day)["210-M-2023"]["7"]  # type: ignore[no-any-return]


def counted(campus: Campus, day: date = TODAY) -> tuple[str, int]:
    whole = courses(campus, day)["pt"]["*"]
    return whole["pembilang"], whole["penyebut"]


@pytest.mark.parametrize(
    ("plan", "collaborative"),
    [
        pytest.param([("2", "30"), ("3", "30"), ("4", "40")], "1", id="more than half"),
        pytest.param([("3", "50"), ("4", "50")], "1", id="half exactly"),
        pytest.param([("2", "20"), ("3", "29"), ("4", "51")], "0", id="just less than half"),
        pytest.param([("4", "60"), ("1", "40")], "0", id="exams only"),
        pytest.param([("2", "0.3"), ("3", "0.2"), ("4", "0.5")], "1", id="half on the scale 0 to 1"),
        pytest.param([("3", "45"), ("4", "45")], "1", id="half of a sum of 90"),
        pytest.param([("3", "45"), ("4", "55")], "0", id="45 of 100"),
        pytest.param([("3", "0"), ("4", "0")], "0", id="weights that sum to nothing"),
        pytest.param([], "0", id="no plan at all"),
    ],
)
def test_a_course_counts_when_half_its_weight_is_participation_and_projects(
    campus: Campus, plan: list[tuple[str, str]], collaborative: str
) -> None:
    add_course(campus, "mk", *plan)
    assert counted(campus) == (collaborative, 1)


@pytest.mark.parametrize(
    ("term", "counts_from"),
    [
        pytest.param("20252", date(2026, 2, 1), id="genap of the year before"),
        pytest.param("20261", date(2026, 8, 1), id="ganjil of the year"),
    ],
)
def test_a_course_counts_once_its_semester_has_begun(campus: Campus, term: str, counts_from: date) -> None:
    add_course(campus, "mk", ("3", "100"), term=term)
    assert counted(campus, date.fromordinal(counts_from.toordinal() - 1)) == ("0", 0)
    assert counted(campus, counts_from) == ("1", 1)


@pytest.mark.parametrize("term", ["20251", "20262", "20253"])
def test_a_course_of_another_semester_does_not_count(campus: Campus, term: str) -> None:
    add_course(campus, "mk", ("3", "100"), term=term)
    assert counted(campus) == ("0", 0)


def test_a_course_with_several_classes_counts_once(campus: Campus) -> None:
    add_course(campus, "mk", ("3", "100"), term="20252")
    campus.table("kelas_kuliah")["lain",] = campus.table("kelas_kuliah")["kls-mk",]
    campus.table("peserta_kelas")["lain", "reg-2"] = campus.table("peserta_kelas")["kls-mk", "reg-1"]
    assert counted(campus) == ("1", 1)


def test_a_course_that_no_student_takes_does_not_count(campus: Campus) -> None:
    add_course(campus, "mk", ("3", "100"))
    campus.table("peserta_kelas").clear()
    assert counted(campus) == ("0", 0)


def test_courses_of_a_magister_do_not_count(campus: Campus) -> None:
    add_prodi(campus, "s2", level="35")
    add_course(campus, "mk", ("3", "100"), prodi="s2")
    assert counted(campus) == ("0", 0)


@pytest.mark.parametrize(
    ("table", "key", "left"),
    [
        ("mata_kuliah", ("mk",), ("0", 0)),
        ("kelas_kuliah", ("kls-mk",), ("0", 0)),
        ("peserta_kelas", ("kls-mk", "reg-1"), ("0", 0)),
        ("program_studi", ("p1",), ("0", 0)),
        ("rencana_evaluasi", ("re-mk-0",), ("0", 1)),
        ("rencana_evaluasi", ("re-mk-1",), ("1", 1)),
    ],
)
def test_a_rejected_row_is_not_part_of_the_count(
    campus: Campus, table: str, key: tuple[str, ...], left: tuple[str, int]
) -> None:
    add_course(campus, "mk", ("3", "40"), ("4", "60"))
    spoil(campus, table, *key)
    assert counted(campus) == left


def test_every_level_has_its_own_share(campus: Campus) -> None:
    add_prodi(campus, "p2", level="22")
    add_prodi(campus, "lepas", faculty=None)
    add_course(campus, "a", ("3", "100"))
    add_course(campus, "b", ("4", "100"), prodi="p2")
    add_course(campus, "c", ("4", "100"), prodi="lepas")
    assert courses(campus) == {
        "pt": {"*": {"pembilang": "1", "penyebut": 3, "nilai": "33.3333"}},
        "fakultas": {"f1": {"pembilang": "1", "penyebut": 2, "nilai": "50"}},
        "prodi": {
            "lepas": {"pembilang": "0", "penyebut": 1, "nilai": "0"},
            "p1": {"pembilang": "1", "penyebut": 1, "nilai": "100"},
            "p2": {"pembilang": "0", "penyebut": 1, "nilai": "0"},
        },
    }
