"""What was loaded can be compared with the messages again."""

from __future__ import annotations

from include.contract.model import Mode
from include.sinks.base import Difference
from tests.contract.sinks.builders import Row, row, table_of
from tests.contract.sinks.kit import Kit, Table
from tests.contract.sinks.suite.promise import promise


def compared(table: Table, *messages: Row, start: int = 0) -> Difference:
    """The table beside messages at consecutive offsets of partition 0."""
    return table.sink.difference(table.contract, table_of(table.contract, 0, list(enumerate(messages, start))))


@promise
def what_was_loaded_lacks_nothing(kit: Kit) -> None:
    for mode in Mode:
        table = kit.table(mode)
        messages = [
            row("a", 1),
            row("a", 3, nama="Ani"),
            row("a", 3, nama="Ani"),
            row("a", 2),
            row("b", 1, deleted=True),
        ]
        table.load(*messages)
        table.load(row("a", 4), row("b", 1, deleted=True), partition=1)
        assert compared(table, *messages) == compared(table) == Difference()


@promise
def a_row_that_is_not_there_is_lacking(kit: Kit) -> None:
    for mode in Mode:
        table = kit.table(mode)
        messages = [row("a", 1), row("b", 1), row("c", 1)]
        table.load(*messages)
        kit.lose(table.contract, 1)
        assert compared(table, *messages) == Difference(lacking=(1,))
        assert compared(table, row("d", 1), start=3) == Difference(lacking=(3,))


@promise
def a_row_by_an_older_contract_is_lacking(kit: Kit) -> None:
    for mode in Mode:
        table = kit.table(mode)
        table.load(row("a", 1), row("b", 1))
        newer = table.by_version("1.0.1")
        newer.load(row("a", 1), start=0, generation=1)
        assert compared(newer, row("a", 1), row("b", 1)) == Difference(lacking=(1,))


@promise
def a_row_by_a_newer_contract_stands_for_the_older(kit: Kit) -> None:
    for mode in Mode:
        table = kit.table(mode)
        table.by_version("2.0.0").load(row("a", 1), row("b", 1))
        assert compared(table, row("a", 1), row("b", 1)) == Difference()
