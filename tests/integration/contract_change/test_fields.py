"""A field is added, renamed, retyped, left out or made required, while rows are there and a plan is open.

Every test is a line of docs/howto/change-a-contract.md.
"""

from __future__ import annotations

from decimal import Decimal

import pytest

from include.audit.release import release
from include.contract.catalog import Catalog
from include.database import connect
from include.errors import FinalError
from include.records import Action
from tests.integration.contract_change.world import RUN, SINKS, WARNA, World

NAMA = """\
      - name: nama
        businessName: Nama
        logicalType: string
        physicalType: varchar(10)
"""


def test_a_field_added(world: World) -> None:
    world.live({"kode": "a"}, {"kode": "b", "warna": "biru"})
    world.add(WARNA)
    world.send({"kode": "c", "warna": "merah"})
    world.ingest()
    assert world.rows("kode", "warna") == [("a", None), ("b", None), ("c", "merah")]


def test_a_required_field_added(world: World) -> None:
    world.live({"kode": "a"}, {"kode": "b"})
    world.add(WARNA + "        required: true\n")
    world.send({"kode": "c"}, {"kode": "d", "warna": "merah"})
    world.ingest()
    assert world.rows("kode", "warna") == [("a", None), ("b", None), ("d", "merah")]


def test_a_field_renamed(world: World) -> None:
    world.live({"kode": "a", "nama": "satu"}, {"kode": "b", "nama": "dua"})
    former = "        physicalName: nama\n        customProperties:\n          - {property: formerName, value: nama}\n"
    world.change((NAMA, NAMA.replace("name: nama", "name: sebutan") + former))
    world.send({"kode": "c", "nama": "tiga"}, {"kode": "a", "nama": "satu lagi"})
    world.ingest()
    assert world.rows("kode", "sebutan") == [("a", "satu lagi"), ("b", None), ("c", "tiga")]
    assert world.select("SELECT kode, sebutan, nama FROM bi_barang ORDER BY kode") == [
        ("a", "satu lagi", "satu lagi"), ("b", "dua", "dua"), ("c", "tiga", "tiga"),
    ]  # fmt: skip


def test_a_field_renamed_and_back(world: World) -> None:
    world.live({"kode": "a", "nama": "satu"}, {"kode": "b", "nama": "dua"})
    before = world.text
    former = "        physicalName: nama\n        customProperties:\n          - {property: formerName, value: nama}\n"
    world.change((NAMA, NAMA.replace("name: nama", "name: sebutan") + former))
    world.send({"kode": "c", "nama": "tiga"})
    world.ingest()
    world.text = before
    back = "        customProperties:\n          - {property: formerName, value: sebutan}\n"
    world.change((NAMA, NAMA + back), version="1.2.0")
    world.ingest()
    assert world.select("SELECT kode, nama FROM bi_barang ORDER BY kode") == [
        ("a", "satu"),
        ("b", "dua"),
        ("c", "tiga"),
    ]


def test_a_field_left_out_and_back(world: World) -> None:
    world.live({"kode": "a", "nama": "satu"}, {"kode": "b", "nama": "dua"})
    world.change((NAMA, ""))
    world.send({"kode": "c", "nama": "tiga"})
    world.ingest()
    assert [world.columns(sink) for sink in SINKS] == [["harga", "jumlah", "kode", "nama"]] * 3
    with pytest.raises(Exception, match="Unknown column 'nama'"):
        world.select("SELECT nama FROM bi_barang")
    world.add(NAMA)
    world.send({"kode": "d", "nama": "empat"})
    world.ingest()
    assert world.rows("kode", "nama") == [("a", "satu"), ("b", "dua"), ("c", None), ("d", "empat")]


@pytest.mark.parametrize(
    ("field", "old", "new", "value"),
    [
        ("nama", "physicalType: varchar(10)\n      - name: jumlah", "physicalType: varchar(40)\n      - name: jumlah", "n" * 40),
        ("jumlah", "physicalType: int\n", "physicalType: bigint\n", 2**40),
        ("harga", "decimal(8,2)", "decimal(12,2)", Decimal("1234567890.25")),
    ],
)  # fmt: skip
def test_a_type_that_holds_more(world: World, field: str, old: str, new: str, value: object) -> None:
    world.live({"kode": "a", field: "1"}, {"kode": "b", field: "2"})
    world.change((old, new))
    world.send({"kode": "c", field: str(value)})
    world.ingest()
    assert [found for _, found in world.rows("kode", field)][2] == value
    world.change((new, old))
    world.send({"kode": "d", field: str(value)}, {"kode": "e", field: "5"})
    world.ingest()
    assert [kode for kode, _ in world.rows("kode", field)] == ["a", "b", "c", "e"]


def test_more_decimals_are_taken_where_the_sink_can_and_asked_where_it_cannot(world: World) -> None:
    world.live({"kode": "a", "harga": "1.25"}, {"kode": "b", "harga": "2.25"})
    world.change(("decimal(8,2)", "decimal(12,4)"))
    world.send({"kode": "c", "harga": "3.1234"})
    (work,) = world.plan()
    world.load(work, "warehouse")
    world.load(work, "olap")
    with pytest.raises(
        FinalError, match=r"`harga` is decimal128\(8, 2\), expected decimal128\(12, 4\).*a field of a new name"
    ):
        world.load(work, "lakehouse")
    prices = [("a", Decimal("1.25")), ("b", Decimal("2.25")), ("c", Decimal("3.1234"))]
    assert world.rows_in("warehouse", "kode", "harga") == world.rows_in("olap", "kode", "harga") == prices

    world.change(("decimal(12,4)", "decimal(8,2)"))
    (waiting,) = world.plan()
    with connect(world.parts.warehouse) as connection:
        release(
            connection, batch_id=waiting.batches[-1].batch_id, action=Action.LOAD, who="Sri", why="tipe dikembalikan", run=RUN,
            catalog=Catalog((world.contract,), ()),
        )  # fmt: skip
    world.send({"kode": "d", "harga": "4.25"})
    world.ingest()
    assert [kode for (kode,) in world.rows_in("lakehouse", "kode")] == ["a", "b", "d"]


def test_another_type_is_refused_before_anything_is_planned(world: World) -> None:
    world.live({"kode": "a", "nama": "1"}, {"kode": "b", "nama": "2"})
    before = world.text
    world.change((NAMA, NAMA.replace("logicalType: string", "logicalType: integer").replace("varchar(10)", "bigint")))
    world.send({"kode": "c", "nama": "3"})
    planned = world.select("SELECT range_id FROM etl_plan")
    with pytest.raises(
        FinalError, match=r"`nama` is varchar\(10\), expected bigint.*ALTER TABLE `barang` MODIFY `nama` bigint"
    ):
        world.plan()
    assert world.select("SELECT range_id FROM etl_plan") == planned
    world.text = before
    world.ingest()
    assert world.rows("kode", "nama") == [("a", "1"), ("b", "2"), ("c", "3")]


def test_a_field_made_required_and_optional_again(world: World) -> None:
    world.live({"kode": "a"}, {"kode": "b"})
    optional = world.text
    world.change((NAMA, NAMA + "        required: true\n"))
    world.send({"kode": "c"}, {"kode": "d", "nama": "empat"})
    world.ingest()
    assert world.rows("kode", "nama") == [("a", None), ("b", None), ("d", "empat")]
    world.text = optional
    world.change(version="1.2.0")
    world.send({"kode": "e"})
    world.ingest()
    assert world.rows("kode", "nama")[-1] == ("e", None)
