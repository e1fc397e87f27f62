"""A sink's table is made again from Kafka beside the one that people read, and is what it was before."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from include.errors import FinalError, OffsetsLost
from include.rebuild import Rebuilt
from tests.integration.ingest.world import World, bad, good
from tests.integration.rebuild import victim
from tests.integration.rebuild.builders import RUN, SINKS, keys, rebuild_in, rows, spoil

pytestmark = pytest.mark.parametrize("sink", SINKS)


def fill(world: World) -> None:
    """Three batches in each of two partitions: new rows, an edit, a republished row, a reject."""
    world.send(good("a"), good("b"), bad("x"))
    world.send(good("c"), partition=1)
    world.ingest(max_rows=2)
    world.send(good("a", "Fakultas Teknik"))
    world.ingest()


def home(world: World) -> Path:
    return Path(world.parts.staging_url).parent


def leftovers(world: World) -> list[str]:
    """What a rebuild has beside the table that people read."""
    tables = [
        name for (name,) in world.select("SHOW TABLES") if str(name).endswith(("_baru", "_diganti"))
    ]  # fmt: skip
    files = [file.name for file in home(world).rglob("*baru*") if file.is_file()]
    return [*tables, *files]


def test_a_spoiled_table_is_what_it_was_and_live_loading_goes_on_from_where_it_stood(world: World, sink: str) -> None:
    fill(world)
    before = rows(world, sink)
    spoil(world, sink)
    assert rows(world, sink) != before
    assert rebuild_in(world, sink) == Rebuilt("fakultas", sink, 1, batches=4, read=5, loaded=4, rejected=1)
    assert rows(world, sink) == before
    assert world.ingest() == []
    world.send(good("d"))
    world.ingest()
    assert keys(world, sink) == sorted([*(dict(row)["id_fakultas"] for row in before.elements()), "d"])
    assert (world.violations(), leftovers(world)) == ([], [])


def test_it_says_who_asked_for_it_and_why_and_the_live_trail_stays_as_it_was(world: World, sink: str) -> None:
    fill(world)
    live = "SELECT * FROM etl_audit WHERE generation = 0 ORDER BY audit_id"
    ledger = "SELECT sink, partition_id, next_offset FROM etl_ledger WHERE generation = 0 ORDER BY 1, 2"
    before = (world.select(live), world.select(ledger))
    rebuild_in(world, sink)
    assert (world.select(live), world.select(ledger)) == before
    assert world.select("SELECT DISTINCT kind, who, why, run_id FROM etl_generation") == [
        ("rebuild", "Sri", "tabel diduga rusak", RUN.run_id)
    ]
    assert world.select("SELECT DISTINCT sink FROM etl_audit WHERE generation = 1") == [(sink,)]


def test_a_second_rebuild_is_another_generation(world: World, sink: str) -> None:
    fill(world)
    before = rows(world, sink)
    assert rebuild_in(world, sink).generation == 1
    assert rebuild_in(world, sink).generation == 1
    assert rebuild_in(world, sink, run="manual__2026-08-04").generation == 2
    assert (rows(world, sink), world.violations(), leftovers(world)) == (before, [], [])


def test_what_is_loaded_meanwhile_is_there_and_people_read_the_old_table_until_the_last_step(
    world: World, sink: str, tmp_path: Path
) -> None:
    fill(world)
    before = rows(world, sink)
    running = victim.start(world, sink, tmp_path, pause="after_all_loads")
    victim.wait_for(tmp_path / "paused")
    world.send(good("d"), good("e"))
    world.send(good("c", "Fakultas Hukum"), partition=1)
    world.ingest()
    meanwhile = rows(world, sink)
    assert meanwhile > before
    (tmp_path / "go").touch()
    assert running.wait(victim.PATIENCE) == 0
    assert (rows(world, sink), world.violations(), leftovers(world)) == (meanwhile, [], [])


def test_a_rebuild_killed_at_one_point_after_the_other_is_simply_run_again(
    world: World, sink: str, tmp_path: Path
) -> None:
    fill(world)
    before = rows(world, sink)
    for number, point in enumerate(victim.POINTS):
        assert victim.start(world, sink, tmp_path, die=point).wait(victim.PATIENCE) == -9, point
        assert rows(world, sink) == before, point
        world.send(good(f"meanwhile {number}"))
        world.ingest()
        after = rows(world, sink)
        assert (before - after, [dict(row)["id_fakultas"] for row in after - before]) == (
            Counter(),
            [f"meanwhile {number}"],
        )
        before = after
    assert rebuild_in(world, sink).generation == 1
    assert (rows(world, sink), world.ingest(), world.violations(), leftovers(world)) == (before, [], [], [])


def test_what_retention_has_deleted_is_not_lost_unless_somebody_accepts_it(world: World, sink: str) -> None:
    fill(world)
    before = rows(world, sink)
    world.forget(partition=0, before=1)
    with pytest.raises(
        OffsetsLost, match=r"does not have any more what the sink has loaded.*republish__.*terima_kehilangan"
    ):
        rebuild_in(world, sink)
    assert (rows(world, sink), leftovers(world)) == (before, [])
    assert rebuild_in(world, sink, accept_loss=True).read == 4
    assert (keys(world, sink), world.violations()) == (["a", "b", "c"], [])
    world.send(good("d"))
    world.ingest()
    assert keys(world, sink) == ["a", "b", "c", "d"]


def test_a_whole_partition_that_retention_has_deleted_holds_nothing_up(world: World, sink: str) -> None:
    fill(world)
    world.forget(partition=1, before=1)
    rebuild_in(world, sink, accept_loss=True)
    assert (keys(world, sink), world.violations()) == (["a", "a", "b"], [])


def test_a_sink_that_the_contract_does_not_name_cannot_be_rebuilt(world: World, sink: str) -> None:
    with pytest.raises(FinalError, match="does not load into sink 'gudang_lain'"):
        rebuild_in(world, "gudang_lain")
