"""Events of Laravel models: which of them is newer, which is a deletion, and which are the same."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from include.records import Op
from tests.unit.broker.formats.builders import contract_in, event, reason
from tests.unit.transform.builders import field

LARAVEL = contract_in("laravel")
KEYED = contract_in("laravel", newest="offset")
NINE = "2026-08-03T02:00:00.000000Z"
TEN = "2026-08-03T03:00:00.000000Z"
ELEVEN = "2026-08-03T04:00:00.000000Z"


def says(kind: str, sent_at: Any = TEN, **data: Any) -> dict[str, Any]:
    return {"event": f"mahasiswa.{kind}", "data": {"id": 7, **data}, "sent_at": sent_at}


def version(value: dict[str, Any]) -> str:
    return event(LARAVEL, value).version or ""


def test_the_row_is_the_data_as_it_was_sent() -> None:
    assert event(LARAVEL, b'{"event":"mahasiswa.created","data":{"id":7,"ukt":1.50},"sent_at":"2026-08-03"}').row == (
        b'{"id":7,"ukt":1.50}'
    )


@pytest.mark.parametrize(
    ("kind", "data", "op"),
    [
        ("created", {}, Op.UPSERT),
        ("updated", {"deleted_at": None}, Op.UPSERT),
        ("saved", {}, Op.UPSERT),
        ("restored", {"deleted_at": None}, Op.UPSERT),
        ("deleted", {}, Op.DELETE),
        ("forceDeleted", {}, Op.DELETE),
        ("updated", {"deleted_at": NINE}, Op.DELETE),
        ("deleted", {"deleted_at": NINE}, Op.DELETE),
    ],
)
def test_what_happened_is_the_end_of_the_events_name_and_deleted_at(kind: str, data: dict[str, Any], op: Op) -> None:
    assert event(LARAVEL, says(kind, **data)).op is op


def test_the_row_says_which_is_newer_whatever_was_sent_first() -> None:
    assert version(says("updated", sent_at=TEN, updated_at=NINE)) > version(
        says("updated", sent_at=ELEVEN, updated_at="2026-08-03T01:59:59.999999Z")
    )


def test_of_two_states_of_one_second_the_one_sent_later_is_newer() -> None:
    assert version(says("updated", sent_at=ELEVEN, updated_at=NINE)) > version(
        says("updated", sent_at=TEN, updated_at=NINE)
    )


def test_a_row_without_updated_at_is_as_new_as_its_sending() -> None:
    assert version(says("updated", sent_at=ELEVEN)) > version(says("updated", sent_at=TEN, updated_at=NINE))


@pytest.mark.parametrize(
    "deleted",
    [
        says("deleted", sent_at=TEN, updated_at=NINE),
        says("deleted", sent_at=TEN),
        says("deleted", sent_at=TEN, updated_at=NINE, deleted_at=NINE),
    ],
    ids=["for good", "for good, with the key alone", "softly, in the second of the change"],
)
def test_a_late_copy_of_a_change_does_not_bring_back_a_deleted_row(deleted: dict[str, Any]) -> None:
    assert version(deleted) > version(says("updated", sent_at=ELEVEN, updated_at=NINE))


def test_a_restored_row_is_newer_than_its_deletion_in_the_same_second() -> None:
    deleted = says("deleted", sent_at=ELEVEN, updated_at=NINE, deleted_at=NINE)

    assert version(says("restored", sent_at=TEN, updated_at=NINE, deleted_at=None)) > version(deleted)


def test_a_queue_that_tries_again_sends_the_same_event() -> None:
    first = event(LARAVEL, says("updated", sent_at=TEN, updated_at=NINE, nama="Ani"))
    again = event(
        LARAVEL, {"sent_at": ELEVEN, "event": "mahasiswa.updated", "data": {"nama": "Ani", "updated_at": NINE, "id": 7}}
    )

    assert first.id == again.id


def test_without_updated_at_only_the_time_of_sending_tells_two_equal_states_apart() -> None:
    assert event(LARAVEL, says("updated", sent_at=TEN)).id != event(LARAVEL, says("updated", sent_at=ELEVEN)).id


@pytest.mark.parametrize("moment", ["2026-08-03 10:00:00", "2026-08-03T10:00:00+07:00", 1785726000])
def test_times_are_read_as_laravel_may_write_them(moment: Any) -> None:
    assert version(says("updated", updated_at=moment)) == version(says("updated", updated_at=TEN))


def test_the_change_column_of_the_contract_takes_the_place_of_updated_at() -> None:
    made = contract_in("laravel", field("diubah", "timestamp", source_name="diubah_pada"))
    renamed = replace(made, source=replace(made.source, change_column="diubah"))

    assert (event(renamed, says("updated", diubah_pada=NINE)).version or "").startswith("01785722400000000-")


@pytest.mark.parametrize(
    ("value", "why"),
    [
        (b"halo", "json: bukan JSON pada huruf ke-1; diharapkan amplop Laravel"),
        (b'{"event": "mahasiswa.updated", "data": {"nama": "\xff"}}', "json: byte ke-50 bukan UTF-8; diharapkan amplop Laravel"),
        (b"[]", "envelope: bukan objek JSON; diharapkan amplop Laravel"),
        ({"data": {"id": 7}}, "envelope: tidak berisi event; diharapkan amplop Laravel"),
        ({"event": "mahasiswa.updated", "data": "x"}, "envelope: isinya bukan yang diharapkan: amplop Laravel"),
        (says("lulus"), "event: kejadian 'lulus' tidak dikenal; diharapkan created, deleted, "),
        ({"event": "updated", "data": {}}, "entity: pesan tentang ''; topik ini diharapkan berisi 'mahasiswa' saja"),
        (says("updated", sent_at=None), "version: tanpa updated_at maupun sent_at berupa waktu; tidak diketahui versi mana"),
        (says("updated", sent_at="kemarin"), "version: tanpa updated_at maupun sent_at berupa waktu; tidak diketahui versi mana"),
        (None, "tombstone: pesan kosong (tombstone); diharapkan amplop Laravel"),
    ],
)  # fmt: skip
def test_what_is_no_event_is_told_why(value: dict[str, Any] | bytes | None, why: str) -> None:
    assert reason(LARAVEL, value).startswith(why)


def test_where_the_offset_decides_no_time_is_needed() -> None:
    assert event(KEYED, says("updated", sent_at=None)).problem is None


def test_a_producer_may_name_its_events_by_the_houses_headers() -> None:
    assert event(LARAVEL, says("updated"), event_id="outbox-17").id == "outbox-17"
