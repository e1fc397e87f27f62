"""The key, the mode, the sinks, the topic or the version change, while rows are there and a plan is open.

Every test is a line of docs/howto/change-a-contract.md.
"""

from __future__ import annotations

import pytest

from include.errors import ContractError, FinalError, OffsetsLost
from include.ingest import Parts
from include.rebuild import Order, rebuild
from tests.integration.contract_change.world import ALL_SINKS, RUN, World, body

JUMLAH = "        businessName: Jumlah\n        logicalType: integer\n"


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        (
            JUMLAH,
            f"{JUMLAH}        primaryKey: true\n        primaryKeyPosition: 2\n        required: true\n",
            r"the primary key \(kode\), expected \(kode, jumlah\).*rename the old table, or give the dataset another name",
        ),
        (
            ALL_SINKS,
            ALL_SINKS.replace("upsert", "history"),
            r"the primary key \(kode\), expected \(kode, _event_id\).*rename the old table, or give the dataset another name",
        ),
    ],
    ids=["another_key", "another_mode"],
)
def test_another_key_or_mode_is_refused_before_anything_is_planned(world: World, old: str, new: str, says: str) -> None:
    world.live({"kode": "a", "jumlah": 1}, {"kode": "b", "jumlah": 2})
    before = world.text
    world.change((old, new))
    world.send({"kode": "c", "jumlah": 3})
    planned = world.select("SELECT range_id FROM etl_plan")
    with pytest.raises(FinalError, match=says):
        world.plan()
    assert world.select("SELECT range_id FROM etl_plan") == planned
    world.text = before
    world.ingest()
    assert world.rows("kode", "jumlah") == [("a", 1), ("b", 2), ("c", 3)]


def test_another_key_after_the_old_table_is_renamed_and_a_new_one_rebuilt(parts: Parts, topic_name: str) -> None:
    sinks = "      - {sink: warehouse, mode: upsert}\n      - {sink: lakehouse, mode: upsert}"
    world = World(parts, body(topic_name, sinks))
    world.send({"kode": "a", "jumlah": 1}, {"kode": "a", "jumlah": 2}, {"kode": "b", "jumlah": 1})
    world.ingest()
    assert world.rows("kode", "jumlah") == [("a", 2), ("b", 1)]
    world.change((JUMLAH, f"{JUMLAH}        primaryKey: true\n        primaryKeyPosition: 2\n        required: true\n"))
    world.select("RENAME TABLE barang TO barang_lama")
    rebuild(world.contract, Order("barang", "warehouse", "Sri", "kunci baru"), parts, RUN)
    assert world.rows("kode", "jumlah") == [("a", 1), ("a", 2), ("b", 1)]
    world.send({"kode": "b", "jumlah": 2})
    world.ingest()
    assert world.rows("kode", "jumlah") == [("a", 1), ("a", 2), ("b", 1), ("b", 2)]


def test_a_sink_added_catches_up_by_itself(parts: Parts, topic_name: str) -> None:
    world = World(parts, body(topic_name, "      - {sink: warehouse, mode: upsert}"))
    world.live({"kode": "a"}, {"kode": "b"})
    world.change(("      - {sink: warehouse, mode: upsert}", ALL_SINKS))
    world.send({"kode": "c"})
    world.ingest()
    assert world.rows("kode") == [("a",), ("b",), ("c",)]


def test_a_sink_taken_out_stays_as_it_is_and_catches_up_when_it_is_back(world: World) -> None:
    world.live({"kode": "a"}, {"kode": "b"})
    olap = "\n      - {sink: olap, mode: upsert}"
    world.change((olap, ""))
    world.send({"kode": "c"})
    world.ingest()
    assert world.rows("kode") == [("a",), ("b",), ("c",)]
    assert world.rows_in("olap", "kode") == [("a",)]
    world.change(("{sink: lakehouse, mode: upsert}", "{sink: lakehouse, mode: upsert}" + olap))
    world.ingest()
    assert world.rows("kode") == [("a",), ("b",), ("c",)]


def test_partitions_raised_and_not_taken_away(world: World) -> None:
    world.live({"kode": "a", "nama": "satu"}, {"kode": "b", "nama": "dua"})
    world.change(("partitions: 1", "partitions: 2"))
    world.send({"kode": "c", "nama": "tiga"}, {"kode": "a", "nama": "baru"}, partition=1)
    world.ingest()
    assert world.rows("kode", "nama") == [("a", "baru"), ("b", "dua"), ("c", "tiga")]
    world.change(("partitions: 2", "partitions: 1"))
    with pytest.raises(FinalError, match="cannot be taken away: set partitions to 2 in the contract"):
        world.plan()


def test_another_topic_asks_a_person(world: World, topic_name: str) -> None:
    world.live({"kode": "a"}, {"kode": "b"})
    world.change((f"name: {topic_name}", f"name: {topic_name}.baru"))
    world.send({"kode": "c"})
    with pytest.raises(OffsetsLost, match=rf"plans of 'barang' are for topic '{topic_name}'.*take the old name back"):
        world.plan()
    world.change((f"name: {topic_name}.baru", f"name: {topic_name}"))
    world.send({"kode": "d"})
    world.ingest()
    assert world.rows("kode") == [("a",), ("b",), ("d",)]


def test_a_version_that_was_not_raised_is_refused_before_anything_changes(world: World) -> None:
    world.live({"kode": "a"}, {"kode": "b"})
    before = world.text
    world.change(("physicalType: int\n", "physicalType: bigint\n"), version="1.0.0")
    with pytest.raises(ContractError, match=r"version 1\.0\.0 was used before with another text.*raise `version`"):
        world.plan()
    assert world.select("SHOW COLUMNS FROM barang LIKE 'jumlah'")[0][1] == "int"
    world.text = before
    world.ingest()
    assert world.rows("kode") == [("a",), ("b",)]
