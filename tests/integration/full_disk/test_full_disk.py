"""A disk without room takes nothing, says so, and the retry loads everything once there is room."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from include import ingest
from include.ingest import PartitionWork, Parts
from include.settings import BrokerSettings, DatabaseSettings, LakehouseSettings
from include.state import StateFiles
from stack.paths import ROOT
from tests.integration.full_disk.filler import attempt
from tests.integration.ingest.world import World, bad, good
from tests.integration.rebuild.builders import dataset, keys

KEYS = [f"k{number:03}" for number in range(300)]


@pytest.fixture
def world(broker: BrokerSettings, warehouse: DatabaseSettings, topic_name: str, tmp_path: Path) -> World:
    (tmp_path / "lakehouse").mkdir()
    parts = Parts(
        broker,
        warehouse,
        str(tmp_path / "staging"),
        b"kunci uji",
        lakehouse=LakehouseSettings.local(str(tmp_path / "lakehouse")),
    )
    return dataset(topic_name, parts, "warehouse", "lakehouse")


@pytest.fixture
def work(world: World) -> PartitionWork:
    """A batch that is planned."""
    world.send(*(good(key) for key in KEYS), bad("x"))
    (planned,) = world.plan(max_rows=1000)
    return planned


def refusals(world: World, work: PartitionWork, sink: str | None, folder: Path, *rooms: int) -> list[str]:
    """What the tries say, each with more room than the one before, until one has room enough."""
    found: list[str] = []
    for room in rooms:
        said = attempt(world, work, sink, room, folder)
        if not said:
            return found
        found.append(said)
    raise AssertionError(f"no room was enough: {found[-1]}")


def test_staging_goes_on_once_there_is_room(world: World, work: PartitionWork, tmp_path: Path) -> None:
    refused = refusals(world, work, None, tmp_path, 200, 3_000, 1_000_000)
    message = rf"staging folder {tmp_path}/staging cannot be written .*its free space and rights"
    assert [bool(re.match(message, said)) for said in refused] == [True, True]
    world.load_into("warehouse", work)
    assert (keys(world, "warehouse"), world.violations()) == (KEYS, [])


def test_a_half_staged_batch_is_not_taken_for_a_whole_one(world: World, work: PartitionWork, tmp_path: Path) -> None:
    assert attempt(world, work, None, 3_000, tmp_path)
    assert list((tmp_path / "staging").rglob("manifest.json")) == []
    world.load_into("warehouse", work)
    assert keys(world, "warehouse") == KEYS


def test_the_lakehouse_takes_nothing_until_there_is_room_for_all(
    world: World, work: PartitionWork, tmp_path: Path
) -> None:
    ingest.stage(world.contract, work, world.parts)
    refused = refusals(world, work, "lakehouse", tmp_path, 1_000, 3_000, 5_000, 8_000, 1_000_000)
    assert len(refused) >= 3
    assert [said for said in refused if not re.match(r"lakehouse 'kampus_lakehouse': .*free space", said)] == []
    assert (keys(world, "lakehouse"), world.violations()) == (KEYS, [])


def test_the_warehouse_takes_nothing_until_there_is_room_for_the_file_that_it_loads(
    world: World, work: PartitionWork, tmp_path: Path
) -> None:
    ingest.stage(world.contract, work, world.parts)
    refused = refusals(world, work, "warehouse", tmp_path, 0, 5_000, 1_000_000)
    message = r"the folder for temporary files \(TMPDIR, else /tmp\) cannot be written .*free space"
    assert [bool(re.match(message, said)) for said in refused] == [True, True]
    assert (keys(world, "warehouse"), world.violations()) == (KEYS, [])


WRITES_A_SPOOL = """
import resource, sys
from include.errors import ServiceUnavailable
from include.outgoing import Message
from include.spool import write_spool
from include.state import StateFiles
resource.setrlimit(resource.RLIMIT_FSIZE, (500, 500))
try:
    write_spool(StateFiles(sys.argv[1]), "baru", [Message(b"k", str(n).encode() * 50, {}) for n in range(500)])
except ServiceUnavailable as error:
    print(error)
"""


def test_a_state_folder_without_room_keeps_no_half_spool(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", WRITES_A_SPOOL, str(tmp_path)], capture_output=True, text=True, check=True, cwd=ROOT
    )
    assert re.match(rf"state folder {tmp_path} cannot be used .*its disk has room", done.stdout)
    assert StateFiles(str(tmp_path)).names() == []
