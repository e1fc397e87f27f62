"""Every fixture goes through its contract without a rejected row: decoder, transforms and rules, as in a run."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from include.contract.catalog import load_catalog
from include.contract.read import ROOT
from include.draft.trial import tried

FIXTURES = sorted((ROOT / "tests" / "fixtures").glob("*.jsonl"))


def rows_of(fixture: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in fixture.read_text(encoding="utf-8").splitlines()]


@pytest.mark.parametrize("fixture", FIXTURES, ids=[fixture.stem for fixture in FIXTURES])
def test_no_row_of_a_fixture_is_rejected(fixture: Path) -> None:
    result = tried(load_catalog().get(fixture.stem), rows_of(fixture))
    assert (result.rejected, result.accepted) == ({}, len(rows_of(fixture)))


def test_red_when_a_row_lacks_what_its_contract_requires() -> None:
    (fixture,) = (each for each in FIXTURES if each.stem == "fakultas")
    rows = [{**row, "nama_fakultas": None} for row in rows_of(fixture)[:3]]
    result = tried(load_catalog().get("fakultas"), rows)
    assert (result.rejected, result.accepted) == ({"nama_fakultas.required": 3}, 0)


def test_red_when_a_row_has_another_type() -> None:
    result = tried(load_catalog().get("fakultas"), [{"id_fakultas": 1, "nama_fakultas": "Teknik"}])
    assert result.rejected == {"id_fakultas.type": 1}
