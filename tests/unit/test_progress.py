from __future__ import annotations

import logging
import re
from threading import Event

import pytest

from include.progress import told

log = logging.getLogger("include.progress.uji")


def test_work_that_goes_on_says_how_many_and_how_fast_and_in_the_end_how_long(caplog: pytest.LogCaptureFixture) -> None:
    rows, asked_again = iter([1_000, 3_000]), Event()

    def count() -> int:
        there = next(rows, 3_000)
        if there == 3_000:
            asked_again.set()
        return there

    with caplog.at_level(logging.INFO, log.name), told(log, "rows of dosen read", count, every=0.01):
        assert asked_again.wait(10)

    first, *_, last = caplog.messages
    assert re.fullmatch(r"1,000 rows of dosen read, [\d,]+ a second", first)
    assert re.fullmatch(r"3,000 rows of dosen read in \d+\.\d s, [\d,]+ a second", last)


def test_work_that_fails_says_no_end(caplog: pytest.LogCaptureFixture) -> None:
    with (
        pytest.raises(ValueError, match="rusak"),
        caplog.at_level(logging.INFO, log.name),
        told(log, "rows of dosen read", lambda: 7),
    ):
        raise ValueError("rusak")

    assert caplog.messages == []
