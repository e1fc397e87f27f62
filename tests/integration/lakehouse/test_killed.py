"""A load may be killed at any point and run again: nothing is lost and nothing is counted twice."""

from __future__ import annotations

import pytest

from include.contract.model import Mode
from tests.contract.sinks.builders import Refused, contract, row
from tests.contract.sinks.kit import RUN, Kit, Table
from tests.integration.lakehouse import victim
from tests.integration.lakehouse.builders import Batch, audited, batch, contents, forget_audit, law, loads, planned_from


def whole(table: Table) -> None:
    """Both batches are there once."""
    assert contents(table) == {(0, 0, "a"): 1, (0, 1, "b"): 1, (0, 3, "a"): 1}
    assert (loads(table), table.ledger(), planned_from(table)) == (2, {0: 4}, {0: 4})
    assert audited(table) == [(0, 0, 3, 2, 1), (0, 3, 4, 1, 0)]
    assert [(reject["message_offset"], reject["attempts"]) for reject in table.rejects()] == [(2, 1)]
    assert law(table) == []


def load(table: Table, one: Batch) -> bool:
    """Whether it was loaded already."""
    planned, staged = one
    return table.sink.load(planned, table.contract, staged, RUN).already


@pytest.mark.parametrize("point", victim.POINTS)
def test_a_load_killed_at_any_point_is_simply_run_again(table: Table, point: str) -> None:
    first = batch(table, row("a"), row("b"), Refused("rusak"))
    assert victim.start(table, first, die=point).wait(victim.PATIENCE) == -9
    assert load(table, first) is (point in ("after_commit", "after_audit_row"))
    assert not load(table, batch(table, row("a", 2)))
    whole(table)


def test_a_first_load_killed_after_it_made_the_table_is_simply_run_again(kit: Kit) -> None:
    table = Table(kit, kit.sink(), contract("lakehouse", Mode.UPSERT))
    first = batch(table, row("a"), row("b"), Refused("rusak"))
    assert victim.start(table, first, die="after_commit").wait(victim.PATIENCE) == -9
    assert not load(table, first)
    assert not load(table, batch(table, row("a", 2)))
    whole(table)


def test_the_next_batch_tells_the_warehouse_what_a_kill_left_out(table: Table) -> None:
    assert not load(table, batch(table, row("a"), row("b"), Refused("rusak")))
    before = [{**row, "audit_id": 0, "committed_at": 0} for row in table.audit()]
    forget_audit(table)
    assert not load(table, batch(table, row("a", 2)))
    whole(table)
    assert [{**row, "audit_id": 0, "committed_at": 0} for row in table.audit()][:1] == before


def test_preparing_tells_the_warehouse_what_a_kill_left_out(table: Table) -> None:
    for messages in ((row("a"), row("b"), Refused("rusak")), (row("a", 2),)):
        assert not load(table, batch(table, *messages))
    forget_audit(table)
    table.sink.prepare(table.contract)
    whole(table)


def test_asking_what_was_committed_tells_the_warehouse_what_a_kill_left_out(table: Table) -> None:
    first = batch(table, row("a"), row("b"), Refused("rusak"))
    second = batch(table, row("a", 2))
    assert not load(table, first)
    assert not load(table, second)
    forget_audit(table)
    outcome = table.sink.committed(second[0])
    assert outcome is not None
    assert (outcome.loaded, outcome.already) == (1, True)
    whole(table)
