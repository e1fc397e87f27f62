"""Messages that are loaded again, in a generation of their own: what a newer contract makes of them counts."""

from __future__ import annotations

from typing import Any

from include.contract.model import Mode
from tests.contract.sinks.builders import ADDED, Refused, row, with_field
from tests.contract.sinks.kit import Kit
from tests.contract.sinks.suite.promise import counts, promise


@promise
def a_replay_under_the_same_contract_changes_nothing(kit: Kit) -> None:
    for mode in Mode:
        table = kit.table(mode)
        messages = [row("a", 1, nama="Ani"), row("a", 2, nama="Anita"), Refused("rusak"), row("b", 1, nama="Budi")]
        table.load(*messages)
        before = _whole_rows(table.kit.rows(table.contract))
        again = table.load(*messages, start=0, generation=1)
        assert (again.read, again.loaded, again.rejected) == (4, 0, 1)
        assert again.skipped + again.superseded == 3
        assert _whole_rows(table.kit.rows(table.contract)) == before


@promise
def a_replay_under_a_newer_contract_rewrites_an_upserted_row(kit: Kit) -> None:
    table = kit.table(Mode.UPSERT)
    table.load(row("a", 1, nama="ani"), row("b", 1, nama="budi"))
    newer = table.by_version("1.10.0")
    assert newer.load(row("a", 1, nama="Ani"), row("b", 1, nama="Budi"), start=0, generation=1) == counts(loaded=2)
    assert newer.read("kode", "nama", "_offset", "_contract") == [
        ("a", "Ani", 0, 1_00010_00000),
        ("b", "Budi", 1, 1_00010_00000),
    ]
    older = table.by_version("1.9.0").load(row("a", 1, nama="aNI"), start=0, generation=2)
    assert older == table.counts(skipped=1)
    assert newer.read("kode", "nama") == [("a", "Ani"), ("b", "Budi")]


@promise
def a_replay_under_a_newer_contract_rewrites_history_in_place(kit: Kit) -> None:
    table = kit.table(Mode.HISTORY)
    table.load(row("a", 1, nama="satu"), row("a", 2, nama="dua"), row("b", 1, nama="budi"))
    newer = table.with_contract(with_field(table.contract, ADDED))
    replayed = [row("a", 1, nama="Satu", warna="biru"), row("a", 2, deleted=True), row("c", 1, nama="Citra")]
    assert newer.load(*replayed, start=0, generation=1) == counts(loaded=3)
    assert newer.read("kode", "nama", "warna", "_deleted", "_offset") == [
        ("a", "Satu", "biru", False, 0),
        ("a", None, None, True, 1),
        ("b", "budi", None, False, 2),
        ("c", "Citra", None, False, 2),
    ]
    older = table.by_version("1.0.9").load(row("a", 1, nama="sATU"), start=0, generation=2)
    assert older == table.counts(skipped=1)
    assert newer.read("nama") == [("Satu",), (None,), ("budi",), ("Citra",)]


@promise
def a_replay_under_a_newer_contract_rewrites_appended_events_in_place(kit: Kit) -> None:
    table = kit.table(Mode.APPEND)
    table.load(row("a", 1, jumlah=1), row("a", 2, jumlah=2))
    newer = table.by_version("2.0.0")
    assert newer.load(row("a", 1, jumlah=10), row("a", 2, jumlah=20), start=0, generation=1) == counts(loaded=2)
    assert newer.read("_event_id", "jumlah", "_offset") == [("a-1", 10, 0), ("a-2", 20, 1)]


@promise
def another_message_of_an_event_rewrites_nothing_that_is_kept_once(kit: Kit) -> None:
    for mode in (Mode.HISTORY, Mode.APPEND):
        table = kit.table(mode)
        table.load(row("a", 1, nama="Ani"))
        table.load(row("a", 1, nama="Ani"))
        newer = table.by_version("1.1.0")
        assert newer.load(row("a", 1, nama="Anita"), start=1, generation=1) == table.counts(skipped=1)
        assert newer.read("nama", "_offset") == [("Ani", 0)]
        assert newer.load(row("a", 1, nama="Anita"), start=0, generation=2) == counts(loaded=1)
        assert newer.read("nama", "_offset") == [("Anita", 0)]


@promise
def an_older_source_version_under_a_newer_contract_still_does_not_win(kit: Kit) -> None:
    table = kit.table(Mode.UPSERT)
    table.load(row("a", 1, nama="satu"), row("a", 2, nama="dua"))
    newer = table.by_version("1.1.0")
    assert newer.load(row("a", 1, nama="SATU"), start=0, generation=1) == table.counts(superseded=1)
    assert newer.read("nama", "_offset", "_contract") == [("dua", 1, 1_00000_00000)]


@promise
def a_replay_beside_the_live_lane_has_a_ledger_of_its_own(kit: Kit) -> None:
    table = kit.table(Mode.UPSERT)
    table.load(row("a", 1), row("b", 1), row("c", 1))
    newer = table.by_version("1.1.0")
    assert newer.load(row("b", 1, nama="Budi"), start=1, generation=4) == counts(loaded=1)
    assert (table.ledger(), table.ledger(4)) == ({0: 3}, {0: 2})
    assert table.load(row("d", 1), start=3) == counts(loaded=1)
    assert newer.load(row("c", 1, nama="Citra"), start=2, generation=4) == counts(loaded=1)
    assert (table.ledger(), table.ledger(4), table.ledger(5)) == ({0: 4}, {0: 3}, {})
    assert [(a["generation"], a["start_offset"], a["end_offset"]) for a in table.audit()] == [
        (0, 0, 3), (4, 1, 2), (0, 3, 4), (4, 2, 3),
    ]  # fmt: skip


@promise
def a_replay_that_runs_ahead_of_the_live_lane_is_not_loaded_twice(kit: Kit) -> None:
    for mode in Mode:
        table = kit.table(mode)
        table.load(row("a", 1, nama="Ani"), row("b", 1, nama="Budi"), generation=1)
        late = table.load(row("a", 1, nama="Ani"), row("b", 1, nama="Budi"), start=0)
        assert (late.loaded, late.skipped) == (0, 2)
        assert table.read("kode", "nama") == [("a", "Ani"), ("b", "Budi")]


@promise
def rows_that_do_not_say_their_contract_are_rewritten_by_any(kit: Kit) -> None:
    for mode in Mode:
        table = kit.table(mode)
        table.load(row("a", 1, nama="ani"), row("b", 1, nama="budi"))
        kit.forget_contracts(table.contract)
        table.sink.prepare(table.contract)
        assert table.load(row("a", 1, nama="Ani"), start=0, generation=1) == counts(loaded=1)
        assert table.read("kode", "nama") == [("a", "Ani"), ("b", "budi")]


def _whole_rows(rows: list[dict[str, Any]]) -> list[str]:
    return sorted(map(repr, rows))
