"""A campus says itself what it calls reached, nearly reached and missed."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
import yaml

from include.errors import FinalError
from include.iku.labels import Labels, load_labels
from include.iku.values import status

STEPS = [{"paling_sedikit": 80, "sebutan": "Dalam proses"}, {"paling_sedikit": 0, "sebutan": "Tidak tercapai"}]
OWN = {
    "tercapai": "Sesuai target", "di_bawah_target": STEPS, "belum_dihitung": "-", "tanpa_target": "Tanpa target",
    "tidak_dipilih": "Tidak dipilih",
}  # fmt: skip


def test_the_project_brings_the_plain_words() -> None:
    labels = load_labels()

    assert (labels.tercapai, labels.below(Decimal("99.9")), labels.belum_dihitung) == (
        "Tercapai", "Belum tercapai", "Belum dihitung",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("number", "expected"),
    [("100", "Sesuai target"), ("80", "Dalam proses"), ("79.9999", "Tidak tercapai"), ("0", "Tidak tercapai")],
)
def test_thresholds_are_in_percent_of_the_target(number: str, expected: str) -> None:
    assert status(Decimal(number), Decimal(100), labels=Labels.model_validate(OWN)) == expected


def test_where_less_is_better_the_thresholds_are_of_the_achievement() -> None:
    """12 where 10 were the most are an achievement of 80 %."""
    assert status(Decimal(12), Decimal(10), "turun", Labels.model_validate(OWN)) == "Dalam proses"
    assert status(Decimal(10), Decimal(10), "turun", Labels.model_validate(OWN)) == "Sesuai target"


@pytest.mark.parametrize(
    "wrong",
    [
        {"di_bawah_target": STEPS[:1]},
        {"di_bawah_target": STEPS[::-1]},
        {"di_bawah_target": []},
        {"tercapai": None},
        {"lain": 1},
    ],
    ids=["no step from 0", "rising steps", "no steps", "no word", "an unknown field"],
)
def test_a_wrong_file_is_refused_by_its_name(tmp_path: Path, wrong: dict[str, object]) -> None:
    file = tmp_path / "sebutan.yaml"
    file.write_text(yaml.safe_dump(OWN | wrong))

    with pytest.raises(FinalError, match=r"include/iku/sebutan\.yaml cannot be used: "):
        load_labels(file)
