"""What must not be committed leaves nothing behind, and a message that shows no value."""

from __future__ import annotations

from dataclasses import replace

import pytest

from include.errors import FinalError, LoadMismatch
from include.sinks.olap.store import opened
from tests.contract.sinks.builders import Refused, row
from tests.contract.sinks.kit import RUN, Table
from tests.contract.sinks.suite.promise import counts
from tests.integration.olap.builders import audited, batch, planned_from


def alter(table: Table, change: str) -> None:
    with opened(table.kit.settings, "alter it by hand") as store:
        store.execute(change.format(table=table.contract.dataset))


def nothing_of_it(table: Table) -> None:
    """Only the first batch, of one row, is there."""
    assert table.read("kode", "nama") == [("a", "Ani")]
    assert (table.rejects(), audited(table)) == ([], [(0, 0, 1, 1, 0)])
    assert (table.ledger(), planned_from(table)) == ({0: 1}, {0: 1})


def test_messages_that_are_not_accounted_for_roll_the_batch_back(table: Table) -> None:
    table.load(row("a", nama="Ani"))
    planned, staged = batch(table, row("b"), Refused("rusak"), row("c"))
    with pytest.raises(LoadMismatch, match="read 3 messages of 4 in staging"):
        table.sink.load(planned, table.contract, replace(staged, read=4), RUN)
    nothing_of_it(table)
    assert table.sink.load(planned, table.contract, staged, RUN) == counts(loaded=2, rejected=1)


def test_a_row_that_the_table_refuses_rolls_the_batch_back(table: Table) -> None:
    table.load(row("a", nama="Ani"))
    alter(table, "ALTER TABLE {table} ALTER nama SET NOT NULL")
    with pytest.raises(LoadMismatch, match=r"does not take the batch \(ConstraintException\)") as refusal:
        table.load(row("rahasia"), Refused("rusak"))
    nothing_of_it(table)
    assert "rahasia" not in str(refusal.value)
    assert refusal.value.__cause__ is None


def test_a_table_that_somebody_altered_is_refused_before_anything_is_written(table: Table) -> None:
    table.load(row("a", nama="Ani"))
    alter(table, "ALTER TABLE {table} ALTER jumlah TYPE INTEGER")
    with pytest.raises(FinalError, match='"jumlah" is INTEGER, expected BIGINT'):
        table.load(row("b", jumlah=1), Refused("rusak"))
    nothing_of_it(table)


def test_an_older_version_of_a_key_that_somebody_made_twice_is_refused(table: Table) -> None:
    table.load(row("a", 5, nama="Ani"))
    alter(table, "INSERT INTO {table} SELECT * FROM {table}")
    with pytest.raises(LoadMismatch, match=r"Rolled back"):
        table.load(row("a", 3))
    assert (table.ledger(), len(table.read("kode"))) == ({0: 1}, 2)
