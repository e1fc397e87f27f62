from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from include.audit.conservation import Lane, violations
from include.contract.model import Mode
from include.database import connect
from include.errors import LoadMismatch
from include.settings import DatabaseSettings
from include.sinks.warehouse import sink
from include.sinks.warehouse.write import Written
from tests.contract.sinks.builders import Refused, row
from tests.contract.sinks.kit import RUN, Table
from tests.contract.sinks.warehouse_kit import WarehouseKit
from tests.integration.audit.builders import execute


@pytest.fixture
def table(database: DatabaseSettings, tmp_path: Path) -> Table:
    made = WarehouseKit(database, tmp_path).table(Mode.UPSERT)
    made.load(row("a", 1), row("b", 1), Refused("rusak"))
    made.load(row("a", 2), row("b", 1))
    made.load(row("c"), partition=1, start=50)
    return made


def found(table: Table, lane: Lane | None = None, since: int = 0) -> list[str]:
    with connect(table.kit.warehouse) as connection:
        return [
            text.removeprefix(f"{table.contract.dataset} ")
            for text in violations(connection, table.contract.dataset, lane, since)
        ]


def test_the_law_holds_after_ordinary_loads(table: Table) -> None:
    assert found(table) == []


BROKEN = {
    "a_message_without_an_outcome": (
        "UPDATE etl_audit SET loaded = loaded - 1 WHERE start_offset = 3",
        ["warehouse generation 0 partition 0 3..5: read 2, accounted for 1"],
    ),
    "more_messages_than_offsets": (
        "UPDATE etl_audit SET read_count = 6, loaded = 5 WHERE start_offset = 3",
        ["warehouse generation 0 partition 0 3..5: read 6 messages of 2 offsets"],
    ),
    "a_count_below_zero": (
        "UPDATE etl_audit SET superseded = -1, loaded = loaded + 1 WHERE start_offset = 3",
        ["warehouse generation 0 partition 0 3..5: a count below zero among (2, 2, 0, -1, 1)"],
    ),
    "a_gap_between_two_ranges": (
        "UPDATE etl_audit SET start_offset = 4, read_count = 1, skipped = 0 WHERE start_offset = 3",
        ["warehouse generation 0 partition 0 4..5: begins at 4, the range before it ended at 3"],
    ),
    "a_range_twice": (
        "UPDATE etl_audit SET start_offset = 2 WHERE start_offset = 3",
        ["warehouse generation 0 partition 0 2..5: begins at 2, the range before it ended at 3"],
    ),
    "a_reject_that_is_not_in_quarantine": (
        "DELETE FROM etl_quarantine",
        ["warehouse generation 0 partition 0 0..3: 1 rejected, 0 in quarantine"],
    ),
    "a_ledger_that_stands_elsewhere": (
        "UPDATE etl_ledger SET next_offset = 99 WHERE partition_id = 1",
        ["warehouse generation 0 partition 1: the ledger stands at 99, the last range ended at 51"],
    ),
}


@pytest.mark.parametrize("broken", BROKEN)
def test_each_breach_is_found_and_named(table: Table, broken: str) -> None:
    statement, expected = BROKEN[broken]
    execute(table.kit.warehouse, statement)
    assert found(table) == expected


def test_ranges_may_be_looked_at_from_an_offset_on(table: Table) -> None:
    execute(table.kit.warehouse, "UPDATE etl_audit SET loaded = 9 WHERE start_offset = 0")
    assert found(table, Lane("warehouse", 0, 0), since=3) == []
    assert found(table, Lane("warehouse", 0, 1)) == []
    assert found(table, Lane("lakehouse", 0, 0)) == []
    assert found(table, Lane("warehouse", 1, 0)) == []
    assert len(found(table, Lane("warehouse", 0, 0))) == 1


@pytest.mark.parametrize(
    ("lie", "message"),
    [
        (Written(2, 0, 0), r"read 1, accounted for 2"),
        (Written(2, -1, 0), r"a count below zero"),
    ],
    ids=["one_too_many", "below_zero"],
)
def test_a_load_that_breaks_the_law_is_never_committed(
    table: Table, monkeypatch: pytest.MonkeyPatch, lie: Written, message: str
) -> None:
    honest = sink.write

    def lying(*arguments: object) -> Written:
        honest(*arguments)  # type: ignore[arg-type]
        return lie

    monkeypatch.setattr(sink, "write", lying)
    with pytest.raises(LoadMismatch, match=f"{message}.*Rolled back"):
        table.load(row("d"))
    assert (table.ledger()[0], len(table.audit())) == (5, 3)
    assert ("d",) not in table.read("kode")


def test_a_batch_that_was_staged_with_other_rows_than_were_read_is_never_committed(table: Table) -> None:
    batch = table.plan(offsets=3)
    staged = replace(table.stage(batch, row("d"), row("e")), read=3)
    with pytest.raises(LoadMismatch, match="read 2 messages of 3 in staging"):
        table.sink.load(batch, table.contract, staged, RUN)


def test_a_load_that_does_not_follow_the_last_one_is_never_committed(table: Table) -> None:
    execute(table.kit.warehouse, "UPDATE etl_ledger SET next_offset = 4 WHERE partition_id = 0")
    with pytest.raises(LoadMismatch, match="begins at 4, the range before it ended at 5"):
        table.load(row("d"), row("e"), row("f"), start=4)
