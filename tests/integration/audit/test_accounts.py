"""Every account of the warehouse does its own work, and is refused the work of the others."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from include.audit.accounts import KEPT_DAYS, OLD, Role, statements
from include.audit.grants import APPEND_ONLY, MOVED_ON
from include.contract.model import Contract, Field, LogicalType, Mode, Protect
from include.database import connect
from include.errors import FinalError
from include.iku.compute import ensure_iku_schema
from include.settings import DatabaseSettings
from include.sinks.warehouse.sink import WarehouseSink
from stack.paths import ROOT
from tests.contract.sinks.builders import ADDED, FIELDS, Refused, contract, row, with_field
from tests.contract.sinks.kit import Table
from tests.contract.sinks.suite.promise import counts
from tests.contract.sinks.warehouse_kit import WarehouseKit
from tests.integration.audit.builders import execute

NIM = Field("nim", "NIM", LogicalType.STRING, "varchar(32)", "nim", classification="personal", protect=Protect.RESTRICT)
TRAIL = (*APPEND_ONLY, *MOVED_ON)


@dataclass(frozen=True)
class Warehouse:
    """A warehouse with one dataset, loaded, and an account for every role."""

    admin: DatabaseSettings
    table: Table
    accounts: dict[Role, DatabaseSettings]

    @property
    def dataset(self) -> str:
        return self.table.contract.dataset

    def may(self, role: Role, statement: str) -> list[tuple[Any, ...]]:
        return execute(self.accounts[role], statement)

    def may_not(self, role: Role, statement: str) -> None:
        with pytest.raises(FinalError, match="what the account is granted"):
            execute(self.accounts[role], statement)


@pytest.fixture(params=[Mode.HISTORY, Mode.UPSERT])
def warehouse_of_accounts(
    request: pytest.FixtureRequest, database: DatabaseSettings, tmp_path: Path
) -> Iterator[Warehouse]:
    made = contract("warehouse", request.param, (*FIELDS, NIM))
    with connect(database) as connection:
        ensure_iku_schema(connection)
    accounts = {}
    for role in (Role.LOAD, Role.MIGRATE, Role.PRUNE):
        accounts[role] = _account(database, role, made)
    loader = replace(accounts[Role.LOAD], migration=accounts[Role.MIGRATE])
    table = Table(WarehouseKit(loader, tmp_path), WarehouseSink(loader), made)
    table.sink.prepare(made)
    accounts[Role.READ] = _account(database, Role.READ, made)
    table.load(row("a", 1, nama="satu", nim="2026001"), Refused("rusak"))
    yield Warehouse(database, table, accounts)
    for settings in accounts.values():
        execute(database, f"DROP USER '{settings.user}'@'127.0.0.1'")


def _account(database: DatabaseSettings, role: Role, made: Contract) -> DatabaseSettings:
    name = f"{role}_{database.database[-12:]}"
    account = f"'{name}'@'127.0.0.1'"
    execute(database, f"CREATE USER {account} IDENTIFIED BY 'kata-sandi-1'")
    for statement in statements(role, database.database, account, [made]):
        execute(database, statement)
    return replace(database, user=name, password="kata-sandi-1")


def test_load_writes_rows_and_takes_none_away(warehouse_of_accounts: Warehouse) -> None:
    of = warehouse_of_accounts
    assert of.table.load(row("a", 2), row("b")) == counts(loaded=2)
    for statement in (
        f"DELETE FROM {of.dataset}",
        f"DROP TABLE {of.dataset}",
        f"TRUNCATE {of.dataset}",
        f"ALTER TABLE {of.dataset} ADD COLUMN x INT",
        f"CREATE OR REPLACE VIEW bi_{of.dataset} AS SELECT 1",
        "DELETE FROM lama_etl_quarantine",
        "UPDATE etl_view SET checksum = 'x'",
    ):
        of.may_not(Role.LOAD, statement)


def test_migrate_changes_tables_and_their_views(warehouse_of_accounts: Warehouse) -> None:
    of = warehouse_of_accounts
    of.table.sink.prepare(with_field(of.table.contract, ADDED))
    for statement in (
        f"ALTER TABLE {of.dataset} RENAME COLUMN uraian TO keterangan",
        f"ALTER TABLE {of.dataset} DROP COLUMN keterangan",
        f"RENAME TABLE {of.dataset} TO {of.dataset}_lama",
        f"DROP TABLE {of.dataset}_lama",
    ):
        of.may(Role.MIGRATE, statement)


def test_prune_takes_away_what_is_older_than_the_policy_and_nothing_younger(warehouse_of_accounts: Warehouse) -> None:
    of = warehouse_of_accounts
    of.table.load(Refused("lama"))
    column, days = KEPT_DAYS["etl_quarantine"]
    execute(
        of.admin,
        f"UPDATE etl_quarantine SET {column} = UTC_TIMESTAMP() - INTERVAL {days + 1} DAY WHERE message_offset = 2",
    )
    of.may(Role.PRUNE, "DELETE FROM lama_etl_quarantine")
    assert execute(of.admin, "SELECT message_offset FROM etl_quarantine") == [(1,)]
    for table in KEPT_DAYS:
        of.may_not(Role.PRUNE, f"DELETE FROM {table}")
        of.may_not(Role.PRUNE, f"ALTER VIEW {OLD}{table} AS SELECT * FROM {table}")


def test_read_sees_what_is_there_now_and_the_reports(warehouse_of_accounts: Warehouse) -> None:
    of = warehouse_of_accounts
    assert of.may(Role.READ, f"SELECT kode, nama FROM bi_{of.dataset}") == [("a", "satu")]
    of.may(Role.READ, "SELECT * FROM iku_value JOIN dim_waktu")


def test_read_sees_nothing_personal(warehouse_of_accounts: Warehouse) -> None:
    of = warehouse_of_accounts
    for hidden in (of.dataset, f"{of.dataset}_kini", "etl_quarantine", "etl_contract", "iku_evidence"):
        of.may_not(Role.READ, f"SELECT * FROM {hidden}")
    shown = of.may(
        Role.READ,
        "SELECT column_name FROM information_schema.columns WHERE table_schema = DATABASE() AND column_name = 'nim'",
    )
    assert shown == []


@pytest.mark.parametrize("role", [Role.MIGRATE, Role.PRUNE, Role.READ])
def test_no_other_account_touches_the_trail(warehouse_of_accounts: Warehouse, role: Role) -> None:
    for table in TRAIL:
        for statement in (
            f"DELETE FROM {table}",
            f"DROP TABLE {table}",
            f"TRUNCATE {table}",
            f"ALTER TABLE {table} ADD COLUMN x INT",
            f"RENAME TABLE {table} TO x",
        ):
            warehouse_of_accounts.may_not(role, statement)


@pytest.mark.parametrize("role", [Role.PRUNE, Role.READ])
def test_who_prunes_or_reads_writes_no_row(warehouse_of_accounts: Warehouse, role: Role) -> None:
    of = warehouse_of_accounts
    for statement in (
        f"INSERT INTO {of.dataset} (kode) VALUES ('x')",
        f"UPDATE bi_{of.dataset} SET nama = 'x'",
        f"DELETE FROM bi_{of.dataset}",
        f"DROP VIEW bi_{of.dataset}",
        "INSERT INTO etl_ledger (dataset) VALUES ('x')",
        "CREATE TABLE baru (x INT)",
    ):
        of.may_not(role, statement)


def test_prune_reads_no_raw_bytes(warehouse_of_accounts: Warehouse) -> None:
    warehouse_of_accounts.may_not(Role.PRUNE, "SELECT message_value FROM etl_quarantine")
    assert warehouse_of_accounts.may(Role.PRUNE, "SELECT * FROM lama_etl_quarantine") == []


def test_the_printed_statements_are_those_of_the_role() -> None:
    printed = subprocess.run(
        [sys.executable, "-m", "include.audit.accounts", "gudang", "--role", "read"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    assert "-- read: first CREATE USER 'baca'@'%' IDENTIFIED BY '...';" in printed
    assert "GRANT SELECT ON `gudang`.`bi_pesanan` TO 'baca'@'%';" in printed
    assert set(re.findall(r"GRANT ([A-Z, ]+) ON", printed)) == {"SELECT"}
