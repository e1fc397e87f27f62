"""What comes back from a backup, or from nothing, catches up by itself."""

from __future__ import annotations

import pytest

from include.audit.plan import open_batches
from include.contract.model import Mode
from include.database import connect
from include.errors import FinalError, LedgerGap
from include.records import OffsetRange
from include.sinks.olap.restore import begin_anew, put_back
from include.sinks.olap.retire import retire_topic
from tests.contract.sinks.builders import ADDED, Refused, row, with_field
from tests.contract.sinks.kit import RUN, Table
from tests.contract.sinks.olap_kit import OlapKit
from tests.contract.sinks.suite.promise import counts
from tests.integration.olap.builders import Batch, audited, batch, forget_the_trail, law, load, planned_from, published


def open_ranges(table: Table) -> list[tuple[int, int, int]]:
    """Partition, start and end of what the planner would have loaded."""
    with connect(table.kit.warehouse) as connection:
        found: list[OffsetRange] = [each.range for each in open_batches(connection, table.contract)]
    return [(range_.partition, range_.start, range_.end) for range_ in found]


@pytest.fixture
def three(table: Table) -> list[Batch]:
    """Three batches that are loaded; the store was published after the first."""
    batches = [
        batch(table, row("a", 1), row("b", 1)),
        batch(table, row("a", 2), Refused("rusak")),
        batch(table, row("c")),
    ]
    for one in batches:
        load(table, one)
    assert published(table) == [("a", 1), ("b", 1)]
    return batches


def whole(table: Table) -> None:
    assert table.read("kode", "_offset") == [("a", 2), ("b", 1), ("c", 4)]
    assert (table.ledger(), planned_from(table), open_ranges(table)) == ({0: 5}, {0: 5}, [])
    assert audited(table) == [(0, 0, 2, 2, 0), (0, 2, 4, 1, 1), (0, 4, 5, 1, 0)]
    assert [reject["attempts"] for reject in table.rejects()] == [1]
    assert law(table) == []


def test_a_lost_store_comes_back_from_its_newest_copy_and_loads_what_the_copy_lacks(
    table: Table, three: list[Batch]
) -> None:
    put_back(table.kit.settings)
    table.sink.prepare(table.contract)
    assert open_ranges(table) == [(0, 2, 4), (0, 4, 5)]
    assert [load(table, one) for one in three] == [True, False, False]
    whole(table)
    table.sink.publish()
    assert published(table) == [("a", 2), ("b", 1), ("c", 1)]


def test_a_store_that_came_back_takes_new_fields(table: Table, three: list[Batch]) -> None:
    put_back(table.kit.settings)
    changed = table.with_contract(with_field(table.contract, ADDED))
    for one in three[1:]:
        load(table, one)
    changed.load(row("d", warna="biru"))
    changed.sink.publish()
    assert changed.read("kode", "warna") == [("a", None), ("b", None), ("c", None), ("d", "biru")]


def test_a_store_without_a_copy_is_loaded_again_from_nothing(table: Table, three: list[Batch]) -> None:
    begin_anew(table.kit.settings)
    table.sink.prepare(table.contract)
    assert open_ranges(table) == [(0, 0, 2), (0, 2, 4), (0, 4, 5)]
    assert [load(table, one) for one in three] == [False] * 3
    whole(table)


def test_a_store_that_began_anew_asks_for_its_first_batch_first(table: Table, three: list[Batch]) -> None:
    begin_anew(table.kit.settings)
    with pytest.raises(LedgerGap, match="stands at 0, before the batch"):
        load(table, three[1])


def test_the_trail_of_a_warehouse_that_came_back_from_a_backup_is_made_whole(table: Table, three: list[Batch]) -> None:
    forget_the_trail(table)
    assert [load(table, one) for one in three] == [True] * 3
    whole(table)


def test_a_sink_that_is_switched_on_later_loads_all_that_was_planned(kit: OlapKit) -> None:
    table = kit.table(Mode.UPSERT)
    batches = [batch(table, row("a", 1)), batch(table, row("a", 2)), batch(table, row("b"), partition=1)]
    assert open_ranges(table) == [(0, 0, 1), (0, 1, 2), (1, 0, 1)]
    for one in batches:
        load(table, one)
    assert open_ranges(table) == []


def test_a_batch_planned_with_a_field_that_the_store_never_had_still_loads(kit: OlapKit) -> None:
    table = kit.table(Mode.UPSERT)
    older = with_field(table.contract, ADDED)
    planned = Table(kit, table.sink, older)
    assert planned.load(row("a", warna="biru")) == counts(loaded=1)
    assert table.read("kode", "warna") == [("a", "biru")]


def test_a_damaged_store_says_how_it_comes_back(table: Table, three: list[Batch]) -> None:
    table.kit.settings.file.write_bytes(b"x" * 20_000)
    with pytest.raises(FinalError, match="Put the newest copy in its place"):
        table.sink.position(table.contract)
    put_back(table.kit.settings)
    assert [load(table, one) for one in three] == [True, False, False]
    whole(table)


def test_each_generation_has_a_ledger_of_its_own(table: Table) -> None:
    table.load(row("a", 1), row("b", 1))
    assert table.load(row("a", 1), start=0, generation=3) == counts(skipped=1)
    assert (table.sink.position(table.contract), table.sink.position(table.contract, 3)) == ({0: 2}, {0: 1})


def test_a_topic_that_was_made_again_is_loaded_once_the_old_one_is_retired(table: Table) -> None:
    table.load(row("a"), row("b"))
    again = table.plan(offsets=1, start=0, topic_id="topik-baru")
    staged = table.stage(again, row("c"))
    with pytest.raises(LedgerGap, match="of topic id"):
        table.sink.load(again, table.contract, staged, RUN)
    assert retire_topic(table.kit.settings, table.kit.warehouse, table.contract.dataset, table.topic_id)
    assert planned_from(table) == {0: 0}
    assert table.sink.load(again, table.contract, staged, RUN) == counts(loaded=1)
    assert not retire_topic(table.kit.settings, table.kit.warehouse, table.contract.dataset, table.topic_id)
    assert (table.read("kode"), table.ledger(), planned_from(table)) == ([("a",), ("b",), ("c",)], {0: 1}, {0: 1})
