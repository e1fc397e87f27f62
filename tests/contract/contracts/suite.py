"""What every contract must stand, beyond being read: each function raises AssertionError when it does not."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from pymysql.connections import Connection

from include.audit.contracts import pin, pinned_contract
from include.contract.model import Contract
from include.contract.standard import standard_problems
from include.contract.trial import trial_problems
from include.records import OffsetRange, PlannedBatch
from include.sinks.warehouse.ddl import columns, prepare


def runs_on_example_rows(contract: Contract) -> None:
    assert [str(problem) for problem in trial_problems(contract)] == []


def passes_the_standards_own_lint(contract: Contract) -> None:
    assert [str(problem) for problem in standard_problems(contract)] == []


def comes_back_from_its_pinned_text(contract: Contract, connection: Connection[Any]) -> None:
    pin(connection, contract)
    offsets = OffsetRange(contract.topic.name, "id", 0, 0, 1)
    batch = PlannedBatch("batch", contract.dataset, offsets, contract.version, "code")
    pinned = pinned_contract(connection, batch)
    assert replace(pinned, path=contract.path) == contract


def has_a_table_with_its_columns(contract: Contract, connection: Connection[Any]) -> None:
    for sink in contract.sinks:
        prepare(connection, contract, sink)
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT * FROM `{sink.table}`")
            assert [column[0] for column in cursor.description] == list(columns(contract))
