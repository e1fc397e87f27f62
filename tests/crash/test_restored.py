"""A sink put back from an older backup catches up by itself, also with plans that are cut in another way."""

from __future__ import annotations

import shutil
import uuid
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from crash.messages import bad, edit
from crash.world import World
from include.audit.schema import ensure_schema
from include.database import connect
from include.settings import DatabaseSettings
from tests.crash.conftest import MakeWorld
from tests.crash.matrix import proves
from tests.crash.test_plan_and_read import some
from tests.crash.victim import killed_at


@pytest.fixture
def own_world(make_world: MakeWorld, warehouse: DatabaseSettings) -> World:
    """A world whose warehouse nobody else uses."""
    with connect(warehouse) as connection:
        ensure_schema(connection)
    world = make_world()
    return replace(world, parts=replace(world.parts, warehouse=warehouse))


@pytest.fixture
def backup(own_world: World) -> Iterator[Callable[[str], Callable[[], None]]]:
    """Makes a backup of a sink, and returns how to put it back."""
    folder = Path(own_world.parts.staging_url).parent
    spare = f"{own_world.parts.warehouse.database}_cadangan"

    def of_a_folder(name: str) -> Callable[[], None]:
        copy = folder / f"{name}-{uuid.uuid4().hex}"
        shutil.copytree(folder / name, copy)

        def put_back() -> None:
            shutil.rmtree(folder / name)
            copy.rename(folder / name)

        return put_back

    def of_the_warehouse() -> Callable[[], None]:
        copy_tables(own_world.parts.warehouse, spare)
        return lambda: copy_tables(
            replace(own_world.parts.warehouse, database=spare), own_world.parts.warehouse.database
        )

    yield lambda sink: of_the_warehouse() if sink == "warehouse" else of_a_folder(sink)
    with connect(own_world.parts.warehouse, autocommit=True) as connection, connection.cursor() as cursor:
        cursor.execute(f"DROP DATABASE IF EXISTS {spare}")


def copy_tables(server: DatabaseSettings, target: str) -> None:
    """Every table of a database, as it is, into another one."""
    with connect(server, autocommit=True) as connection, connection.cursor() as cursor:
        cursor.execute(f"CREATE DATABASE IF NOT EXISTS {target}")
        cursor.execute("SHOW FULL TABLES WHERE Table_type = 'BASE TABLE'")
        for name, _ in cursor.fetchall():
            cursor.execute(f"DROP TABLE IF EXISTS {target}.`{name}`")
            cursor.execute(f"CREATE TABLE {target}.`{name}` LIKE `{name}`")
            cursor.execute(f"INSERT INTO {target}.`{name}` SELECT * FROM `{name}`")


@proves(17, "warehouse")
def test_a_warehouse_put_back_plans_the_same_again_and_no_sink_has_anything_twice(
    own_world: World, backup: Callable[[str], Callable[[], None]]
) -> None:
    own_world.send(*some())
    own_world.ingest()
    put_back = backup("warehouse")
    own_world.send(edit("a", 8), edit("d", 9), bad("e", 10, "not json"))
    own_world.ingest()
    put_back()
    killed_at("warehouse: ledger moved", World.ingest, own_world)
    own_world.ingest()
    # The sinks that are ahead do not say again what they rejected since the backup; the warehouse itself does.
    not_said = {f"quarantine: {sink} has not said that it rejected (0, 10)" for sink in ("lakehouse", "olap")}
    assert set(own_world.judge().faults) == not_said


@proves(17, "warehouse")
def test_a_warehouse_put_back_plans_longer_ranges_and_sinks_that_are_ahead_take_only_the_rest(
    own_world: World, backup: Callable[[str], Callable[[], None]]
) -> None:
    own_world.send(*some())
    own_world.ingest()
    put_back = backup("warehouse")
    own_world.send(edit("a", 8), edit("d", 9), bad("e", 10, "not json"))
    own_world.ingest()
    put_back()
    own_world.send(edit("f", 11), bad("g", 12, "no name"))
    own_world.ingest()
    verdict = own_world.judge()
    assert (verdict.lost, verdict.doubled) == (0, 0)
    clipped = "SELECT sink, start_offset, end_offset, clipped_from FROM etl_audit WHERE end_offset = 13 ORDER BY sink"
    with connect(own_world.parts.warehouse) as connection, connection.cursor() as cursor:
        cursor.execute(clipped)
        assert list(cursor.fetchall()) == [
            ("lakehouse", 11, 13, 8), ("olap", 11, 13, 8), ("warehouse", 8, 13, None)
        ]  # fmt: skip


@proves(17, "lakehouse", "olap")
@pytest.mark.parametrize("sink", ["lakehouse", "olap"])
def test_an_outside_sink_put_back_catches_up_alone(
    own_world: World, backup: Callable[[str], Callable[[], None]], sink: str
) -> None:
    own_world.send(*some())
    own_world.ingest()
    put_back = backup(sink)
    own_world.send(edit("a", 8), edit("d", 9), bad("e", 10, "not json"))
    own_world.ingest()
    put_back()
    own_world.ingest()
    assert own_world.judge().faults == ()
