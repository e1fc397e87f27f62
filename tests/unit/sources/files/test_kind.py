from __future__ import annotations

import io
import re

import pytest

from include.sources.file_kind import CHUNK, contains


@pytest.mark.parametrize("before", [0, CHUNK - 5, CHUNK, 2 * CHUNK - 1])
def test_what_is_looked_for_is_found_wherever_it_stands(before: int) -> None:
    assert contains(io.BytesIO(b"x" * before + b"<f>A1*2</f>"), re.compile(rb"<f>A1"))


def test_what_is_not_there_is_not_found() -> None:
    assert not contains(io.BytesIO(b"x" * 3 * CHUNK), re.compile(rb"<f>"))
