"""Rows and position move together: each batch once, in order, whole or not at all."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from include.contract.model import Mode
from include.errors import KampusError, LedgerGap
from include.sinks.base import LoadOutcome
from tests.contract.sinks.builders import Refused, row
from tests.contract.sinks.kit import RUN, Kit, Table
from tests.contract.sinks.suite.promise import counts, promise


@promise
def an_empty_batch_moves_the_ledger_and_is_audited(kit: Kit) -> None:
    table = kit.table(Mode.UPSERT)
    batch = table.plan(offsets=7)
    assert table.sink.load(batch, table.contract, table.stage(batch), RUN) == counts()
    assert table.ledger() == {0: 7}
    assert [(a["read_count"], a["start_offset"], a["end_offset"]) for a in table.audit()] == [(0, 0, 7)]


@promise
def two_pipelines_load_one_table_side_by_side(kit: Kit) -> None:
    table = kit.table(Mode.UPSERT)
    other = table.beside()
    together = threading.Barrier(2)

    def load(mine: Table, partition: int, name: str) -> list[LoadOutcome]:
        together.wait()
        return [
            mine.load(*(row(f"{name}{batch}{n:04d}") for n in range(1000)), partition=partition) for batch in range(3)
        ]

    with ThreadPoolExecutor() as pool:
        running = [pool.submit(load, table, 0, "a"), pool.submit(load, other, 1, "b")]
        assert [one.result() for one in running] == [[counts(loaded=1000)] * 3] * 2
    assert len(table.read("kode")) == 6000
    assert table.ledger() == {0: 3000, 1: 3000}


@promise
def a_second_copy_of_a_batch_loads_nothing_and_says_what_the_first_did(kit: Kit) -> None:
    table = kit.table(Mode.APPEND)
    batch = table.plan(offsets=3)
    staged = table.stage(batch, row("a"), row("a"), Refused("rusak"))
    assert table.sink.committed(batch) is None
    first = table.sink.load(batch, table.contract, staged, RUN)
    assert first == table.counts(loaded=1, skipped=1, rejected=1)
    again = table.sink.load(batch, table.contract, staged, RUN)
    assert again == replace(first, already=True)
    assert table.sink.committed(batch) == again
    assert len(table.read("kode")) == len(table.rejects()) == len(table.audit()) == 1
    assert table.rejects()[0]["attempts"] == 1


@promise
def of_two_copies_at_the_same_moment_one_loads(kit: Kit) -> None:
    table = kit.table(Mode.APPEND)
    batch = table.plan(offsets=2000)
    staged = table.stage(batch, *(row(f"{n}") for n in range(2000)))
    together = threading.Barrier(2)

    def load(mine: Table) -> LoadOutcome:
        together.wait()
        return mine.sink.load(batch, table.contract, staged, RUN)

    with ThreadPoolExecutor() as pool:
        outcomes = list(pool.map(load, [table, table.beside()]))
    assert sorted(outcome.already for outcome in outcomes) == [False, True]
    assert [replace(outcome, already=False) for outcome in outcomes] == [counts(loaded=2000)] * 2
    assert len(table.audit()) == 1


@promise
def a_ledger_in_the_middle_of_a_range_takes_the_rest_and_says_so(kit: Kit) -> None:
    table = kit.table(Mode.UPSERT)
    table.load(row("a", 1), row("b", 1), row("c", 1))
    overlapping = table.load(row("b", 9), row("c", 9), row("d", 2), Refused("rusak"), row("d", 1), start=1)
    assert overlapping == table.counts(loaded=1, superseded=1, rejected=1)
    assert table.read("kode", "_version") == [(k, f"{v:020d}") for k, v in [("a", 1), ("b", 1), ("c", 1), ("d", 2)]]
    assert table.ledger() == {0: 6}
    assert [(a["start_offset"], a["end_offset"], a["clipped_from"]) for a in table.audit()] == [(0, 3, None), (3, 6, 1)]


@promise
def a_ledger_before_the_batch_is_a_gap(kit: Kit) -> None:
    table = kit.table(Mode.UPSERT)
    table.plan(offsets=2)
    with pytest.raises(LedgerGap, match=r"stands at 0, before the batch.*run ingest__"):
        table.load(row("c"))
    assert (table.read("kode"), table.audit(), table.ledger().get(0, 0)) == ([], [], 0)


@promise
def another_incarnation_of_the_topic_is_a_gap(kit: Kit) -> None:
    table = kit.table(Mode.UPSERT)
    table.load(row("a"), row("b"))
    batch = table.plan(offsets=1, start=0, topic_id=f"{table.topic_id}-baru")
    with pytest.raises(LedgerGap, match=r"stands at 2 of topic id .*; the batch was planned for topic id .*-baru"):
        table.sink.load(batch, table.contract, table.stage(batch, row("c")), RUN)
    assert table.sink.committed(batch) is None
    assert table.read("kode") == [("a",), ("b",)]


@promise
def a_batch_that_was_never_planned_is_not_loaded(kit: Kit) -> None:
    table = kit.table(Mode.UPSERT)
    planned = table.plan(offsets=1)
    unplanned = replace(planned, range=replace(planned.range, partition=1))
    with pytest.raises(LedgerGap, match="not in etl_plan"):
        table.sink.load(unplanned, table.contract, table.stage(unplanned, row("a")), RUN)
    assert table.read("kode") == []


@promise
def a_load_that_fails_in_the_middle_leaves_nothing(kit: Kit) -> None:
    table = kit.table(Mode.UPSERT)
    table.load(row("a", 1, nama="Ani"))
    batch = table.plan(offsets=3)
    staged = table.stage(batch, row("a", 2, nama="Anita"), row("b", 1), Refused("rusak"))
    with kit.failing(), pytest.raises(KampusError):
        table.sink.load(batch, table.contract, staged, RUN)
    assert table.read("kode", "nama") == [("a", "Ani")]
    assert (table.rejects(), len(table.audit()), table.ledger()) == ([], 1, {0: 1})
    assert table.sink.load(batch, table.contract, staged, RUN) == counts(loaded=2, rejected=1)
