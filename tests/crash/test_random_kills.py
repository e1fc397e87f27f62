"""A small campaign of random kills is right, and finds out a pipeline that is not."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from crash.campaign import Campaign, Plan
from crash.report import written
from crash.servers import Servers
from tests.crash.broken import commit_the_rows_first, move_the_ledger_first


def test_kills_at_random_lose_nothing_and_double_nothing(mortal: Servers, tmp_path: Path) -> None:
    plan = Plan(seed=20260803, kills=25)
    findings = Campaign(plan, tmp_path, mortal, tell=print).run()
    assert findings.problem is None
    assert (len(findings.records), findings.lost, findings.doubled) == (25, 0, 0)
    assert findings.messages > 500
    assert "| **all** | 25 |" in written(plan, findings, mortal, seconds=60)


@pytest.mark.parametrize(("break_it", "found"), [(move_the_ledger_first, "lost"), (commit_the_rows_first, "doubled")])
def test_a_pipeline_with_rows_and_ledger_in_two_commits_is_found_out(
    mortal: Servers, tmp_path: Path, break_it: Callable[[], None], found: str
) -> None:
    plan = Plan(seed=1 if found == "lost" else 2, kills=12, compare_every=6)
    findings = Campaign(plan, tmp_path, mortal, tell=print, break_something=break_it).run()
    assert getattr(findings, found) > 0
    assert findings.problem is not None
