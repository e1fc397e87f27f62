"""Memory does not depend on how long a list is."""

from __future__ import annotations

import tracemalloc
from pathlib import Path

from stack.campus.api import CampusApi
from tests.contract.sources.builders import read_and_settle
from tests.contract.sources.web_kit import OFFSET, WebKit

MEGABYTE = 1024**2


def peak(kit: WebKit) -> float:
    """Megabytes that a first extract and one that compares everything took at most, beyond what was there."""
    with kit.source.read(None) as first:
        tracemalloc.start()
        for _ in first.records:
            pass
    with kit.source.read(first.position) as second:
        assert next(second.records, None) is None
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return most / MEGABYTE


def test_a_list_takes_the_memory_of_a_few_pages(api: CampusApi, tmp_path: Path) -> None:
    """The list has 5 MB, each page 0.1."""
    kit = WebKit(api, tmp_path, pages={**OFFSET, "size": 200}, requestsPerSecond=100_000)
    kit.rows.extend({"id": f"{number:036d}", "nama": "Ani Lestari " * 20} for number in range(8_000))
    # What is imported at the first use only is not memory that a list takes.
    read_and_settle(kit.source)

    assert peak(kit) < 3
