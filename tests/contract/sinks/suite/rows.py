"""What becomes of rows, by the mode of the table, and what becomes of the table when its contract changes."""

from __future__ import annotations

from dataclasses import replace
from itertools import permutations, product

import pytest

from include.contract.model import Mode
from include.errors import FinalError
from tests.contract.sinks.builders import ADDED, Row, row, with_field
from tests.contract.sinks.kit import Kit
from tests.contract.sinks.suite.promise import counts, promise


@promise
def upsert_keeps_one_row_per_key(kit: Kit) -> None:
    table = kit.table(Mode.UPSERT)
    assert table.load(row("a", 1, nama="Ani"), row("b", 1, nama="Budi")) == counts(loaded=2)
    assert table.load(row("a", 2, nama="Anita"), row("c", 1, nama="Citra")) == counts(loaded=2)
    assert table.read("kode", "nama") == [("a", "Anita"), ("b", "Budi"), ("c", "Citra")]


@promise
def upsert_takes_the_newest_version_of_a_batch(kit: Kit) -> None:
    table = kit.table(Mode.UPSERT)
    assert table.load(row("a", 2, nama="baru"), row("a", 1, nama="lama")) == table.counts(loaded=1, superseded=1)
    assert table.read("kode", "nama", "_offset") == [("a", "baru", 0)]


@promise
def upsert_never_lets_an_older_version_overwrite_a_newer_one(kit: Kit) -> None:
    table = kit.table(Mode.UPSERT)
    table.load(row("a", 1, nama="satu"))
    assert table.load(row("a", 5, nama="lima")) == counts(loaded=1)
    assert table.load(row("a", 3, nama="tiga")) == table.counts(superseded=1)
    assert table.read("nama", "_version", "_offset") == [("lima", f"{5:020d}", 1)]


@promise
def upsert_ends_the_same_in_whatever_order_messages_come(kit: Kit) -> None:
    edits = [
        row("", 1, event="e1", nama="satu"),
        row("", 2, event="e2", nama="dua"),
        row("", 2, event="e3", nama="dua juga"),
        row("", 3, event="e1", nama="satu"),
    ]
    assert _ends_in_every_order(kit, edits) == {("satu", f"{3:020d}")}
    assert _ends_in_every_order(kit, edits[:3]) == {("dua juga", f"{2:020d}")}


def _ends_in_every_order(kit: Kit, edits: list[Row]) -> set[tuple[str, str]]:
    """Every order is tried on a key of its own; an edit always comes by the same partition."""
    table = kit.table(Mode.UPSERT)
    orders = list(permutations(range(len(edits))))
    for step, number in product(range(len(edits)), repeat=2):
        table.load(
            *(replace(edits[number], key=str(order)) for order in orders if order[step] == number), partition=number
        )
    assert len(table.read("kode")) == len(orders)
    return set(table.read("nama", "_version"))


@promise
def upsert_counts_the_same_event_again_as_skipped(kit: Kit) -> None:
    table = kit.table(Mode.UPSERT)
    table.load(row("a", 1, nama="Ani"), row("b", 1, nama="Budi"))
    assert table.load(row("a", 1, nama="Ani"), row("b", 1, nama="Budi")) == table.counts(skipped=2)
    assert table.load(row("c", 1), row("c", 1), row("c", 2)) == table.counts(loaded=1, superseded=1, skipped=1)
    assert table.read("kode", "nama", "_offset") == [("a", "Ani", 2), ("b", "Budi", 3), ("c", None, 6)]


@promise
def upsert_leaves_a_tombstone_for_a_deleted_key(kit: Kit) -> None:
    table = kit.table(Mode.UPSERT)
    table.load(row("a", 1, nama="Ani"))
    assert table.load(row("a", 3, deleted=True)) == counts(loaded=1)
    assert table.load(row("a", 2, nama="terlambat")) == table.counts(superseded=1)
    assert table.read("kode", "nama", "_deleted") == [("a", None, True)]
    assert table.load(row("a", 4, nama="kembali")) == counts(loaded=1)
    assert table.read("kode", "nama", "_deleted") == [("a", "kembali", False)]


@promise
def upsert_ignores_a_delete_that_is_older_than_the_row(kit: Kit) -> None:
    table = kit.table(Mode.UPSERT)
    table.load(row("a", 5, nama="Ani"))
    assert table.load(row("a", 4, deleted=True)) == table.counts(superseded=1)
    assert table.read("nama", "_deleted") == [("Ani", False)]


@promise
def append_keeps_every_event_once(kit: Kit) -> None:
    table = kit.table(Mode.APPEND)
    assert table.load(row("a", 1), row("a", 2), row("a", 2)) == table.counts(loaded=2, skipped=1)
    assert table.load(row("a", 2), row("a", 3)) == table.counts(loaded=1, skipped=1)
    assert table.read("kode", "_event_id", "_offset") == [("a", "a-1", 0), ("a", "a-2", 1), ("a", "a-3", 4)]


@promise
def history_keeps_every_version_of_a_key_once(kit: Kit) -> None:
    table = kit.table(Mode.HISTORY)
    assert table.load(row("a", 1, nama="satu"), row("a", 2, nama="dua"), row("b", 1)) == counts(loaded=3)
    assert table.load(row("a", 2, nama="dua"), row("a", 3, deleted=True)) == table.counts(loaded=1, skipped=1)
    assert table.read("kode", "nama", "_deleted") == [
        ("a", "satu", False),
        ("a", "dua", False),
        ("a", None, True),
        ("b", None, False),
    ]


@promise
def history_takes_a_late_older_version_beside_the_newer_ones(kit: Kit) -> None:
    table = kit.table(Mode.HISTORY)
    table.load(row("a", 5, nama="lima"))
    assert table.load(row("a", 3, nama="tiga")) == counts(loaded=1)
    assert table.read("nama") == [("lima",), ("tiga",)]


@promise
def a_new_field_is_added_and_older_rows_lack_it(kit: Kit) -> None:
    table = kit.table(Mode.UPSERT)
    table.load(row("a", 1, nama="Ani"))
    changed = table.with_contract(with_field(table.contract, ADDED))
    assert changed.load(row("b", 1, nama="Budi", warna="biru")) == counts(loaded=1)
    assert changed.read("kode", "nama", "warna") == [("a", "Ani", None), ("b", "Budi", "biru")]


@promise
def a_batch_planned_with_the_older_contract_still_loads(kit: Kit) -> None:
    table = kit.table(Mode.UPSERT)
    changed = table.with_contract(with_field(table.contract, ADDED))
    assert table.load(row("a", 1, nama="Ani")) == counts(loaded=1)
    assert changed.read("kode", "nama", "warna") == [("a", "Ani", None)]


@promise
def preparing_again_changes_nothing(kit: Kit) -> None:
    table = kit.table(Mode.HISTORY)
    table.load(row("a", 1, nama="Ani"))
    table.sink.prepare(table.contract)
    assert table.read("kode", "nama") == [("a", "Ani")]


@promise
def a_big_batch_loads_whole(kit: Kit) -> None:
    table = kit.table(Mode.UPSERT)
    assert table.load(*(row(f"{n:06d}", 1, jumlah=n) for n in range(50_000))) == counts(loaded=50_000)
    newer = [row(f"{n:06d}", 2, jumlah=-n) for n in range(0, 10_000, 2)]
    repeated = [row(f"{n:06d}", 1, jumlah=n) for n in range(1, 10_000, 2)]
    assert table.load(*newer, *repeated) == table.counts(loaded=5_000, skipped=5_000)
    amounts = [amount for (amount,) in table.read("jumlah")]
    assert amounts == [-n if n < 10_000 and n % 2 == 0 else n for n in range(50_000)]


@promise
def a_sink_refuses_a_contract_that_does_not_name_it(kit: Kit) -> None:
    table = kit.table(Mode.UPSERT)
    with pytest.raises(FinalError, match="does not load into sink"):
        table.sink.prepare(replace(table.contract, sinks=()))
