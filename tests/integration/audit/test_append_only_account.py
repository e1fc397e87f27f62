"""The account of the tasks can add to the trail and never rewrite it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from include.audit.grants import APPEND_ONLY, grant_statements
from include.audit.release import release
from include.audit.schema import ensure_schema
from include.contract.catalog import Catalog
from include.contract.model import Mode
from include.database import connect
from include.errors import FinalError
from include.iku.compute import ensure_iku_schema
from include.records import Action
from include.settings import DatabaseSettings
from include.sinks.warehouse.sink import WarehouseSink
from tests.contract.sinks.builders import Refused, contract, row
from tests.contract.sinks.kit import RUN, Table
from tests.contract.sinks.suite.promise import counts
from tests.contract.sinks.warehouse_kit import WarehouseKit
from tests.integration.audit.builders import CONTRACT, execute, offsets, plan


@pytest.fixture(params=[Mode.HISTORY, Mode.UPSERT])
def table(request: pytest.FixtureRequest, database: DatabaseSettings, tmp_path: Path) -> Iterator[Table]:
    """A table that an account loads into which has these grants and no others."""
    account = f"u{database.database[-12:]}"
    who = f"{account}@'127.0.0.1'"
    made = contract("warehouse", request.param)
    execute(database, f"CREATE USER {who} IDENTIFIED BY 'kata-sandi-1'")
    with connect(database) as connection:
        ensure_iku_schema(connection)
    for statement in grant_statements(database.database, who, [made]):
        execute(database, statement)
    loader = replace(database, user=account, password="kata-sandi-1")
    sink = WarehouseSink(replace(loader, migration=database))
    sink.prepare(made)
    yield Table(WarehouseKit(loader, tmp_path), sink, made)
    execute(database, f"DROP USER {who}")


def test_it_plans_loads_and_decides(table: Table) -> None:
    loader = table.kit.warehouse
    assert table.load(row("a", 1), row("b", 2), Refused("rusak")) == counts(loaded=2, rejected=1)
    assert table.load(Refused("alasan baru"), start=2, generation=1) == counts(rejected=1)
    table.sink.prepare(table.contract)
    (batch,) = plan(loader, offsets((0, 10)))
    with connect(loader) as connection:
        catalog = Catalog((CONTRACT,), ())
        release(
            connection, batch_id=batch.batch_id, action=Action.WAIVE, who="Sri", why="benar", run=RUN, catalog=catalog
        )
    assert [each.action for each in plan(loader, offsets((0, 10)))] == [Action.WAIVE]


def test_it_sees_that_every_table_of_the_trail_is_there(table: Table) -> None:
    with connect(table.kit.warehouse) as connection:
        ensure_schema(connection)
        ensure_iku_schema(connection)


def test_it_cannot_rewrite_the_trail(table: Table) -> None:
    table.load(row("a"), Refused("rusak"))
    for name in APPEND_ONLY:
        for statement in (
            f"DELETE FROM {name}",
            f"UPDATE {name} SET dataset = 'x'",
            f"DROP TABLE {name}",
            f"TRUNCATE {name}",
        ):
            with pytest.raises(FinalError, match="what the account is granted"):
                execute(table.kit.warehouse, statement)
