"""The reference files that the project brings with it."""

from __future__ import annotations

import csv
from decimal import Decimal
from pathlib import Path

import pytest

from include.iku.regulation import load_regulations

FOLDER = Path(__file__).parents[3] / "include" / "reference"


def rows(name: str) -> list[dict[str, str]]:
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def wages() -> dict[tuple[str, int], Decimal]:
    return {(r["kode_wilayah"], int(r["tahun"])): Decimal(r["nilai"]) for r in rows("ump.csv") if r["nilai"]}


def test_every_province_has_one_row_for_every_year() -> None:
    keys = [(row["kode_wilayah"], int(row["tahun"])) for row in rows("ump.csv")]

    assert len(set(keys)) == len(keys)
    assert set(keys) == {(f"{number:02d}0000", year) for number in range(1, 35) for year in range(2015, 2027)}


def test_a_missing_wage_is_empty_and_says_so_and_a_wage_says_where_it_is_from() -> None:
    for row in rows("ump.csv"):
        assert (row["status"] == "belum_ada") == (row["nilai"] == ""), row
        assert row["sumber"], row
        assert row["status"] in {"resmi", "sementara", "belum_ada"}, row


@pytest.mark.parametrize(
    ("province", "year", "wage"),
    [("010000", 2024, 5_067_381), ("010000", 2015, 2_700_000), ("030000", 2015, 910_000), ("050000", 2025, 2_305_985)],
)
def test_wages_that_are_known(province: str, year: int, wage: int) -> None:
    assert wages()[province, year] == wage


def test_wages_of_2025_are_marked_as_estimates() -> None:
    for row in rows("ump.csv"):
        if row["tahun"] == "2025":
            assert row["sumber"].startswith("perkiraan: UMP 2024 x 1,065")
            assert abs(Decimal(row["nilai"]) - wages()[row["kode_wilayah"], 2024] * Decimal("1.065")) <= 1


def test_no_wage_falls_or_jumps_by_a_fifth_in_a_year() -> None:
    known = wages()
    strange = {
        (province, year): growth
        for (province, year), wage in known.items()
        if (before := known.get((province, year - 1))) and not 0 <= (growth := wage / before - 1) < Decimal("0.2")
    }

    assert strange == {}


def test_targets_are_of_indicators_that_there_are_and_no_compulsory_one_is_without() -> None:
    indicators = {(r.regulasi, i.kode): i.sifat for r in load_regulations() for i in r.indikator}
    compulsory = {key for key, sifat in indicators.items() if sifat == "wajib"}

    assert compulsory <= {(row["regulasi"], row["kode"]) for row in rows("target_iku.csv")} <= indicators.keys()
