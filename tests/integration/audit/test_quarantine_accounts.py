"""Who looks into the quarantine sees reasons; the raw bytes, with what is personal in them, only who may."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from include.audit.accounts import Role, statements
from include.contract.model import Mode
from include.errors import FinalError
from include.settings import DatabaseSettings
from tests.contract.sinks.builders import Refused
from tests.contract.sinks.warehouse_kit import WarehouseKit
from tests.integration.audit.builders import execute

REASONS = "SELECT rule, reason, status FROM v_karantina"
BYTES = "SELECT message_value FROM etl_quarantine"
SUMMARY = ("json", "rusak", "menunggu")


@pytest.fixture
def database_with_a_reject(database: DatabaseSettings, tmp_path: Path) -> DatabaseSettings:
    WarehouseKit(database, tmp_path).table(Mode.UPSERT).load(Refused("rusak", b'{"nik": 12'))
    return database


@pytest.fixture(params=[Role.TRIAGE, Role.INSPECT])
def account(request: pytest.FixtureRequest, database_with_a_reject: DatabaseSettings) -> Iterator[DatabaseSettings]:
    database = database_with_a_reject
    name = f"{request.param}_{database.database[-12:]}"
    who = f"'{name}'@'127.0.0.1'"
    execute(database, f"CREATE USER {who} IDENTIFIED BY 'kata-sandi-1'")
    for statement in statements(request.param, database.database, who, []):
        execute(database, statement)
    yield replace(database, user=name, password="kata-sandi-1")
    execute(database, f"DROP USER {who}")


@pytest.mark.parametrize("account", [Role.TRIAGE, Role.INSPECT], indirect=True)
def test_reasons_are_seen_by_both(account: DatabaseSettings) -> None:
    assert execute(account, REASONS) == [SUMMARY]


@pytest.mark.parametrize("account", [Role.INSPECT], indirect=True)
def test_raw_bytes_are_seen_by_who_may(account: DatabaseSettings) -> None:
    assert execute(account, BYTES) == [(b'{"nik": 12',)]


@pytest.mark.parametrize("account", [Role.TRIAGE], indirect=True)
@pytest.mark.parametrize("statement", [BYTES, "SELECT message_key FROM etl_quarantine", "SELECT * FROM etl_attempt"])
def test_raw_bytes_are_refused_to_who_may_not(account: DatabaseSettings, statement: str) -> None:
    with pytest.raises(FinalError, match="what the account is granted"):
        execute(account, statement)


@pytest.mark.parametrize("account", [Role.TRIAGE, Role.INSPECT], indirect=True)
@pytest.mark.parametrize("statement", ["DELETE FROM {}", "UPDATE {} SET dataset = 'x'"])
def test_nobody_who_looks_changes_anything(account: DatabaseSettings, statement: str) -> None:
    for name in ("etl_quarantine", "etl_attempt", "v_karantina"):
        with pytest.raises(FinalError, match="what the account is granted"):
            execute(account, statement.format(name))
