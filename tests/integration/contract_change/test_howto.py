"""docs/howto/change-a-contract.md and these tests speak of the same changes."""

from __future__ import annotations

import re
from pathlib import Path

from stack.paths import ROOT

HOWTO = ROOT / "docs" / "howto" / "change-a-contract.md"


def test_every_change_of_the_table_has_its_test_and_the_other_way_round() -> None:
    named = set(re.findall(r"`(test_\w+)`", HOWTO.read_text(encoding="utf-8")))
    files = [Path(__file__).with_name(name) for name in ("test_fields.py", "test_table.py")]
    there = {name for file in files for name in re.findall(r"^def (test_\w+)", file.read_text(), re.MULTILINE)}
    assert named == there
