"""IKU 2 of 358/M/KEP/2025 and IKU 1 of 210/M/2023: what became of the graduates of the year before.

The minimum wage of DKI Jakarta in 2024 is Rp5.067.381, so the border of 1.2 times is Rp6.080.857,20.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from stack.campus.iku_truth import iku_truth
from stack.campus.model import Campus
from tests.unit.campus.builders import add_answer, add_exit, add_prodi, empty_campus, spoil

TODAY, GRADUATED, FILLED = date(2024, 11, 25), date(2023, 9, 10), date(2024, 5, 2)
DKI, UNKNOWN = "010000", "390000"
ABOVE, BORDER, BELOW = Decimal(6_080_858), Decimal("6080857.20"), Decimal(6_080_857)
EMPLOYEE, FOUNDER, CO_FOUNDER, STAFF, FREELANCER = ("1", None), ("3", "1"), ("3", "2"), ("3", "3"), ("3", "4")


@pytest.fixture
def campus() -> Campus:
    campus = empty_campus(TODAY)
    add_prodi(campus)
    return campus


def whole(campus: Campus, regulation: str, code: str, day: date = TODAY) -> dict[str, Any]:
    return iku_truth(campus, day)[regulation][code]["pt"]["*"]  # type: ignore[no-any-return]


def weights(campus: Campus, day: date = TODAY) -> tuple[str, str]:
    """The numerators of 358 IKU 2 and of 210 IKU 1."""
    return whole(campus, "358-M-KEP-2025", "2", day)["pembilang"], whole(campus, "210-M-2023", "1", day)["pembilang"]


@pytest.mark.parametrize(
    ("who", "wait", "income", "in_358", "in_210"),
    [
        (EMPLOYEE, 0, ABOVE, "1", "1"),
        (EMPLOYEE, 0, BELOW, "0.6", "0.7"),
        (EMPLOYEE, 5, ABOVE, "1", "1"),
        (EMPLOYEE, 5, BORDER, "0.6", "1"),
        (EMPLOYEE, 5, BELOW, "0.6", "0.7"),
        (EMPLOYEE, 6, ABOVE, "0.8", "1"),
        (EMPLOYEE, 6, BELOW, "0.6", "0.7"),
        (EMPLOYEE, 7, ABOVE, "0.8", "0.8"),
        (EMPLOYEE, 11, BELOW, "0.6", "0.5"),
        (EMPLOYEE, 12, ABOVE, "0", "0.8"),
        (EMPLOYEE, 12, BELOW, "0", "0.5"),
        (EMPLOYEE, 13, ABOVE, "0", "0"),
        (FOUNDER, 0, ABOVE, "1", "1.2"),
        (FOUNDER, 0, BELOW, "0.6", "1"),
        (FOUNDER, 1, ABOVE, "1.2", "1.2"),
        (CO_FOUNDER, 5, BELOW, "0.8", "1"),
        (FOUNDER, 6, ABOVE, "1", "1.2"),
        (FOUNDER, 6, BELOW, "0.6", "1"),
        (CO_FOUNDER, 12, ABOVE, "1", "1"),
        (FOUNDER, 14, BELOW, "0.6", "0"),
        (FREELANCER, 0, ABOVE, "1", "1.2"),
        (FREELANCER, 0, BELOW, "0.6", "1"),
        (FREELANCER, 1, ABOVE, "0.5", "1.2"),
        (FREELANCER, 5, BELOW, "0.3", "1"),
        (FREELANCER, 6, ABOVE, "0.4", "1.2"),
        (FREELANCER, 7, BELOW, "0.2", "0.8"),
        (FREELANCER, 14, ABOVE, "0.4", "0"),
        (STAFF, 5, ABOVE, "1", "1.2"),
        (STAFF, 6, ABOVE, "0.8", "1.2"),
        (STAFF, 12, BELOW, "0", "0.8"),
        (("3", None), 7, BELOW, "0.6", "0.8"),
    ],
)
def test_work_weighs_by_waiting_time_and_income(
    campus: Campus, who: tuple[str, str | None], wait: int, income: Decimal, in_358: str, in_210: str
) -> None:
    add_exit(campus, "a", GRADUATED)
    add_answer(campus, "a", 2023, FILLED, f8=who[0], f5c=who[1], f502=Decimal(wait), f505=income, f5a1=DKI)
    assert weights(campus) == (in_358, in_210)


@pytest.mark.parametrize(
    ("graduated", "begun", "in_358", "in_210"),
    [
        pytest.param(date(2023, 9, 10), date(2024, 9, 9), "0.6", "1", id="a day before twelve months"),
        pytest.param(date(2023, 9, 10), date(2024, 9, 10), "0", "1", id="twelve months later to the day"),
        pytest.param(date(2023, 9, 10), date(2024, 9, 11), "0", "0", id="a day too late"),
        pytest.param(date(2023, 9, 10), None, "0", "0", id="no date given"),
        pytest.param(date(2023, 2, 10), date(2024, 2, 11), "0", "0", id="a day too late in February"),
    ],
)
def test_further_study_counts_when_it_begins_within_twelve_months(
    campus: Campus, graduated: date, begun: date | None, in_358: str, in_210: str
) -> None:
    add_exit(campus, "a", graduated)
    add_answer(campus, "a", 2023, FILLED, f8="4", f18d=begun)
    assert weights(campus) == (in_358, in_210)


def test_twelve_months_after_a_leap_day_end_on_28_february(campus: Campus) -> None:
    for id_, begun in (("sebelum", date(2025, 2, 27)), ("tepat", date(2025, 2, 28)), ("lewat", date(2025, 3, 1))):
        add_exit(campus, id_, date(2024, 2, 29))
        add_answer(campus, id_, 2024, date(2025, 5, 2), f8="4", f18d=begun)
    assert weights(campus, date(2025, 11, 25)) == ("0.6", "2")


@pytest.mark.parametrize(
    "answers",
    [
        pytest.param({"f8": "2"}, id="cannot work yet"),
        pytest.param({"f8": "5"}, id="looks for work"),
        pytest.param({"f8": "1", "f505": ABOVE, "f5a1": DKI}, id="waiting time left empty"),
        pytest.param({"f8": "1", "f502": Decimal(3), "f5a1": DKI}, id="income left empty"),
    ],
)
def test_other_answers_count_as_respondents_with_nothing(campus: Campus, answers: dict[str, object]) -> None:
    add_exit(campus, "a", GRADUATED)
    add_answer(campus, "a", 2023, FILLED, **answers)
    assert whole(campus, "358-M-KEP-2025", "2") == {"pembilang": "0", "penyebut": 1, "nilai": "0"}
    assert whole(campus, "210-M-2023", "1") == {"pembilang": "0", "penyebut": 1, "nilai": "0"}


def test_an_income_in_a_province_without_a_known_minimum_wage_is_not_above_it(campus: Campus) -> None:
    add_exit(campus, "a", GRADUATED)
    add_answer(campus, "a", 2023, FILLED, f8="1", f502=Decimal(3), f505=Decimal(90_000_000), f5a1=UNKNOWN)
    assert weights(campus) == ("0.6", "0.7")


def test_a_minimum_wage_that_is_missing_is_that_of_the_year_before(campus: Campus) -> None:
    """Jawa Tengah has none for 2016; that of 2015 is Rp910.000, its border Rp1.092.000."""
    for id_, income in (("atas", 1_092_001), ("bawah", 1_091_999)):
        add_exit(campus, id_, date(2015, 9, 10))
        add_answer(campus, id_, 2015, date(2016, 5, 2), f8="1", f502=Decimal(3), f505=Decimal(income), f5a1="030000")
    assert weights(campus, date(2016, 11, 25)) == ("1.6", "1.7")


def test_respondents_are_the_diploma_and_bachelor_graduates_of_the_year_before_who_answered(campus: Campus) -> None:
    add_prodi(campus, "s2", level="35")
    looking = {"f8": "5"}
    add_exit(campus, "dihitung", date(2023, 1, 1))
    add_answer(campus, "dihitung", 2023, FILLED, **looking)
    add_exit(campus, "diam", GRADUATED)
    add_exit(campus, "tahun ini", date(2024, 1, 1))
    add_answer(campus, "tahun ini", 2024, FILLED, **looking)
    add_exit(campus, "dua tahun lalu", date(2022, 12, 31))
    add_answer(campus, "dua tahun lalu", 2022, FILLED, **looking)
    add_exit(campus, "magister", GRADUATED, prodi="s2")
    add_answer(campus, "magister", 2023, FILLED, **looking)
    add_exit(campus, "pindah", GRADUATED, kind="2")
    add_answer(campus, "pindah", 2023, FILLED, **looking)
    add_answer(campus, "tanpa lulusan", 2023, FILLED, **looking)
    assert whole(campus, "358-M-KEP-2025", "2")["penyebut"] == 1
    assert whole(campus, "210-M-2023", "1")["penyebut"] == 1


def test_an_answer_counts_from_the_day_it_was_filled_in(campus: Campus) -> None:
    add_exit(campus, "a", GRADUATED)
    add_answer(campus, "a", 2023, date(2024, 11, 20), f8="5")
    assert whole(campus, "358-M-KEP-2025", "2", date(2024, 11, 19))["penyebut"] == 0
    assert whole(campus, "358-M-KEP-2025", "2", date(2024, 11, 20))["penyebut"] == 1


def test_a_graduate_whose_nim_is_missing_is_not_found_by_the_answer(campus: Campus) -> None:
    add_exit(campus, "a", GRADUATED)
    campus.table("lulusan")["a",].values["nim"] = None
    add_answer(campus, "a", 2023, FILLED, f8="5")
    assert whole(campus, "358-M-KEP-2025", "2")["penyebut"] == 0


@pytest.mark.parametrize(
    ("table", "key"), [("lulusan", ("a",)), ("tracer_study", ("nim-a", 2023)), ("program_studi", ("p1",))]
)
def test_a_rejected_row_takes_its_graduate_out_of_the_respondents(
    campus: Campus, table: str, key: tuple[str | int, ...]
) -> None:
    add_exit(campus, "a", GRADUATED)
    add_answer(campus, "a", 2023, FILLED, f8="5")
    spoil(campus, table, *key)
    assert whole(campus, "358-M-KEP-2025", "2")["penyebut"] == 0
    assert whole(campus, "210-M-2023", "1")["penyebut"] == 0


def test_the_value_is_the_weights_over_the_respondents_on_every_level(campus: Campus) -> None:
    add_prodi(campus, "tanpa fakultas", faculty=None)
    for id_, prodi, wait in (("a", "p1", 5), ("b", "p1", 7), ("c", "tanpa fakultas", 12)):
        add_exit(campus, id_, GRADUATED, prodi=prodi)
        add_answer(campus, id_, 2023, FILLED, f8="1", f502=Decimal(wait), f505=ABOVE, f5a1=DKI)
    assert iku_truth(campus, TODAY)["358-M-KEP-2025"]["2"] == {
        "pt": {"*": {"pembilang": "1.8", "penyebut": 3, "nilai": "60"}},
        "fakultas": {"f1": {"pembilang": "1.8", "penyebut": 2, "nilai": "90"}},
        "prodi": {
            "p1": {"pembilang": "1.8", "penyebut": 2, "nilai": "90"},
            "tanpa fakultas": {"pembilang": "0", "penyebut": 1, "nilai": "0"},
        },
    }
