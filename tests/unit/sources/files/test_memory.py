"""Memory does not depend on how long a file is."""

from __future__ import annotations

import tracemalloc
from pathlib import Path

import pytest

from tests.contract.sources.builders import read_and_settle
from tests.contract.sources.file_kit import FileKit

MEGABYTE = 1024**2


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_long_file_takes_the_memory_of_a_few_thousand_rows(kind: str, tmp_path: Path) -> None:
    """The rows have 10 MB."""
    kit = FileKit(tmp_path, kind)
    kit.drop("dosen_0", ["-1", "Ani"])
    # What is imported at the first use only is not memory that a file takes.
    _, position = read_and_settle(kit.source)
    kit.drop("dosen_1", *([str(number), "Ani Lestari " * 40] for number in range(20_000)))
    tracemalloc.start()
    with kit.source.read(position) as reading:
        assert sum(1 for _ in reading.records) == 20_000
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert most / MEGABYTE < 6
