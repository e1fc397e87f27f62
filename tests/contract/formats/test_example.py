"""The example of a topic that others own: a contract as good as a shipped one, and what Airflow makes of it."""

from __future__ import annotations

import shutil
from pathlib import Path

from include.contract.read import ROOT, parse_contract
from tests.contract.contracts import suite
from tests.contract.contracts.test_import_error import parsed
from tests.contract.formats.kit import EXAMPLE

HOWTO = (ROOT / "docs" / "howto" / "read-events-of-an-application.md").read_text(encoding="utf-8")


def test_the_example_keeps_every_rule_of_a_contract() -> None:
    example = parse_contract(EXAMPLE, "mahasiswa.yaml")

    suite.runs_on_example_rows(example)
    suite.passes_the_standards_own_lint(example)


def test_the_how_to_shows_lines_of_the_example() -> None:
    shown = HOWTO.split("```yaml\n")[1].split("```")[0].splitlines()

    assert len(shown) > 20
    assert [line for line in shown if line not in EXAMPLE.splitlines()] == []


def test_it_is_ingested_and_nobody_extracts_it(tmp_path: Path) -> None:
    for folder in ("dags", "include"):
        shutil.copytree(ROOT / folder, tmp_path / folder, ignore=shutil.ignore_patterns("__pycache__"))
    (tmp_path / "include" / "contracts" / "mahasiswa.yaml").write_text(EXAMPLE, encoding="utf-8")

    dags, errors = parsed(tmp_path)

    assert errors == {}
    assert {"ingest__mahasiswa", "replay__mahasiswa"} <= dags
    assert {dag for dag in dags if dag.endswith("__siakad_laravel")} == set()
