"""Which account makes and renames tables, and what stops a rebuild of the warehouse."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from include.audit.accounts import Role, statements
from include.audit.schema import ensure_schema
from include.contract.read import parse_contract
from include.database import connect
from include.errors import FinalError
from include.settings import DatabaseSettings
from tests.integration.ingest.world import World, good
from tests.integration.rebuild import victim
from tests.integration.rebuild.builders import rebuild_in, rows, spoil

pytestmark = pytest.mark.parametrize("sink", ["warehouse"])


@pytest.fixture
def accounts(world: World) -> Iterator[dict[Role, DatabaseSettings]]:
    """The accounts that load and that migrate, with the rights of their roles and no more."""
    admin = world.parts.warehouse
    world.send(good("a"), good("b"))
    world.ingest()
    names = {role: f"uji_{uuid.uuid4().hex[:8]}" for role in (Role.LOAD, Role.MIGRATE)}
    with connect(admin, autocommit=True) as connection, connection.cursor() as cursor:
        ensure_schema(connection)
        for role, name in names.items():
            cursor.execute(f"CREATE USER '{name}'@'%' IDENTIFIED BY 'rahasia-uji'")
            for statement in statements(role, admin.database, f"'{name}'@'%'", [world.contract]):
                cursor.execute(statement)
        yield {role: replace(admin, user=name, password="rahasia-uji") for role, name in names.items()}
        for name in names.values():
            cursor.execute(f"DROP USER '{name}'@'%'")


def test_one_account_loads_and_another_one_makes_and_renames_the_tables(
    world: World, sink: str, accounts: dict[Role, DatabaseSettings]
) -> None:
    before = rows(world, sink)
    loading = replace(accounts[Role.LOAD], migration=accounts[Role.MIGRATE])
    rebuilding = replace(world, parts=replace(world.parts, warehouse=loading))
    assert rebuild_in(rebuilding, sink).loaded == 2
    rebuilding.send(good("c"))
    rebuilding.ingest()
    assert [dict(row)["id_fakultas"] for row in rows(world, sink) - before] == ["c"]


def test_an_account_that_may_not_is_named_with_the_rights_that_it_lacks(
    world: World, sink: str, accounts: dict[Role, DatabaseSettings]
) -> None:
    before, admin = rows(world, sink), world.parts.warehouse
    with connect(admin, autocommit=True) as connection, connection.cursor() as cursor:
        cursor.execute(f"REVOKE DROP ON {admin.database}.fakultas_baru FROM '{accounts[Role.MIGRATE].user}'@'%'")
    loading = replace(accounts[Role.LOAD], migration=accounts[Role.MIGRATE])
    rebuilding = replace(world, parts=replace(world.parts, warehouse=loading))
    with pytest.raises(FinalError, match=r"may not change 'fakultas'.*CREATE, ALTER, DROP.*kampus_gudang_migrasi"):
        rebuild_in(rebuilding, sink)
    assert rows(world, sink) == before


def test_a_rebuild_by_an_older_contract_does_not_take_the_place_of_what_a_newer_one_has_loaded(
    world: World, sink: str, tmp_path: Path
) -> None:
    world.send(good("a"))
    world.ingest()
    assert victim.start(world, sink, tmp_path, die="after_all_loads").wait(victim.PATIENCE) == -9
    newer = parse_contract(world.contract.body.replace("version: 1.2.0", "version: 1.3.0"), world.contract.path)
    changed = replace(world, contract=newer)
    changed.send(good("b"))
    changed.ingest()
    before = rows(world, sink)
    for late in (world, changed):
        with pytest.raises(
            FinalError, match=r"changed to 1.3.0 since this rebuild began with 1.2.0.*trigger a new rebuild"
        ):
            rebuild_in(late, sink)
    assert rows(world, sink) == before
    assert rebuild_in(changed, sink, run="manual__2026-08-04").loaded == 2
    assert len(rows(world, sink)) == 2


def test_a_new_table_that_another_rebuild_has_replaced_does_not_take_the_place(
    world: World, sink: str, tmp_path: Path
) -> None:
    world.send(good("a"))
    world.ingest()
    before = rows(world, sink)
    held_up = victim.start(world, sink, tmp_path, pause="after_all_loads")
    victim.wait_for(tmp_path / "paused")
    with connect(world.parts.warehouse, autocommit=True) as connection, connection.cursor() as cursor:
        cursor.execute("DROP TABLE fakultas_baru")
        cursor.execute("CREATE TABLE fakultas_baru LIKE fakultas")
    (tmp_path / "go").touch()
    assert held_up.wait(victim.PATIENCE) == 1
    assert rows(world, sink) == before
    assert rebuild_in(world, sink, run="manual__2026-08-04").loaded == 1
    assert rows(world, sink) == before


def test_mariadb_lets_the_new_table_take_the_place_too(world: World, sink: str, campus: DatabaseSettings) -> None:
    beside = replace(world, parts=replace(world.parts, warehouse=campus))
    beside.send(good("a"), good("b"))
    beside.ingest()
    before = rows(beside, sink)
    spoil(beside, sink)
    assert rebuild_in(beside, sink).loaded == 2
    assert (rows(beside, sink), beside.ingest(), beside.violations()) == (before, [], [])
