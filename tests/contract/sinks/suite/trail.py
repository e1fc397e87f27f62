"""Every message is accounted for, and every row, batch and reject can be followed back."""

from __future__ import annotations

from include.contract.model import Mode
from include.sinks.base import LoadOutcome
from tests.contract.sinks.builders import Refused, row
from tests.contract.sinks.kit import RUN, Kit
from tests.contract.sinks.suite.promise import promise


@promise
def every_row_says_which_message_and_batch_brought_it(kit: Kit) -> None:
    table = kit.table(Mode.UPSERT)
    table.load(row("a"), partition=1, start=40)
    (audit,) = table.audit()
    assert table.read("_partition", "_offset", "_event_id", "_batch_id") == [(1, 40, "a-1", audit["batch_id"])]


@promise
def every_message_has_one_outcome(kit: Kit) -> None:
    table = kit.table(Mode.UPSERT)
    table.load(row("a", 1), row("b", 5))
    outcome = table.load(row("a", 2), row("b", 4), row("b", 5), Refused("rusak"), row("c", 1), row("c", 2))
    assert outcome == table.counts(loaded=2, rejected=1, superseded=2, skipped=1)
    (_, audit) = table.audit()
    counted = LoadOutcome(*(audit[name] for name in ("read_count", "loaded", "rejected", "superseded", "skipped")))
    assert counted == outcome


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
def a_message_that_is_accepted_after_all_leaves_the_quarantine(kit: Kit) -> None:
    table = kit.table(Mode.UPSERT)
    table.load(Refused("rusak"), Refused("rusak"))
    assert [(kept["status"], kept["taken_by"]) for kept in table.rejects()] == [("menunggu", None)] * 2
    table.load(row("a"), Refused("masih rusak"), start=0, generation=1)
    first, second = table.rejects()
    accepted_by = table.audit()[-1]["batch_id"]
    assert (first["status"], first["attempts"], first["reason"], first["taken_by"]) == (
        "diterima",
        2,
        "rusak",
        accepted_by,
    )
    assert (second["status"], second["attempts"], second["reason"]) == ("menunggu", 2, "masih rusak")


@promise
def a_newer_message_of_its_key_takes_the_place_of_one_in_quarantine(kit: Kit) -> None:
    table = kit.table(Mode.UPSERT)
    table.load(Refused("rusak", key="a", version=2), row("b", 9), row("a", 1))
    assert [kept["status"] for kept in table.rejects()] == ["menunggu"]
    table.load(row("a", 3), Refused("rusak", key="b", version=10), row("b", 11))
    assert [(kept["status"], kept["attempts"]) for kept in table.rejects()] == [("digantikan", 1), ("digantikan", 1)]
