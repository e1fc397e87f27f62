"""What is written down of rejected messages, by several sinks, and by the same batch again."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from include.audit import quarantine
from include.contract.model import Mode
from include.database import connect
from include.records import PlannedBatch
from include.settings import DatabaseSettings
from include.staging import StagedBatch
from tests.contract.sinks.builders import Refused, Row, row
from tests.contract.sinks.kit import Table
from tests.contract.sinks.warehouse_kit import WarehouseKit
from tests.integration.audit.builders import execute

SINKS = ("warehouse", "lakehouse", "olap")
ATTEMPTS = "SELECT message_offset, sink, outcome FROM etl_attempt ORDER BY message_offset, sink, outcome"


@pytest.fixture
def table(database: DatabaseSettings, tmp_path: Path) -> Table:
    return WarehouseKit(database, tmp_path).table(Mode.UPSERT)


def record(database: DatabaseSettings, batch: PlannedBatch, sink: str, staged: StagedBatch, position: int = 0) -> None:
    with connect(database) as connection:
        quarantine.record(connection, batch, sink, staged, position)
        connection.commit()


def test_the_same_batch_again_is_no_new_attempt_and_another_sink_is_one(
    database: DatabaseSettings, table: Table
) -> None:
    batch = table.plan(offsets=2)
    staged = table.stage(batch, Refused("rusak"), row("a"))
    for sink in ("warehouse", "warehouse", "olap"):
        record(database, batch, sink, staged)
    assert execute(database, ATTEMPTS) == [(0, "olap", "ditolak"), (0, "warehouse", "ditolak")]
    assert execute(database, "SELECT attempts, status FROM v_karantina") == [(1, "menunggu")]


def test_what_lies_before_the_position_of_a_restored_sink_is_left_out(database: DatabaseSettings, table: Table) -> None:
    batch = table.plan(offsets=2)
    record(database, batch, "warehouse", table.stage(batch, Refused("rusak"), Refused("rusak")), position=1)
    assert execute(database, ATTEMPTS) == [(1, "warehouse", "ditolak")]


def test_all_sinks_may_write_down_the_same_messages_at_once(database: DatabaseSettings, table: Table) -> None:
    for number in range(3):
        batch = table.plan(offsets=2_000)
        staged = table.stage(batch, *(Refused("rusak") for _ in range(2_000)))
        together = threading.Barrier(len(SINKS))

        def at_once(
            sink: str, batch: PlannedBatch = batch, staged: StagedBatch = staged, together: threading.Barrier = together
        ) -> None:
            together.wait()
            record(database, batch, sink, staged)

        with ThreadPoolExecutor() as pool:
            list(pool.map(at_once, SINKS))
        assert execute(database, "SELECT COUNT(*) FROM etl_quarantine") == [(2_000 * (number + 1),)]
    assert execute(database, "SELECT COUNT(*) FROM etl_attempt") == [(3 * 3 * 2_000,)]


def test_the_newest_contract_has_the_last_word_and_of_one_contract_the_later_generation(
    database: DatabaseSettings, table: Table
) -> None:
    def outcome_of(sink: str, message: Row | Refused, generation: int, version: str) -> str:
        """What counts in a sink once it has taken the message in a batch of a generation and contract."""
        batch = replace(planned, batch_id=f"{generation}-{version}", generation=generation, contract_version=version)
        record(database, batch, sink, table.stage(batch, message))
        ((outcome,),) = execute(database, "SELECT outcome FROM etl_verdict WHERE sink = %s", sink)
        return str(outcome)

    planned = table.plan(offsets=1)
    assert outcome_of("warehouse", Refused("rusak"), 0, "1.9.0") == "ditolak"
    assert outcome_of("olap", row("a"), 3, "1.9.0") == "diterima"
    assert outcome_of("olap", Refused("rusak"), 0, "1.9.0") == "diterima", "it was away while live went on"
    assert outcome_of("olap", Refused("rusak"), 2, "1.10.0") == "ditolak"
    assert outcome_of("olap", row("a"), 2, "1.10.1") == "diterima"
