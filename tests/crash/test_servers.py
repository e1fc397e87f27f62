"""The broker or the database server is killed with SIGKILL in the middle, or has no room, and started again."""

from __future__ import annotations

import os
import resource
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from pymysql.cursors import Cursor

from crash.dataset import SINKS
from crash.messages import edit
from crash.servers import Servers
from crash.world import World
from include.database import connect
from include.errors import ServiceUnavailable, TransientError
from tests.crash.matrix import proves
from tests.crash.test_load import FENCED
from tests.crash.test_plan_and_read import some
from tests.crash.victim import Held, born_well


@proves(3)
@pytest.mark.parametrize("point", ["before reading", "a message read"])
def test_a_broker_killed_and_restarted_while_it_is_read(
    mortal_world: World, mortal: Servers, tmp_path: Path, point: str
) -> None:
    mortal_world.send(*some())
    reading = Held(point, World.ingest, mortal_world, marks=tmp_path / "marks")
    mortal.kafka.kill()
    mortal.kafka.start()
    reading.ended()
    mortal_world.ingest()
    assert mortal_world.judge().faults == ()


@proves(16)
@pytest.mark.parametrize("sink", SINKS)
def test_a_database_server_killed_in_the_middle_of_a_transaction(
    mortal_world: World, mortal: Servers, tmp_path: Path, sink: str
) -> None:
    mortal_world.send(*some())
    (work,) = mortal_world.plan()
    mortal_world.stage(work)
    loading = Held(FENCED[sink], World.load, mortal_world, work, sink, marks=tmp_path / "marks")
    mortal.database.kill()
    mortal.database.start()
    loading.ended()
    mortal_world.ingest()
    assert mortal_world.judge().faults == ()


@contextmanager
def somebody_holds(world: World, statement: str, *values: Any) -> Iterator[Cursor]:
    """Another connection, in a transaction that has locked some rows of the warehouse."""
    with connect(world.parts.warehouse) as connection, connection.cursor() as cursor:
        cursor.execute(statement, values)
        yield cursor


@proves(16)
@pytest.mark.parametrize("sink", SINKS)
def test_a_lock_timeout_is_a_matter_of_trying_again(mortal_world: World, sink: str) -> None:
    mortal_world.send(edit("a", 1))
    mortal_world.ingest()
    mortal_world.send(*some())
    (work,) = mortal_world.plan()
    ledger = "SELECT * FROM etl_ledger WHERE dataset = %s AND sink = %s FOR UPDATE"
    set_lock_timeout(mortal_world, 1)
    with somebody_holds(mortal_world, ledger, mortal_world.contract.dataset, sink), pytest.raises(ServiceUnavailable):
        mortal_world.load(work, sink)
    set_lock_timeout(mortal_world, 50)
    mortal_world.ingest()
    assert mortal_world.judge().faults == ()


def set_lock_timeout(world: World, seconds: int) -> None:
    with connect(world.parts.warehouse, autocommit=True) as connection, connection.cursor() as cursor:
        cursor.execute("SET GLOBAL innodb_lock_wait_timeout = %s", (seconds,))


@proves(23)
@pytest.mark.parametrize("sink", SINKS)
def test_a_worker_whose_disk_is_full_loads_nothing_and_tries_again(world: World, sink: str) -> None:
    world.send(*some())
    (work,) = world.plan()
    world.stage(work)
    born_well(load_without_room, world, work, sink)
    world.ingest()
    assert world.judge().faults == ()


def load_without_room(world: World, work: Any, sink: str) -> None:
    with pytest.raises(TransientError):
        without_room(lambda: world.load(work, sink))


@proves(23)
def test_a_worker_that_has_no_room_to_stage_tries_again(world: World) -> None:
    world.send(*some())
    (work,) = world.plan()
    born_well(stage_without_room, world, work)
    world.ingest()
    assert world.judge().faults == ()


def stage_without_room(world: World, work: Any) -> None:
    with pytest.raises(TransientError):
        without_room(lambda: world.stage(work))


def without_room(job: Any) -> None:
    """In a process of its own: no file may grow beyond a hundred bytes."""
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100, resource.RLIM_INFINITY))
    try:
        job()
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))


@proves(23, "warehouse")
def test_a_database_server_without_room_takes_nothing_and_goes_on_when_it_has_some(
    mortal_world: World, mortal: Servers
) -> None:
    mortal_world.send(*(edit(f"k{n}", n, nama="n" * 40) for n in range(1, 4_000)))
    (work,) = mortal_world.plan(max_rows=10_000)
    pid = mortal.database.daemon.pid
    assert pid is not None
    resource.prlimit(pid, resource.RLIMIT_FSIZE, (200_000, resource.RLIM_INFINITY))
    with pytest.raises(TransientError):
        mortal_world.load(work, "warehouse")
    mortal.database.kill()
    mortal.database.start()
    mortal_world.ingest()
    assert mortal_world.judge().faults == ()


def test_a_server_starts_again_when_another_program_has_the_process_id_it_was_killed_with(mortal: Servers) -> None:
    mortal.database.kill()
    Path(f"/tmp/kampus-{mortal.database.name}-{mortal.database.port}.sock.lock").write_text(f"{os.getpid()}\n")
    mortal.database.start()
    assert mortal.database.daemon.pid is not None
