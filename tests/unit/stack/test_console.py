from __future__ import annotations

import pytest

from stack.console import ProgressLine


def test_progress_that_goes_into_a_file_is_a_line_for_each_change(capsys: pytest.CaptureFixture[str]) -> None:
    line = ProgressLine()
    for loaded in (0, 0, 0, 12, 12):
        line.show(f"{loaded} of 12 messages loaded")
    line.end()

    assert capsys.readouterr().out == "  0 of 12 messages loaded\n  12 of 12 messages loaded\n"
