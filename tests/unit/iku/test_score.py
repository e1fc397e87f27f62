from __future__ import annotations

import random
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from include.iku.evidence import Evidence, Score, rounded, score, slovin
from include.iku.regulation import Unit
from include.iku.values import values_of
from tests.unit.iku.builders import KEY, an_indicator, evidence

IDEALS = {"D3": Decimal(33), "S1": Decimal(25), "S2": Decimal(50)}


@st.composite
def some_evidence(draw: st.DrawFn) -> list[Evidence]:
    """Weights of a few tenths; some rows count for nothing; two prodi have a fakultas and one has none."""
    rows = []
    for number in range(draw(st.integers(0, 12))):
        penyebut = draw(st.integers(0, 1))
        stratum = draw(st.sampled_from(sorted(IDEALS)))
        prodi, fakultas = draw(st.sampled_from([("p1", "f1"), ("p2", "f1"), ("p3", None)]))
        rows.append(
            evidence(
                f"mhs-{number}", Decimal(draw(st.integers(0, 12)) * penyebut) / 10, penyebut, stratum=stratum,
                ideal=IDEALS[stratum], id_prodi=prodi, id_fakultas=fakultas,
            )
        )  # fmt: skip
    return rows


def test_one_stratum_with_an_ideal_of_100_is_a_plain_ratio() -> None:
    rows = [evidence("a", "1"), evidence("b", "0.6"), evidence("c", "0")]

    assert score(rows) == Score(Decimal("1.6"), Decimal(3), Decimal(3), Decimal("53.3333"))


def test_the_worked_example_of_the_book() -> None:
    """D3 30/33 and D4 20/25 and S1 20/25 and S2 45/50 and S3 30/33 make 86.36 %."""
    levels = {"D3": (30, 33), "D4": (20, 25), "S1": (20, 25), "S2": (45, 50), "S3": (30, 33)}
    rows = [evidence(n, str(done), 100, stratum=n, ideal=Decimal(ideal)) for n, (done, ideal) in levels.items()]

    assert score(rows).nilai == Decimal("86.3636")


def test_a_stratum_without_a_denominator_is_left_out_of_the_mean() -> None:
    rows = [evidence("a", "1", stratum="S1"), evidence("b", "0", 0, stratum="S2")]

    assert score(rows).nilai == 100


@pytest.mark.parametrize("rows", [[], [evidence("a", "0", 0)]], ids=["no evidence", "nobody counts"])
def test_without_a_denominator_there_is_no_number(rows: list[Evidence]) -> None:
    assert score(rows).nilai is None


def test_halves_are_rounded_up_from_exact_fractions() -> None:
    """33/512 of an ideal of 33 % is 19.53125 %, which a factor with few decimals would put below the half."""
    assert score([evidence("a", "33", 512, ideal=Decimal(33))]).nilai == Decimal("19.5313")
    assert rounded(Fraction(1, 20000)) == Decimal("0.0001")


@pytest.mark.parametrize(
    ("satuan", "expected"), [("persen", Decimal("125.0000")), ("rasio", Decimal("1.25")), ("jumlah", Decimal("2.5"))]
)
def test_a_numerator_of_other_things_than_the_denominator(satuan: Unit, expected: Decimal) -> None:
    rows = [evidence("karya", "2.5", 0), evidence("kerja sama", "0"), evidence("kerja sama lain", "0")]

    assert score(rows, satuan).nilai == expected


@pytest.mark.parametrize("satuan", ["kategori", "ya_tidak"])
def test_a_verdict_is_what_the_one_row_that_counts_says(satuan: Unit) -> None:
    assert score([evidence("lama", "0", 0), evidence("baru", "3", 1)], satuan).nilai == 3


@pytest.mark.parametrize("satuan", get_args(Unit))
def test_without_a_denominator_nothing_was_counted_in_any_unit(satuan: Unit) -> None:
    assert score([evidence("karya", "1", 0)], satuan).nilai is None


@pytest.mark.parametrize("satuan", get_args(Unit))
@given(rows=some_evidence(), random=st.randoms())
def test_in_every_unit_order_and_evidence_of_nothing_do_not_matter(
    satuan: Unit, rows: list[Evidence], random: random.Random
) -> None:
    more = [*rows, evidence("nol", "0", 0, stratum="S1", ideal=IDEALS["S1"])]
    random.shuffle(more)

    assert score(more, satuan) == score(rows, satuan)


@given(rows=some_evidence(), tenths=st.integers(1, 9))
def test_a_row_that_is_split_into_two_counts_the_same(rows: list[Evidence], tenths: int) -> None:
    part = Decimal(tenths) / 10
    halves = [
        replace(row, kunci=f"{row.kunci}-{n}", pembilang=row.pembilang * share, penyebut=row.penyebut * share,
                populasi=row.populasi * share)
        for row in rows for n, share in enumerate((part, 1 - part))
    ]  # fmt: skip

    for satuan in get_args(Unit):
        assert score(halves, satuan) == score(rows, satuan)


@given(rows=some_evidence())
def test_an_unweighted_share_is_between_0_and_100(rows: list[Evidence]) -> None:
    plain = [replace(r, pembilang=min(r.pembilang, r.penyebut), ideal=Decimal(100), stratum="") for r in rows]
    found = score(plain)

    assert found.pembilang <= found.penyebut
    assert found.nilai is None or 0 <= found.nilai <= 100


@given(rows=some_evidence(), nobody=some_evidence())
def test_evidence_that_counts_for_nothing_changes_nothing(rows: list[Evidence], nobody: list[Evidence]) -> None:
    zeros = [evidence(f"nol-{n}", "0", 0, stratum=row.stratum, ideal=row.ideal) for n, row in enumerate(nobody)]

    assert score([*zeros, *rows]) == score(rows)


@given(rows=some_evidence(), random=st.randoms())
def test_the_order_of_the_evidence_does_not_matter(rows: list[Evidence], random: st.DataObject) -> None:
    shuffled = list(rows)
    random.shuffle(shuffled)  # type: ignore[attr-defined]

    assert score(shuffled) == score(rows)


@given(rows=some_evidence())
def test_the_prodi_add_up_to_the_institution(rows: list[Evidence]) -> None:
    values = values_of(KEY[0], an_indicator(kode=KEY[1]), rows, {}, {}, {})
    whole = next(value for value in values if value.level == "pt")
    prodi = [value for value in values if value.level == "prodi"]

    assert sum(value.pembilang for value in prodi) == whole.pembilang
    assert sum(value.penyebut for value in prodi) == whole.penyebut
    assert sum(value.populasi for value in prodi) == whole.populasi


@given(rows=some_evidence())
def test_a_number_is_between_the_worst_and_the_best_of_its_strata(rows: list[Evidence]) -> None:
    parts = [score([row for row in rows if row.stratum == stratum]).nilai for stratum in IDEALS]
    known = [part for part in parts if part is not None]
    whole = score(rows).nilai

    assert (whole is None) == (not known)
    assert whole is None or min(known) <= whole <= max(known)


@pytest.mark.parametrize(
    ("population", "respondents"), [(0, 0), (1, 1), (10, 10), (196, 178), (1341, 785), (2000, 972), (10**6, 1887)]
)
def test_slovin_with_an_error_of_2_3_percent(population: int, respondents: int) -> None:
    assert slovin(population, Decimal("0.023")) == respondents


@given(population=st.integers(1, 10**6))
def test_slovin_never_asks_for_more_than_there_are_and_never_for_nobody(population: int) -> None:
    assert 1 <= slovin(population, Decimal("0.025")) <= population
