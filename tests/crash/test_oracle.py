"""The comparison calls right what is right, and sees every kind of mistake."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path

import duckdb
import pyarrow as pa
import pytest
from pyiceberg.catalog import load_catalog
from pyiceberg.table import Table

from crash.messages import BAD, Campus, bad
from crash.world import World
from include.database import connect
from tests.crash.conftest import MakeWorld
from tests.crash.test_plan_and_read import some


def test_a_pipeline_that_was_left_alone_is_right(make_world: MakeWorld) -> None:
    world = make_world(partitions=3)
    world.send(*some())
    world.ingest()
    verdict = world.judge()
    assert (verdict.messages, verdict.lost, verdict.doubled, verdict.faults) == (8, 0, 0, ())


def test_a_pipeline_is_right_with_any_history_and_every_kind_of_bad_message(make_world: MakeWorld) -> None:
    world, campus = make_world(partitions=3), Campus(random.Random(20260803), keys=40)
    world.send(*campus.changes(200), *(bad("x", n, kind) for n, kind in enumerate(BAD, start=1)))
    world.ingest(max_rows=60)
    world.send(*campus.changes(100))
    world.ingest(max_rows=60)
    verdict = world.judge()
    assert (verdict.messages, verdict.faults) == (300 + len(BAD), ())


def test_a_history_is_right_too(make_world: MakeWorld) -> None:
    world = make_world(mode="history")
    world.send(*Campus(random.Random(3), keys=20).changes(150))
    world.ingest(max_rows=60)
    assert world.judge().faults == ()


IN_THE_WAREHOUSE = {
    "DELETE FROM {dataset} WHERE kode = 'c'": "warehouse lacks Row(kode='c'",
    "UPDATE {dataset} SET skor = 0 WHERE kode = 'c'": "warehouse should not have Row(kode='c'",
    "UPDATE {dataset} SET _version = '1' WHERE kode = 'c'": "warehouse should not have Row(kode='c'",
    "INSERT INTO {dataset} SELECT 'z', nama, jumlah, nilai, skor, {meta} FROM {dataset} WHERE kode = 'c'":
        "warehouse should not have Row(kode='z'",
    "UPDATE etl_ledger SET next_offset = 7 WHERE dataset = '{dataset}' AND sink = 'olap'": "ledger: olap generation 0",
    "UPDATE etl_ledger SET next_offset = 7 WHERE dataset = '{dataset}' AND sink = 'warehouse'": "stands at 7",
    "DELETE FROM etl_audit WHERE dataset = '{dataset}' AND sink = 'olap'": "has 0 audit rows of olap",
    "UPDATE etl_audit SET batch_id = 'x' WHERE dataset = '{dataset}' AND sink = 'olap'": "batch x of olap has no plan",
    "UPDATE etl_audit SET loaded = loaded + 1 WHERE dataset = '{dataset}' AND sink = 'olap'": "accounted for",
    "UPDATE etl_audit SET read_count = 9, loaded = loaded + 1 WHERE dataset = '{dataset}' AND sink = 'olap'":
        "the log has 8 messages there",
    "DELETE FROM etl_plan WHERE dataset = '{dataset}'": "is planned to 0, the log ends at 8",
    "DELETE FROM etl_quarantine WHERE dataset = '{dataset}'": "quarantine: (0, 7) is not there",
    "UPDATE etl_quarantine SET message_offset = 1 WHERE dataset = '{dataset}'": "quarantine: (0, 1) is no reject",
    "UPDATE etl_quarantine SET message_value = '' WHERE dataset = '{dataset}'": "has other bytes than the log",
    "DELETE FROM etl_attempt WHERE dataset = '{dataset}' AND sink = 'olap'": "olap has not said that it rejected (0, 7)",
}  # fmt: skip
META = (
    "_partition, _offset, _event_id, _version, _contract, _deleted, _valid_from, _created_at, _event_at, _extracted_at, "
    "_broker_at, _semester, _tahun_anggaran, _batch_id, _loaded_at"
)


@pytest.fixture
def loaded(world: World) -> World:
    world.send(*some())
    world.ingest()
    return world


def spoil(world: World, statement: str) -> None:
    with connect(world.parts.warehouse, autocommit=True) as connection, connection.cursor() as cursor:
        assert cursor.execute(statement.format(dataset=world.contract.dataset, meta=META)) > 0


def assert_seen(world: World, mistake: str) -> None:
    found = world.judge().faults
    assert any(mistake in fault for fault in found), found


@pytest.mark.parametrize("statement", IN_THE_WAREHOUSE)
def test_a_mistake_in_the_warehouse_is_seen(loaded: World, statement: str) -> None:
    spoil(loaded, statement)
    assert_seen(loaded, IN_THE_WAREHOUSE[statement])


def ledger_of(table: Table) -> dict[str, str]:
    snapshot = table.current_snapshot()
    assert snapshot is not None
    assert snapshot.summary is not None
    return {"kampus.ledger": snapshot.summary["kampus.ledger"] or ""}


def the_same_rows_again(table: Table, rows: pa.Table) -> None:
    table.append(rows, snapshot_properties=ledger_of(table))


def one_row_less(table: Table, rows: pa.Table) -> None:
    table.overwrite(rows.slice(1), snapshot_properties=ledger_of(table))


@pytest.mark.parametrize(
    ("change", "mistake"),
    [(the_same_rows_again, "lakehouse should not have Row("), (one_row_less, "lakehouse lacks Row(")],
)
def test_a_mistake_in_the_lakehouse_is_seen(
    loaded: World, change: Callable[[Table, pa.Table], None], mistake: str
) -> None:
    lakehouse = loaded.parts.lakehouse
    assert lakehouse is not None
    table = load_catalog(lakehouse.name, **lakehouse.catalog).load_table((lakehouse.namespace, loaded.contract.dataset))
    change(table, table.scan().to_arrow())
    assert_seen(loaded, mistake)


@pytest.mark.parametrize(
    ("statement", "mistake"),
    [
        ("DELETE FROM {dataset} WHERE kode = 'c'", "olap lacks Row(kode='c'"),
        ("INSERT INTO {dataset} SELECT * FROM {dataset} WHERE kode = 'c'", "olap should not have Row(kode='c'"),
        ("UPDATE etl_ledger SET next_offset = 7", "stands at 7"),
        ("DELETE FROM etl_audit", "olap remembers other batches"),
    ],
)
def test_a_mistake_in_the_olap_store_is_seen(loaded: World, statement: str, mistake: str) -> None:
    olap = loaded.parts.olap
    assert olap is not None
    with duckdb.connect(str(olap.file)) as store:
        store.execute(statement.format(dataset=loaded.contract.dataset))
    assert_seen(loaded, mistake)


def test_a_staged_file_that_is_left_is_seen(loaded: World) -> None:
    left = Path(loaded.parts.staging_url) / loaded.contract.dataset / "sisa"
    left.mkdir(parents=True)
    (left / "rows.parquet").touch()
    assert_seen(loaded, "staging: sisa/rows.parquet is left")


def test_what_was_sent_and_not_loaded_is_seen(loaded: World) -> None:
    loaded.send(*some())
    assert_seen(loaded, "is planned to 8, the log ends at 16")
