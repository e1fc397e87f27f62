"""The demo's accounts: each logs in, and may do what it is for."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from include.audit.accounts import NAMES, Role
from include.database import connect
from include.settings import DatabaseSettings
from stack import demo_stack
from stack.airflow import Airflow
from stack.demo_stack import DemoStack, passwords_of
from stack.servers import Servers
from tests.integration.audit.builders import execute


@pytest.fixture
def stack(
    servers: Servers, warehouse: DatabaseSettings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[DemoStack]:
    """The demo's stack over the servers of the tests, in a database of this test."""
    monkeypatch.setattr(demo_stack, "WAREHOUSE", warehouse.database)
    campus_api = demo_stack.campus_api_at(tmp_path, port=0)
    connections = demo_stack.connections_of(tmp_path, servers, campus_api)
    made = DemoStack(tmp_path, servers, campus_api, Airflow(tmp_path / "airflow", 0, 0, 0, connections))
    made.prepare()
    yield made
    for name in NAMES.values():
        execute(warehouse, f"DROP USER '{name}'@'127.0.0.1'")


def login(stack: DemoStack, role: Role) -> DatabaseSettings:
    return replace(stack.warehouse, user=NAMES[role], password=passwords_of(stack.home)[role])


def test_every_account_logs_in_and_does_its_work(stack: DemoStack) -> None:
    for role, statement in {
        Role.LOAD: "INSERT INTO etl_ledger (dataset, sink, generation, partition_id, topic, topic_id, next_offset, updated_at) "
        "VALUES ('x', 'warehouse', 0, 0, 't', 'i', 0, NOW(6))",
        Role.MIGRATE: "ALTER TABLE pesanan ADD COLUMN catatan TEXT",
        Role.PRUNE: "DELETE FROM lama_etl_quarantine",
        Role.READ: "SELECT * FROM bi_pesanan JOIN v_pesanan_harian",
    }.items():
        with connect(login(stack, role)) as connection, connection.cursor() as cursor:
            cursor.execute(statement)


def test_the_account_of_the_change_log_reads_it_and_nothing_but_the_orders(stack: DemoStack) -> None:
    account = replace(stack.campus, user="kampus_cdc", password=passwords_of(stack.home)["campus_cdc"])
    with connect(account) as connection, connection.cursor() as cursor:
        cursor.execute("SHOW BINARY LOGS")
        assert cursor.fetchall()
        cursor.execute("SHOW GRANTS")
        assert sorted(grant.split(" TO ")[0] for (grant,) in cursor.fetchall()) == [
            "GRANT REPLICATION SLAVE, BINLOG MONITOR ON *.*",
            "GRANT SELECT ON `unit_bisnis`.*",
        ]


def test_up_again_changes_nothing_that_people_use(stack: DemoStack) -> None:
    before = passwords_of(stack.home)
    stack.prepare()
    assert passwords_of(stack.home) == before
    execute(login(stack, Role.READ), "SELECT * FROM bi_pesanan")


def test_a_home_from_before_gets_the_passwords_it_lacks(tmp_path: Path) -> None:
    (tmp_path / "passwords.json").write_text(json.dumps({"campus": "lama", "pseudonym": "kunci"}))
    drawn = passwords_of(tmp_path)
    assert (drawn["campus"], drawn["pseudonym"]) == ("lama", "kunci")
    assert all(drawn[role] for role in Role)
