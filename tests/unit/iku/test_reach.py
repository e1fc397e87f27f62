"""How far a number could move if the rows that were rejected had counted."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from include.iku.missing import reach, rejected_rows
from include.iku.model import Missing
from include.iku.regulation import Indicator, Regulation
from tests.unit.iku.builders import evidence, indicator


def of(satuan: str = "persen") -> tuple[Regulation, Indicator]:
    found = Indicator.model_validate(indicator(satuan=satuan, kategori=["C", "B"] if satuan == "kategori" else []))
    return Regulation(regulasi="001", nama="Uji", berlaku_dari=date(2030, 1, 1), indikator=(found,)), found


def told(satuan: str, rejected: int, greatest: str = "1", **row: object) -> list[str]:
    sums = [evidence("", "6", 8, **row)]
    return [each.keterangan for each in reach(*of(satuan), sums, rejected, Decimal(greatest))]


@pytest.mark.parametrize(
    ("satuan", "greatest", "low", "high"),
    [
        ("persen", "1", "60,00", "80,00"),
        ("persen", "1.2", "60,00", "84,00"),
        ("persen", "0.5", "60,00", "80,00"),
        ("rasio", "1", "0,60", "0,80"),
        ("jumlah", "1", "6,00", "8,00"),
    ],
)
def test_a_rejected_row_counts_as_one_more_with_no_weight_or_the_greatest(
    satuan: str, greatest: str, low: str, high: str
) -> None:
    """6 of 8 count, and 2 rows were rejected: between 6 and 6 + 2 x weight of 10."""
    assert told(satuan, 2, greatest) == [
        f"baris ditolak; bila semuanya ikut terhitung, nilainya antara {low} (tanpa bobot) dan {high} (berbobot penuh)"
    ]


def test_whoever_has_an_unknown_stratum_is_reckoned_in_each() -> None:
    sums = [evidence("", "1", 2, stratum="S1"), evidence("", "3", 3, stratum="S2")]
    (found,) = reach(*of(), sums, 1, Decimal(1))

    assert "antara 54,17 (tanpa bobot) dan 83,33 (berbobot penuh)" in found.keterangan
    assert found.jumlah == 1


def test_the_number_itself_is_never_outside_of_its_range() -> None:
    """A weight above 1 is greater than what every further row could bring."""
    sums = [evidence("", "12", 8)]
    (found,) = reach(*of(), sums, 2, Decimal(1))

    assert "antara 120,00 (tanpa bobot) dan 150,00 (berbobot penuh)" in found.keterangan


@pytest.mark.parametrize("satuan", ["kategori", "ya_tidak"])
def test_one_row_that_is_the_number_has_no_range(satuan: str) -> None:
    assert told(satuan, 2) == []


def test_without_rejected_rows_or_without_a_number_there_is_no_range() -> None:
    assert told("persen", 0) == []
    assert reach(*of(), [evidence("", "0", 0)], 3, Decimal(1)) == []


def test_only_rejected_rows_of_the_datasets_that_bring_evidence_are_counted() -> None:
    found = [
        Missing(None, None, "tracer_study", "baris ditolak: f505, aturan number", 2),
        Missing(None, None, "tracer_study", "baris ditolak: f8, aturan enum", 1),
        Missing(None, None, "tracer_study", "pesan menunggu dimuat: batch tertahan atau belum selesai", 40),
        Missing(None, None, "ump", "baris ditolak: nilai, aturan number", 9),
    ]

    assert rejected_rows(found, ["tracer_study", "lulusan"]) == 3
