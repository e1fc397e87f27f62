"""A load or a publication may be killed at any point and run again: nothing is lost, nothing is twice, no reader sees half."""

from __future__ import annotations

import random
import time
from collections import Counter
from pathlib import Path

import pytest

from include.contract.model import Mode
from include.sinks.olap.copies import newest_copy
from tests.contract.sinks.builders import Refused, row
from tests.contract.sinks.kit import Table
from tests.contract.sinks.olap_kit import OlapKit
from tests.integration.olap import victim
from tests.integration.olap.builders import (
    audited,
    batch,
    forget_the_trail,
    law,
    load,
    planned_from,
    published,
)


def whole(table: Table) -> None:
    """Both batches are there once."""
    assert table.read("kode", "_offset") == [("a", 3), ("b", 1)]
    assert (table.ledger(), planned_from(table)) == ({0: 4}, {0: 4})
    assert audited(table) == [(0, 0, 3, 2, 1), (0, 3, 4, 1, 0)]
    assert [(reject["message_offset"], reject["attempts"]) for reject in table.rejects()] == [(2, 1)]
    assert law(table) == []


@pytest.mark.parametrize("point", victim.LOADING)
def test_a_load_killed_at_any_point_is_simply_run_again(table: Table, point: str) -> None:
    first = batch(table, row("a"), row("b"), Refused("rusak"))
    assert victim.start(table, first, die=point).wait(victim.PATIENCE) == -9
    assert load(table, first) is (point in {"after_the_commit", "after_the_audit_row"})
    assert not load(table, batch(table, row("a", 2)))
    whole(table)


def test_the_next_batch_tells_the_warehouse_what_a_kill_left_out(table: Table) -> None:
    assert not load(table, batch(table, row("a"), row("b"), Refused("rusak")))
    before = [{**audit, "audit_id": 0} for audit in table.audit()]
    forget_the_trail(table)
    assert not load(table, batch(table, row("a", 2)))
    whole(table)
    assert [{**audit, "audit_id": 0} for audit in table.audit()][:1] == before


def test_preparing_tells_the_warehouse_what_a_kill_left_out(table: Table) -> None:
    for messages in ((row("a"), row("b"), Refused("rusak")), (row("a", 2),)):
        assert not load(table, batch(table, *messages))
    forget_the_trail(table)
    table.sink.prepare(table.contract)
    whole(table)


def test_asking_what_was_committed_tells_the_warehouse_what_a_kill_left_out(table: Table) -> None:
    first, second = batch(table, row("a"), row("b"), Refused("rusak")), batch(table, row("a", 2))
    assert not load(table, first)
    assert not load(table, second)
    forget_the_trail(table)
    outcome = table.sink.committed(second[0])
    assert outcome is not None
    assert (outcome.loaded, outcome.already) == (1, True)
    whole(table)


@pytest.mark.parametrize("point", victim.PUBLISHING)
def test_a_publication_killed_at_any_point_leaves_readers_a_whole_copy_and_is_simply_run_again(
    table: Table, point: str
) -> None:
    load(table, batch(table, row("a", 1)))
    assert published(table) == [("a", 1)]
    load(table, batch(table, row("a", 2)))
    assert victim.start(table, die=point).wait(victim.PATIENCE) == -9
    assert published(table) == [("a", 2 if point == "after_the_link" else 1)]
    table.sink.publish()
    assert published(table) == [("a", 2)]
    assert not (table.kit.settings.copies / ".half").exists()


def test_a_load_killed_while_it_publishes_is_loaded(kit: OlapKit) -> None:
    table = kit.table(Mode.UPSERT)
    first = batch(table, row("a"))
    assert victim.start(table, first, die="half_copied").wait(victim.PATIENCE) == -9
    assert newest_copy(kit.settings) is None
    assert load(table, first)
    table.sink.publish()
    assert published(table) == [("a", 1)]


def test_kills_at_random_moments_lose_and_double_nothing(kit: OlapKit, tmp_path: Path) -> None:
    dice = random.Random(20260803)
    table = kit.table(Mode.APPEND)
    batches = [batch(table, *(row(f"{n}-{m}") for m in range(999)), Refused("rusak")) for n in range(10)]
    ends = []
    for life in range(5):
        process = victim.start(table, *batches, marks=tmp_path / f"{life}")
        victim.wait_for(tmp_path / f"{life}" / "started")
        time.sleep(dice.uniform(0.0, 0.5))
        process.kill()
        ends.append(process.wait(victim.PATIENCE))
    assert -9 in ends
    victim.said(victim.start(table, *batches))
    assert Counter(table.read("kode", "_offset")) == {
        (f"{n}-{m}", 1000 * n + m): 1 for n in range(10) for m in range(999)
    }
    assert audited(table) == [(0, 1000 * n, 1000 * n + 1000, 999, 1) for n in range(10)]
    assert (table.ledger(), planned_from(table), law(table)) == ({0: 10_000}, {0: 10_000}, [])
    assert [(len(table.rejects()), {reject["attempts"] for reject in table.rejects()})] == [(10, {1})]
