"""What becomes of each case: rows that are loaded, rows that go to quarantine with their line, or a refusal.

The dataset has the columns nim (the key, eight digits), nama, ipk, besaran (in rupiah) and tanggal.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from stack.paths import ROOT
from tests.unit.sources.files import csv_cases, xlsx_cases
from tests.unit.sources.files.case import Case
from tests.unit.sources.files.world import arrive, drop, file_source

DOCUMENTATION = (ROOT / "docs" / "howto" / "read-files.md").read_text(encoding="utf-8")


def name(case: Case) -> str:
    return case.name


@pytest.mark.parametrize("case", csv_cases.CASES, ids=name)
def test_a_csv_file_with(case: Case, tmp_path: Path) -> None:
    becomes_what_the_case_says(case, "csv", tmp_path)


@pytest.mark.parametrize("case", xlsx_cases.CASES, ids=name)
def test_an_excel_file_with(case: Case, tmp_path: Path) -> None:
    becomes_what_the_case_says(case, "xlsx", tmp_path)


def test_the_documentation_has_every_case_and_no_other() -> None:
    documented = re.findall(r"^\| (.+?) \|", DOCUMENTATION.split("## What becomes")[1], re.MULTILINE)
    assert [name for name in documented if name != "in the file"] == [
        case.name for case in csv_cases.CASES + xlsx_cases.CASES
    ]


def becomes_what_the_case_says(case: Case, kind: str, home: Path) -> None:
    source = file_source(home, kind, case.options, case.nim)
    drop(source.folder, f"beasiswa_1.{kind}", case.file)

    arrived = arrive(source)

    assert arrived.loaded == case.loaded
    assert list(arrived.quarantined) == list(case.quarantined)
    assert [words for line, words in case.quarantined.items() if words not in arrived.quarantined[line]] == []
    assert len(arrived.refused) == bool(case.refused)
    assert (case.refused or "") in "".join(arrived.refused)
    assert len(arrived.notes) == bool(case.noted)
    assert (case.noted or "") in "".join(arrived.notes)
