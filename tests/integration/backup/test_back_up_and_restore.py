"""The commands of docs/howto/back-up-and-restore.md, run while loads go on: what is restored catches up, and nothing is lost."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from include.database import connect
from include.errors import OffsetsLost, TransientError
from tests.integration.backup.site import Site
from tests.integration.ingest.world import World, bad, good
from tests.integration.rebuild.builders import SINKS, Rows, rows


def fill(world: World) -> None:
    world.send(good("a"), good("b"), bad("x"))
    world.send(good("c"), partition=1)
    world.ingest(max_rows=2)
    world.send(good("a", "Fakultas Teknik"))
    world.ingest()


def go_on(world: World) -> None:
    world.send(good("b", "Fakultas Hukum"), bad("y"))
    world.send(good("d"), partition=1)
    world.ingest()


def everything(world: World) -> dict[str, Rows]:
    return {sink: rows(world, sink) for sink in SINKS}


def drop_the_warehouse(site: Site) -> None:
    settings = site.server.settings
    with connect(settings, autocommit=True) as connection, connection.cursor() as cursor:
        cursor.execute(f"DROP DATABASE {settings.database}")


@contextmanager
def loading(world: World) -> Iterator[None]:
    """Loads go on meanwhile, and are tried again while the broker is away."""
    ended = threading.Event()

    def load() -> None:
        while not ended.wait(0.2):
            try:
                world.ingest()
            except TransientError:
                continue

    worker = threading.Thread(target=load)
    worker.start()
    try:
        yield
    finally:
        ended.set()
        worker.join()


def test_a_warehouse_that_was_lost_and_restored_catches_up_from_kafka(site: Site, topic_name: str) -> None:
    world = site.world(topic_name)
    fill(world)
    site.run("back-up")
    go_on(world)
    before = everything(world)
    quarantined = world.select("SELECT partition_id, message_offset FROM etl_quarantine ORDER BY 1, 2")
    drop_the_warehouse(site)
    site.run("restore-warehouse")
    assert rows(world, "warehouse") != before["warehouse"]
    world.ingest()
    assert everything(world) == before
    assert world.select("SELECT partition_id, message_offset FROM etl_quarantine ORDER BY 1, 2") == quarantined
    assert (world.violations(), world.ingest()) == ([], [])


def test_a_backup_taken_while_loads_go_on_is_whole_once_it_is_restored(site: Site, topic_name: str) -> None:
    world = site.world(topic_name)
    fill(world)
    world.send(good("d"), good("e"), bad("y"))
    with loading(world):
        site.run("back-up")
    go_on(world)
    drop_the_warehouse(site)
    site.shell('rm -rf "$LAKEHOUSE" "$OLAP" "$STATE"')
    site.run("restore-everything")
    world.ingest()
    fresh = site.empty_world(topic_name)
    fresh.ingest()
    assert sum(rows(fresh, "warehouse").values()) == 6
    assert everything(world) == everything(fresh)
    assert world.violations() == []
    go_on(world)
    fresh.ingest()
    assert everything(world) == everything(fresh)


def test_a_kafka_that_is_older_than_the_warehouse_stops_everything_until_all_is_of_one_backup(
    site: Site, topic_name: str
) -> None:
    world = site.world(topic_name)
    fill(world)
    site.run("back-up")
    go_on(world)
    before = everything(world)
    site.shell('kafka_stop; rm -rf "$KAFKA"; cp -a "$BACKUP/kafka" "$KAFKA"; kafka_start')
    world.send(good("menimpa"))
    for _ in range(2):
        with pytest.raises(OffsetsLost, match=r"ends at \d, but offsets up to \d were planned.*lost messages"):
            world.ingest()
    assert everything(world) == before
    site.run("restore-everything")
    go_on(world)
    fresh = site.empty_world(topic_name)
    fresh.ingest()
    assert everything(world) == everything(fresh)
    assert world.violations() == []
