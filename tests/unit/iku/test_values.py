from __future__ import annotations

from decimal import Decimal

import pytest

from include.iku.model import Value
from include.iku.regulation import Direction
from include.iku.values import achievement, status, values_of
from tests.unit.iku.builders import KEY, an_indicator, evidence

ONE = (KEY[0], an_indicator(kode=KEY[1]))

ROWS = [
    evidence("a", "1", id_prodi="if", id_fakultas="ft"),
    evidence("b", "0", id_prodi="if", id_fakultas="ft"),
    evidence("c", "1", id_prodi="bing", id_fakultas=None),
    evidence("d", "0", 0, id_prodi=None, id_fakultas=None),
]


def test_there_is_a_number_for_the_institution_each_fakultas_and_each_prodi() -> None:
    values = values_of(*ONE, ROWS, {("prodi", "if"): "S1 Informatika"}, {}, {})

    assert [(v.level, v.unit_id, v.unit_nama, v.nilai) for v in values] == [
        ("pt", "*", "*", Decimal("66.6667")),
        ("fakultas", "ft", "ft", Decimal("50.0000")),
        ("prodi", "bing", "bing", Decimal("100.0000")),
        ("prodi", "if", "S1 Informatika", Decimal("50.0000")),
    ]


def test_without_evidence_the_institution_is_not_computed() -> None:
    assert values_of(*ONE, [], {}, {}, {}) == [
        Value(
            *KEY, "pt", "*", "*", pembilang=Decimal(0), penyebut=Decimal(0), populasi=Decimal(0), nilai=None, target=None,
            capaian=None, status="Belum dihitung", nilai_sebelum=None,
        )
    ]  # fmt: skip


def test_a_target_of_the_unit_comes_before_that_of_all_units() -> None:
    targets = {
        (*KEY, "prodi", "*"): Decimal(80),
        (*KEY, "prodi", "if"): Decimal(0),
        (*KEY, "pt", "*"): Decimal(60),
    }
    found = {(v.level, v.unit_id): v.target for v in values_of(*ONE, ROWS, {}, targets, {})}

    assert found == {("pt", "*"): 60, ("fakultas", "ft"): None, ("prodi", "if"): 0, ("prodi", "bing"): 80}


def test_the_number_before_is_that_of_the_same_unit() -> None:
    before = {(*KEY, "pt", "*"): Decimal("60.0000"), (*KEY, "prodi", "if"): None}
    found = {(v.level, v.unit_id): v.perubahan for v in values_of(*ONE, ROWS, {}, {}, before)}

    assert found == {
        ("pt", "*"): Decimal("6.6667"),
        ("fakultas", "ft"): None,
        ("prodi", "if"): None,
        ("prodi", "bing"): None,
    }


OPTIONAL = (KEY[0], an_indicator(kode=KEY[1], sifat="pilihan"))


def test_an_indicator_nobody_has_to_choose_is_computed_and_called_not_chosen() -> None:
    targets = {(KEY[0], "2", "pt", "*"): Decimal(60)}

    (whole, *_) = values_of(*OPTIONAL, ROWS, {}, targets, {})

    assert (whole.nilai, whole.status) == (Decimal("66.6667"), "Tidak dipilih")


def test_an_indicator_with_a_target_anywhere_is_chosen() -> None:
    targets = {(*KEY, "pt", "*"): Decimal(60)}
    found = {(v.level, v.unit_id): v.status for v in values_of(*OPTIONAL, ROWS, {}, targets, {})}

    assert found == {
        ("pt", "*"): "Tercapai",
        ("fakultas", "ft"): "Tanpa target",
        ("prodi", "bing"): "Tanpa target",
        ("prodi", "if"): "Tanpa target",
    }


def test_a_number_is_told_in_the_unit_of_its_indicator() -> None:
    (whole, *_) = values_of(KEY[0], an_indicator(kode=KEY[1], satuan="jumlah"), ROWS, {}, {}, {})

    assert whole.nilai == 2


@pytest.mark.parametrize(
    ("number", "target", "arah", "expected"),
    [
        (None, Decimal(60), "naik", "Belum dihitung"),
        (Decimal(60), None, "naik", "Tanpa target"),
        (Decimal("59.9999"), Decimal(60), "naik", "Belum tercapai"),
        (Decimal("60.0000"), Decimal(60), "naik", "Tercapai"),
        (Decimal(0), Decimal(0), "naik", "Tercapai"),
        (None, Decimal(2), "turun", "Belum dihitung"),
        (Decimal(1), Decimal(2), "turun", "Tercapai"),
        (Decimal(2), Decimal(2), "turun", "Tercapai"),
        (Decimal("2.0001"), Decimal(2), "turun", "Belum tercapai"),
        (Decimal(0), Decimal(0), "turun", "Tercapai"),
        (Decimal(1), Decimal(0), "turun", "Belum tercapai"),
    ],
)
def test_the_status_says_whether_the_target_is_reached(
    number: Decimal | None, target: Decimal | None, arah: Direction, expected: str
) -> None:
    assert status(number, target, arah) == expected


@pytest.mark.parametrize(
    ("number", "target", "expected"),
    [
        (Decimal(45), Decimal(60), Decimal(75)),
        (Decimal(2), Decimal(3), Decimal("66.6667")),
        (None, Decimal(60), None),
        (Decimal(45), None, None),
        (Decimal(45), Decimal(0), None),
    ],
)
def test_the_achievement_is_the_number_in_percent_of_the_target(
    number: Decimal | None, target: Decimal | None, expected: Decimal | None
) -> None:
    assert achievement(number, target, "naik") == expected


@pytest.mark.parametrize(
    ("number", "target", "expected"),
    [
        (Decimal(0), Decimal(4), Decimal(200)),
        (Decimal(3), Decimal(4), Decimal(125)),
        (Decimal(4), Decimal(4), Decimal(100)),
        (Decimal(5), Decimal(4), Decimal(75)),
        (Decimal(8), Decimal(4), Decimal(0)),
        (Decimal(9), Decimal(4), Decimal(0)),
        (Decimal(0), Decimal(0), Decimal(100)),
        (Decimal(1), Decimal(0), Decimal(0)),
        (None, Decimal(0), None),
    ],
)
def test_where_less_is_better_twice_the_target_is_no_achievement(
    number: Decimal | None, target: Decimal, expected: Decimal | None
) -> None:
    assert achievement(number, target, "turun") == expected
