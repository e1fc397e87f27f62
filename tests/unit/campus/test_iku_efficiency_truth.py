"""IKU 1 of 358/M/KEP/2025: graduates on curriculum time among the registered, by level."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from stack.campus.iku_truth import iku_truth
from stack.campus.model import Campus
from tests.unit.campus.builders import add_exit, add_prodi, add_student, empty_campus, spoil

TODAY = date(2026, 11, 25)


@pytest.fixture
def campus() -> Campus:
    campus = empty_campus(TODAY)
    add_prodi(campus)
    return campus


def efficiency(campus: Campus, day: date = TODAY) -> dict[str, Any]:
    return iku_truth(campus, day)["358-M-KEP-2025"]["1"]  # type: ignore[no-any-return]


def counted(campus: Campus, day: date = TODAY) -> tuple[str, int]:
    whole = efficiency(campus, day)["pt"]["*"]
    return whole["pembilang"], whole["penyebut"]


@pytest.mark.parametrize(
    ("term", "registered"), [("s20242", 0), ("s20251", 1), ("s20252", 1), ("s20253", 0), ("s20261", 0)]
)
def test_students_of_the_academic_year_that_ends_in_the_budget_year_are_registered(
    campus: Campus, term: str, registered: int
) -> None:
    add_student(campus, "reg-1", "20241", **{term: "A"})
    assert counted(campus) == ("0", registered)


def test_in_january_the_students_of_the_running_academic_year_are_registered(campus: Campus) -> None:
    add_student(campus, "reg-1", "20251", s20251="A")
    assert counted(campus, date(2026, 1, 2)) == ("0", 1)


def test_students_on_leave_and_inactive_ones_are_registered(campus: Campus) -> None:
    add_student(campus, "cuti", "20251", s20252="C")
    add_student(campus, "nonaktif", "20251", s20252="N")
    assert counted(campus) == ("0", 2)


@pytest.mark.parametrize(
    ("leaves", "on_time"),
    [
        pytest.param({}, "0", id="nine semesters of a curriculum of eight"),
        pytest.param({"s20232": "C"}, "1", id="nine semesters, one on leave"),
        pytest.param({"s20232": "N"}, "0", id="an inactive semester is no leave"),
    ],
)
def test_a_semester_on_leave_is_not_part_of_the_time_taken(
    campus: Campus, leaves: dict[str, str], on_time: str
) -> None:
    add_student(campus, "reg-1", "20221", kind="1", left=date(2026, 10, 1), s20252="A", **leaves)
    add_exit(campus, "reg-1", date(2026, 10, 1), "20261")
    assert counted(campus) == (on_time, 1)


def test_every_graduate_of_the_budget_year_counts_though_registered_in_no_semester_of_the_academic_year(
    campus: Campus,
) -> None:
    add_student(campus, "tepat", "20221", kind="1", left=date(2026, 1, 10))
    add_exit(campus, "tepat", date(2026, 1, 10), "20251")
    add_student(campus, "telat", "20201", kind="1", left=date(2026, 1, 10))
    add_exit(campus, "telat", date(2026, 1, 10), "20251")
    assert counted(campus) == ("1", 2)


@pytest.mark.parametrize(("leaves", "registered"), [(("20231", "20232"), 1), (("20231", "20232", "20241"), 0)])
def test_who_took_more_than_two_semesters_of_leave_is_not_counted(
    campus: Campus, leaves: tuple[str, ...], registered: int
) -> None:
    add_student(campus, "reg-1", "20221", s20252="A", **{f"s{term}": "C" for term in leaves})
    assert counted(campus) == ("0", registered)


def test_a_graduate_of_the_year_before_is_not_counted(campus: Campus) -> None:
    add_student(campus, "reg-1", "20221", kind="1", left=date(2025, 12, 31), s20251="A")
    add_exit(campus, "reg-1", date(2025, 12, 31), "20251")
    assert counted(campus) == ("0", 0)


def test_until_the_day_of_graduation_a_student_is_only_registered(campus: Campus) -> None:
    add_student(campus, "reg-1", "20231", kind="1", left=date(2026, 11, 20), s20252="A")
    add_exit(campus, "reg-1", date(2026, 11, 20), "20261")
    assert counted(campus, date(2026, 11, 19)) == ("0", 1)
    assert counted(campus, date(2026, 11, 20)) == ("1", 1)


def test_who_withdraws_is_registered_until_the_day_before(campus: Campus) -> None:
    add_student(campus, "reg-1", "20251", kind="4", left=date(2026, 11, 20), s20252="A")
    add_exit(campus, "reg-1", date(2026, 11, 20), "20261", kind="4")
    assert counted(campus, date(2026, 11, 19)) == ("0", 1)
    assert counted(campus, date(2026, 11, 20)) == ("0", 0)


def test_where_riwayat_pendidikan_knows_no_exit_lulusan_does(campus: Campus) -> None:
    add_student(campus, "reg-1", "20251", kind=None, left=None, s20252="A")
    add_exit(campus, "reg-1", date(2026, 11, 20), "20261", kind="4")
    assert counted(campus) == ("0", 0)


def test_a_rejected_exit_leaves_a_graduate_among_the_registered(campus: Campus) -> None:
    add_student(campus, "reg-1", "20231", kind="1", left=date(2026, 10, 1), s20252="A")
    add_exit(campus, "reg-1", date(2026, 10, 1), "20261")
    spoil(campus, "lulusan", "reg-1")
    assert counted(campus) == ("0", 1)


def test_a_rejected_exit_that_riwayat_pendidikan_does_not_know_leaves_a_student(campus: Campus) -> None:
    add_student(campus, "reg-1", "20251", s20252="A")
    add_exit(campus, "reg-1", date(2026, 10, 1), "20261", kind="4")
    spoil(campus, "lulusan", "reg-1")
    assert counted(campus) == ("0", 1)


@pytest.mark.parametrize(
    ("table", "key"),
    [
        ("riwayat_pendidikan", ("reg-1",)),
        ("aktivitas_kuliah", ("reg-1", "20252")),
        ("program_studi", ("p1",)),
    ],
)
def test_a_rejected_row_takes_its_student_out_of_the_count(campus: Campus, table: str, key: tuple[str, ...]) -> None:
    add_student(campus, "reg-1", "20251", s20252="A")
    assert counted(campus) == ("0", 1)
    spoil(campus, table, *key)
    assert counted(campus) == ("0", 0)


def test_a_rejected_semester_on_leave_is_part_of_the_time_taken(campus: Campus) -> None:
    add_student(campus, "reg-1", "20221", kind="1", left=date(2026, 10, 1), s20232="C", s20252="A")
    add_exit(campus, "reg-1", date(2026, 10, 1), "20261")
    spoil(campus, "aktivitas_kuliah", "reg-1", "20232")
    assert counted(campus) == ("0", 1)


def test_levels_without_an_ideal_are_left_out(campus: Campus) -> None:
    add_prodi(campus, "profesi", level="31")
    add_student(campus, "reg-1", "20261", prodi="profesi", s20252="A")
    assert counted(campus) == ("0", 0)


@pytest.mark.parametrize(
    ("level", "in_time", "too_early"),
    [
        pytest.param("22", "20232", "20231", id="D3, 6"),
        pytest.param("23", "20222", "20221", id="D4, 8"),
        pytest.param("30", "20222", "20221", id="S1, 8"),
        pytest.param("35", "20242", "20241", id="S2, 4"),
        pytest.param("40", "20232", "20231", id="S3, 6"),
    ],
)
def test_who_leaves_in_20261_is_on_time_by_the_semesters_of_the_level(
    campus: Campus, level: str, in_time: str, too_early: str
) -> None:
    add_prodi(campus, "lain", level=level)
    for entered in (in_time, too_early):
        add_student(campus, entered, entered, prodi="lain", kind="1", left=date(2026, 10, 1), s20252="A")
        add_exit(campus, entered, date(2026, 10, 1), "20261", prodi="lain")
    assert counted(campus) == ("1", 2)


def test_the_value_is_the_plain_mean_over_the_levels_of_their_share_of_the_ideal(campus: Campus) -> None:
    """The worked example of the ministry's book: D3 30 of 33, D4 and S1 20 of 25, S2 45 of 50, S3 30 of 33."""
    for level, on_time in {"22": 30, "23": 20, "30": 20, "35": 45, "40": 30}.items():
        prodi = f"p-{level}"
        add_prodi(campus, prodi, level, faculty=None if level == "40" else "f1" if level in {"22", "23"} else "f2")
        for number in range(100):
            id_ = f"{level}-{number}"
            add_student(campus, id_, "20261", prodi=prodi, s20252="A")
            if number < on_time:
                add_exit(campus, id_, date(2026, 10, 1), "20261", prodi=prodi)
    found = efficiency(campus)
    assert found["pt"]["*"] == {"pembilang": "145", "penyebut": 500, "nilai": "86.3636"}
    assert found["prodi"]["p-22"] == {"pembilang": "30", "penyebut": 100, "nilai": "90.9091"}
    assert found["prodi"]["p-40"] == {"pembilang": "30", "penyebut": 100, "nilai": "90.9091"}
    assert found["fakultas"] == {
        "f1": {"pembilang": "50", "penyebut": 200, "nilai": "85.4545"},
        "f2": {"pembilang": "65", "penyebut": 200, "nilai": "85"},
    }


def test_nobody_to_count_is_no_value(campus: Campus) -> None:
    assert efficiency(campus) == {
        "pt": {"*": {"pembilang": "0", "penyebut": 0, "nilai": None}},
        "fakultas": {},
        "prodi": {},
    }
