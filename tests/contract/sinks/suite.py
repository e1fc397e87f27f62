"""What every sink promises, one function for each promise. A function that returns has seen the promise kept."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import permutations, product

import pytest

from include.contract.model import Mode
from include.errors import FinalError, KampusError, LedgerGap
from include.sinks.base import LoadOutcome
from tests.contract.sinks.builders import ADDED, Refused, Row, row, with_field
from tests.contract.sinks.kit import RUN, Kit, Table

Promise = Callable[[Kit], None]
PROMISES: list[Promise] = []


def promise(function: Promise) -> Promise:
    PROMISES.append(function)
    return function


def counts(loaded: int = 0, rejected: int = 0, superseded: int = 0, skipped: int = 0) -> LoadOutcome:
    return LoadOutcome(loaded + rejected + superseded + skipped, loaded, rejected, superseded, skipped)


@promise
def upsert_keeps_one_row_per_key(kit: Kit) -> None:
    table = kit.table(Mode.UPSERT)
    assert table.load(row("a", 1, nama="Ani"), row("b", 1, nama="Budi")) == counts(loaded=2)
    assert table.load(row("a", 2, nama="Anita"), row("c", 1, nama="Citra")) == counts(loaded=2)
    assert table.read("kode", "nama") == [("a", "Anita"), ("b", "Budi"), ("c", "Citra")]


@promise
def upsert_takes_the_newest_version_of_a_batch(kit: Kit) -> None:
    table = kit.table(Mode.UPSERT)
    assert table.load(row("a", 2, nama="baru"), row("a", 1, nama="lama")) == counts(loaded=1, superseded=1)
    assert table.read("kode", "nama", "_offset") == [("a", "baru", 0)]


@promise
def upsert_never_lets_an_older_version_overwrite_a_newer_one(kit: Kit) -> None:
    table = kit.table(Mode.UPSERT)
    table.load(row("a", 1, nama="satu"))
    assert table.load(row("a", 5, nama="lima")) == counts(loaded=1)
    assert table.load(row("a", 3, nama="tiga")) == counts(superseded=1)
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
    assert table.load(row("a", 1, nama="Ani"), row("b", 1, nama="Budi")) == counts(skipped=2)
    assert table.load(row("c", 1), row("c", 1), row("c", 2)) == counts(loaded=1, superseded=1, skipped=1)
    assert table.read("kode", "nama", "_offset") == [("a", "Ani", 2), ("b", "Budi", 3), ("c", None, 6)]


@promise
def upsert_leaves_a_tombstone_for_a_deleted_key(kit: Kit) -> None:
    table = kit.table(Mode.UPSERT)
    table.load(row("a", 1, nama="Ani"))
    assert table.load(row("a", 3, deleted=True)) == counts(loaded=1)
    assert table.load(row("a", 2, nama="terlambat")) == counts(superseded=1)
    assert table.read("kode", "nama", "_deleted") == [("a", None, True)]
    assert table.load(row("a", 4, nama="kembali")) == counts(loaded=1)
    assert table.read("kode", "nama", "_deleted") == [("a", "kembali", False)]


@promise
def upsert_ignores_a_delete_that_is_older_than_the_row(kit: Kit) -> None:
    table = kit.table(Mode.UPSERT)
    table.load(row("a", 5, nama="Ani"))
    assert table.load(row("a", 4, deleted=True)) == counts(superseded=1)
    assert table.read("nama", "_deleted") == [("Ani", False)]


@promise
def append_keeps_every_event_once(kit: Kit) -> None:
    table = kit.table(Mode.APPEND)
    assert table.load(row("a", 1), row("a", 2), row("a", 2)) == counts(loaded=2, skipped=1)
    assert table.load(row("a", 2), row("a", 3)) == counts(loaded=1, skipped=1)
    assert table.read("kode", "_event_id", "_offset") == [("a", "a-1", 0), ("a", "a-2", 1), ("a", "a-3", 4)]


@promise
def history_keeps_every_version_of_a_key_once(kit: Kit) -> None:
    table = kit.table(Mode.HISTORY)
    assert table.load(row("a", 1, nama="satu"), row("a", 2, nama="dua"), row("b", 1)) == counts(loaded=3)
    assert table.load(row("a", 2, nama="dua"), row("a", 3, deleted=True)) == counts(loaded=1, skipped=1)
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
def keys_that_differ_in_case_or_accent_are_two_keys(kit: Kit) -> None:
    table = kit.table(Mode.UPSERT)
    assert table.load(row("e"), row("E"), row("é"), row("ß"), row("ss")) == counts(loaded=5)
    assert table.load(row("e", 2, nama="kecil"), row("É")) == counts(loaded=2)
    assert sorted(table.read("kode", "nama")) == [
        ("E", None), ("e", "kecil"), ("ss", None), ("É", None), ("ß", None), ("é", None)
    ]  # fmt: skip


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
def an_empty_batch_moves_the_ledger_and_is_audited(kit: Kit) -> None:
    table = kit.table(Mode.UPSERT)
    batch = table.plan(offsets=7)
    assert table.sink.load(batch, table.contract, table.stage(batch), RUN) == counts()
    assert table.ledger() == {0: 7}
    assert [(a["read_count"], a["start_offset"], a["end_offset"]) for a in table.audit()] == [(0, 0, 7)]


@promise
def text_comes_back_letter_for_letter(kit: Kit) -> None:
    texts = [
        "emoji 🎓👩‍🎓",
        "kutip ' dan \" dan `",
        'awal"tengah""akhir"',
        "\\ \\\\ \\n \\N \\",
        "\\N",
        "NULL",
        "baris\nbaru\r\ndan\ttab",
        "koma, titik koma; pipa |",
        "\x00\x01\x1a nol",
        "عربي 中文 हिन्दी",
        "%s %(x)s :nama @v0 -- # /*",
        "x",
        "0",
    ]
    table = kit.table(Mode.UPSERT)
    table.load(*(row(f"{n:02d}", uraian=text) for n, text in enumerate(texts)))
    assert [text for (text,) in table.read("uraian")] == texts


@promise
def wide_text_comes_back_whole(kit: Kit) -> None:
    texts = ["ë" * 4_000_000, "a" * 70_000, "n" * 40]
    table = kit.table(Mode.UPSERT)
    table.load(*(row(f"{n}", uraian=text) for n, text in enumerate(texts)))
    assert [text for (text,) in table.read("uraian")] == texts


@promise
def numbers_come_back_exactly(kit: Kit) -> None:
    table = kit.table(Mode.UPSERT)
    numbers = [
        (Decimal("0.01"), Decimal("0.0000000001"), 9223372036854775807),
        (Decimal("-9999999999999999.99"), Decimal("-12345678901234567890.0123456789"), -9223372036854775808),
        (Decimal("0.00"), Decimal("0E-10"), 0),
    ]
    table.load(*(row(f"{n}", nilai=v, mikro=m, jumlah=j) for n, (v, m, j) in enumerate(numbers)))
    assert table.read("nilai", "mikro", "jumlah") == numbers


@promise
def times_come_back_as_the_same_instant(kit: Kit) -> None:
    midnight_in_jakarta = datetime.fromisoformat("2026-01-01T00:00:00.000001+07:00")
    old = datetime(1000, 1, 1, tzinfo=UTC)
    far = datetime(9999, 12, 31, 23, 59, 59, 999999, tzinfo=UTC)
    table = kit.table(Mode.UPSERT)
    table.load(
        row("a", waktu=midnight_in_jakarta, tanggal=date(2026, 1, 1)),
        row("b", waktu=old, tanggal=date(1000, 1, 1)),
        row("c", waktu=far, tanggal=date(9999, 12, 31)),
    )
    assert table.read("waktu", "tanggal") == [
        (datetime(2025, 12, 31, 17, 0, 0, 1, tzinfo=UTC), date(2026, 1, 1)),
        (old, date(1000, 1, 1)),
        (far, date(9999, 12, 31)),
    ]


@promise
def a_missing_value_is_missing_and_never_zero_or_empty(kit: Kit) -> None:
    table = kit.table(Mode.UPSERT)
    table.load(row("a"), row("b", aktif=False, jumlah=0, nilai=Decimal(0)), row("c", aktif=True))
    assert table.read("nama", "uraian", "nilai", "jumlah", "aktif", "tanggal", "waktu") == [
        (None, None, None, None, None, None, None),
        (None, None, Decimal("0.00"), 0, False, None, None),
        (None, None, None, None, True, None, None),
    ]


@promise
def a_newer_version_can_empty_a_field(kit: Kit) -> None:
    table = kit.table(Mode.UPSERT)
    table.load(row("a", 1, nama="Ani", jumlah=3))
    table.load(row("a", 2))
    assert table.read("nama", "jumlah") == [(None, None)]


@promise
def every_row_says_which_message_and_batch_brought_it(kit: Kit) -> None:
    table = kit.table(Mode.UPSERT)
    table.load(row("a"), partition=1, start=40)
    (audit,) = table.audit()
    assert table.read("_partition", "_offset", "_event_id", "_batch_id") == [(1, 40, "a-1", audit["batch_id"])]


@promise
def a_big_batch_loads_whole(kit: Kit) -> None:
    table = kit.table(Mode.UPSERT)
    assert table.load(*(row(f"{n:06d}", 1, jumlah=n) for n in range(50_000))) == counts(loaded=50_000)
    newer = [row(f"{n:06d}", 2, jumlah=-n) for n in range(0, 10_000, 2)]
    repeated = [row(f"{n:06d}", 1, jumlah=n) for n in range(1, 10_000, 2)]
    assert table.load(*newer, *repeated) == counts(loaded=5_000, skipped=5_000)
    amounts = [amount for (amount,) in table.read("jumlah")]
    assert amounts == [-n if n < 10_000 and n % 2 == 0 else n for n in range(50_000)]


@promise
def two_pipelines_load_one_table_side_by_side(kit: Kit) -> None:
    table = kit.table(Mode.UPSERT)
    other = table.beside()
    together = threading.Barrier(2)

    def load(mine: Table, partition: int, name: str) -> list[LoadOutcome]:
        together.wait()
        return [
            mine.load(*(row(f"{name}{batch}{n:04d}") for n in range(1000)), partition=partition) for batch in range(3)
        ]

    with ThreadPoolExecutor() as pool:
        running = [pool.submit(load, table, 0, "a"), pool.submit(load, other, 1, "b")]
        assert [one.result() for one in running] == [[counts(loaded=1000)] * 3] * 2
    assert len(table.read("kode")) == 6000
    assert table.ledger() == {0: 3000, 1: 3000}


@promise
def a_second_copy_of_a_batch_loads_nothing_and_says_what_the_first_did(kit: Kit) -> None:
    table = kit.table(Mode.APPEND)
    batch = table.plan(offsets=3)
    staged = table.stage(batch, row("a"), row("a"), Refused("rusak"))
    assert table.sink.committed(batch) is None
    first = table.sink.load(batch, table.contract, staged, RUN)
    assert first == counts(loaded=1, skipped=1, rejected=1)
    again = table.sink.load(batch, table.contract, staged, RUN)
    assert again == replace(first, already=True)
    assert table.sink.committed(batch) == again
    assert len(table.read("kode")) == len(table.rejects()) == len(table.audit()) == 1
    assert table.rejects()[0]["attempts"] == 1


@promise
def of_two_copies_at_the_same_moment_one_loads(kit: Kit) -> None:
    table = kit.table(Mode.APPEND)
    batch = table.plan(offsets=2000)
    staged = table.stage(batch, *(row(f"{n}") for n in range(2000)))
    together = threading.Barrier(2)

    def load(mine: Table) -> LoadOutcome:
        together.wait()
        return mine.sink.load(batch, table.contract, staged, RUN)

    with ThreadPoolExecutor() as pool:
        outcomes = list(pool.map(load, [table, table.beside()]))
    assert sorted(outcome.already for outcome in outcomes) == [False, True]
    assert [replace(outcome, already=False) for outcome in outcomes] == [counts(loaded=2000)] * 2
    assert len(table.audit()) == 1


@promise
def a_ledger_in_the_middle_of_a_range_takes_the_rest_and_says_so(kit: Kit) -> None:
    table = kit.table(Mode.UPSERT)
    table.load(row("a", 1), row("b", 1), row("c", 1))
    overlapping = table.load(row("b", 9), row("c", 9), row("d", 2), Refused("rusak"), row("d", 1), start=1)
    assert overlapping == counts(loaded=1, superseded=1, rejected=1)
    assert table.read("kode", "_version") == [(k, f"{v:020d}") for k, v in [("a", 1), ("b", 1), ("c", 1), ("d", 2)]]
    assert table.ledger() == {0: 6}
    assert [(a["start_offset"], a["end_offset"], a["clipped_from"]) for a in table.audit()] == [(0, 3, None), (3, 6, 1)]


@promise
def a_ledger_before_the_batch_is_a_gap(kit: Kit) -> None:
    table = kit.table(Mode.UPSERT)
    table.plan(offsets=2)
    with pytest.raises(LedgerGap, match=r"stands at 0, before the batch.*run ingest__"):
        table.load(row("c"))
    assert (table.read("kode"), table.audit(), table.ledger()) == ([], [], {0: 0})


@promise
def another_incarnation_of_the_topic_is_a_gap(kit: Kit) -> None:
    table = kit.table(Mode.UPSERT)
    table.load(row("a"), row("b"))
    batch = table.plan(offsets=1, start=0, topic_id="topik-baru")
    with pytest.raises(LedgerGap, match=r"stands at 2 of topic id .*; the batch was planned for topic id topik-baru"):
        table.sink.load(batch, table.contract, table.stage(batch, row("c")), RUN)
    assert table.sink.committed(batch) is None
    assert table.read("kode") == [("a",), ("b",)]


@promise
def a_batch_that_was_never_planned_is_not_loaded(kit: Kit) -> None:
    table = kit.table(Mode.UPSERT)
    planned = table.plan(offsets=1)
    unplanned = replace(planned, range=replace(planned.range, partition=1))
    with pytest.raises(LedgerGap, match="not in etl_plan"):
        table.sink.load(unplanned, table.contract, table.stage(unplanned, row("a")), RUN)
    assert table.read("kode") == []


@promise
def a_load_that_fails_in_the_middle_leaves_nothing(kit: Kit) -> None:
    table = kit.table(Mode.UPSERT)
    table.load(row("a", 1, nama="Ani"))
    batch = table.plan(offsets=3)
    staged = table.stage(batch, row("a", 2, nama="Anita"), row("b", 1), Refused("rusak"))
    with kit.failing(), pytest.raises(KampusError):
        table.sink.load(batch, table.contract, staged, RUN)
    assert table.read("kode", "nama") == [("a", "Ani")]
    assert (table.rejects(), len(table.audit()), table.ledger()) == ([], 1, {0: 1})
    assert table.sink.load(batch, table.contract, staged, RUN) == counts(loaded=2, rejected=1)


@promise
def every_message_has_one_outcome(kit: Kit) -> None:
    table = kit.table(Mode.UPSERT)
    table.load(row("a", 1), row("b", 5))
    outcome = table.load(row("a", 2), row("b", 4), row("b", 5), Refused("rusak"), row("c", 1), row("c", 2))
    assert outcome == LoadOutcome(read=6, loaded=2, rejected=1, superseded=2, skipped=1)
    (_, audit) = table.audit()
    assert [audit[name] for name in ("read_count", "loaded", "rejected", "superseded", "skipped")] == [6, 2, 1, 2, 1]


@promise
def the_audit_row_says_what_was_loaded_from_where_by_whom(kit: Kit) -> None:
    table = kit.table(Mode.UPSERT)
    batch = table.plan(offsets=2, partition=1, start=10)
    staged = table.stage(batch, row("a"), Refused("rusak"))
    table.sink.load(batch, table.contract, staged, RUN)
    (audit,) = table.audit()
    expected = {
        "batch_id": batch.batch_id, "sink": table.sink.name, "dataset": table.contract.dataset, "generation": 0,
        "topic": table.contract.topic.name, "topic_id": table.topic_id, "partition_id": 1, "start_offset": 10, "end_offset": 12,
        "clipped_from": None, "read_count": 2, "loaded": 1, "rejected": 1, "superseded": 0, "skipped": 0,
        "checksum": staged.checksum, "contract_version": "1.0.0", "action": "load", "dag_id": "ingest__uji",
        "run_id": "manual__2026-08-03", "task_id": "load", "try_number": 2, "map_index": 1,
    }  # fmt: skip
    assert {name: audit[name] for name in expected} == expected
    assert "nama.panjang" in audit["warnings"]


@promise
def a_reject_is_kept_once_with_its_bytes_and_its_newest_reason(kit: Kit) -> None:
    raw = bytes(range(256)) * 20
    table = kit.table(Mode.UPSERT)
    table.load(Refused("bukan JSON", raw), partition=1, start=5)
    (kept,) = table.rejects()
    assert (kept["topic_id"], kept["partition_id"], kept["message_offset"]) == (table.topic_id, 1, 5)
    assert (kept["message_value"], kept["message_key"], kept["reason"]) == (raw, b"kunci", "bukan JSON")
    assert (kept["rule"], kept["source_position"], kept["attempts"]) == ("json", "uji.tabel#5", 1)
    table.load(Refused("alasan baru", raw), partition=1, start=5, generation=1)
    assert [(again["reason"], again["attempts"]) for again in table.rejects()] == [("alasan baru", 2)]


@promise
def a_sink_refuses_a_contract_that_does_not_name_it(kit: Kit) -> None:
    table = kit.table(Mode.UPSERT)
    with pytest.raises(FinalError, match="does not load into sink"):
        table.sink.prepare(replace(table.contract, sinks=()))
