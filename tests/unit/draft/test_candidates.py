"""Rules that the values suggest: what the source enforces is an error, what was only seen a warning, each with its figures."""

from __future__ import annotations

from typing import Any

from include.draft.candidates import Candidate, candidates
from include.draft.kinds import kind_of


def suggested(name: str, values: list[Any], native: str = "") -> list[Candidate]:
    kind = kind_of(name, native, values)
    assert kind is not None
    return list(candidates(name, name.capitalize(), kind, native, values))


def test_an_enum_of_the_source_is_an_error_when_it_is_broken() -> None:
    (rule,) = suggested("status", ["A"], "enum('A','it''s','')")
    assert (rule.severity, rule.values, rule.figures) == ("error", ("A", "it's"), "ENUM pada sumber; 1 nilai: A 1")


def test_few_values_that_come_often_are_a_list() -> None:
    (rule,) = suggested("status", ["aktif"] * 40 + ["cuti"] * 20)
    assert (rule.id, rule.severity, rule.values) == ("enum", "warning", ("aktif", "cuti"))
    assert rule.description == "Status harus salah satu dari aktif, cuti"
    assert rule.figures == "60 nilai: aktif 40, cuti 20"


def test_a_value_that_comes_once_may_be_a_persons() -> None:
    assert suggested("status", ["aktif"] * 59 + ["Siti Aminah"]) == []


def test_nothing_is_concluded_from_a_handful_of_rows() -> None:
    assert suggested("status", ["aktif"] * 25 + ["cuti"] * 24) == []


def test_a_column_that_points_elsewhere_has_no_list_of_values() -> None:
    assert suggested("prodi_id", [1, 2] * 40, "int") == []


def test_codes_of_one_shape() -> None:
    (rule,) = suggested("kode", [f"MK{n:04}" for n in range(60)])
    assert (rule.id, rule.severity, rule.kwargs) == ("bentuk", "warning", {"regex": "^[A-Z0-9]{6}$"})
    assert rule.figures == "60 dari 60 nilai berbentuk ^[A-Z0-9]{6}$"


def test_numbers_that_were_never_negative() -> None:
    (rule,) = suggested("sks", list(range(60)), "int")
    assert (rule.id, rule.severity, rule.kwargs, rule.figures) == (
        "rentang", "warning", {"min_value": 0}, "60 nilai, dari 0 sampai 59",
    )  # fmt: skip


def test_numbers_that_were_negative_have_no_rule() -> None:
    assert suggested("selisih", list(range(-30, 30)), "int") == []
