"""The rules that every format keeps, each a function that fails when its format breaks it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pandas as pd

from include.broker.formats.base import WIDTH
from include.consume import consume_messages
from include.records import OffsetRange, PlannedBatch, RawMessage, Reject
from include.transform.batch import transform
from tests.contract.formats.kit import NOON, Change, Kit, message

Rule = Callable[[Any], None]
LATER = NOON + timedelta(minutes=5)
KEY = b"kunci"


def a_created_row_is_read(kit: Kit) -> None:
    row = only(kit, Change("create", 1, row={"id": 7, "nama": "Ani"}))

    assert (row["id_mahasiswa"], row["nama"], row["_deleted"]) == (7, "Ani", False)


def an_update_is_a_newer_version(kit: Kit) -> None:
    created, updated = rows(
        kit,
        kit.write(Change("create", 1, row={"id": 7, "nama": "Ani"})),
        kit.write(Change("update", 2, LATER, {"id": 7, "nama": "Ani Lestari"})),
    )

    assert updated["nama"] == "Ani Lestari"
    assert updated["_version"] > created["_version"]


def a_late_copy_of_an_older_version_is_older(kit: Kit) -> None:
    updated, created = rows(
        kit,
        kit.write(Change("update", 2, LATER, {"id": 7, "nama": "Ani Lestari"})),
        replace(kit.write(Change("create", 1, row={"id": 7, "nama": "Ani"})), timestamp=LATER + timedelta(hours=1)),
    )

    assert created["_version"] < updated["_version"]


def the_same_event_twice_has_one_name_and_one_version(kit: Kit) -> None:
    sent = kit.write(Change("create", 1, row={"id": 7, "nama": "Ani"}))

    first, again = rows(kit, sent, replace(sent, timestamp=LATER))

    assert (first["_event_id"], first["_version"]) == (again["_event_id"], again["_version"])


def different_events_of_a_row_have_different_names(kit: Kit) -> None:
    first, second = rows(
        kit,
        kit.write(Change("update", 1, row={"id": 7, "nama": "Ani"})),
        kit.write(Change("update", 2, LATER, {"id": 7, "nama": "Ani"})),
    )

    assert first["_event_id"] != second["_event_id"]


def names_and_versions_fit_into_every_sink(kit: Kit) -> None:
    row = only(kit, Change("create", 123_456, row={"id": 7, "nama": "x" * 90}))

    for name in ("_event_id", "_version"):
        assert 0 < len(row[name]) <= WIDTH
        assert row[name].isascii()


def a_field_that_is_not_there_is_missing(kit: Kit) -> None:
    assert only(kit, Change("create", 1, row={"id": 7}))["nama"] is None


def null_stays_null(kit: Kit) -> None:
    row = only(kit, Change("create", 1, row={"id": 7, "nama": None, "ukt": None, "lahir": None}))

    assert (row["nama"], row["ukt"], row["lahir"]) == (None, None, None)


def decimals_keep_every_digit(kit: Kit) -> None:
    large, small = rows(
        kit,
        kit.write(Change("create", 1, row={"id": 7, "ukt": Decimal("1234567890123456.78")})),
        kit.write(Change("create", 2, row={"id": 8, "ukt": Decimal("-0.05")})),
    )

    assert (large["ukt"], small["ukt"]) == (Decimal("1234567890123456.78"), Decimal("-0.05"))


def days_and_times_are_those_on_campus(kit: Kit) -> None:
    moment = datetime(2026, 8, 2, 18, 30, 0, 123456, tzinfo=UTC)
    row, old = rows(
        kit,
        kit.write(Change("create", 1, moment, {"id": 7, "lahir": date(2005, 3, 1), "updated_at": moment})),
        kit.write(Change("create", 2, row={"id": 8, "lahir": date(1969, 12, 31)})),
    )

    assert (row["lahir"], row["diubah"], old["lahir"]) == (date(2005, 3, 1), moment, date(1969, 12, 31))


def every_letter_survives(kit: Kit) -> None:
    name = 'Siti Nur’aini "Ünal" 学生 🎓 \\ \n baris'

    assert only(kit, Change("create", 1, row={"id": 7, "nama": name}))["nama"] == name


def what_is_no_event_is_refused_with_a_reason_and_its_bytes(kit: Kit) -> None:
    good = kit.write(Change("create", 1, row={"id": 7, "nama": "Ani"}))
    poison = [message(value, **headers) for value, headers in kit.poison]

    rejects = rejected(kit, [good, *poison, good])

    assert [reject["value"] for reject in rejects] == [value for value, _ in kit.poison]
    assert [reject["offset"] for reject in rejects] == list(range(1, len(poison) + 1))
    for reject in rejects:
        assert len(reject["reason"].split()) >= 4, reject["reason"]


def what_is_about_something_else_is_refused(kit: Kit) -> None:
    (reject,) = outcomes(kit, kit.write(Change("create", 1, row={"id": 7}), about="dosen"))

    assert isinstance(reject, Reject)
    assert reject.rule == "entity"
    assert "dosen" in reject.reason


def a_delete_names_its_key_and_is_newer(kit: Kit) -> None:
    updated, deleted = rows(
        kit,
        kit.write(Change("update", 1, row={"id": 7, "nama": "Ani"})),
        kit.write(Change("delete", 2, LATER, {"id": 7})),
    )

    assert (deleted["id_mahasiswa"], deleted["_deleted"]) == (7, True)
    assert deleted["_version"] > updated["_version"]


def a_deletion_counts_from_when_it_happened(kit: Kit) -> None:
    (deleted,) = rows(kit, kit.write(Change("delete", 2, LATER, {"id": 7, "updated_at": NOON})))

    assert deleted["_valid_from"].replace(microsecond=0) == LATER


def what_happens_in_one_instant_keeps_its_order(kit: Kit) -> None:
    changes = [
        Change("create", 1, row={"id": 7, "nama": "Ani"}),
        Change("update", 2, row={"id": 7, "nama": "Ani Lestari"}),
        Change("delete", 3, row={"id": 7}),
    ]

    versions = [row["_version"] for row in rows(kit, *(kit.write(change) for change in reversed(changes)))]

    assert versions == sorted(set(versions), reverse=True)


GENERAL: tuple[Rule, ...] = (
    a_created_row_is_read,
    an_update_is_a_newer_version,
    a_late_copy_of_an_older_version_is_older,
    the_same_event_twice_has_one_name_and_one_version,
    different_events_of_a_row_have_different_names,
    names_and_versions_fit_into_every_sink,
    a_field_that_is_not_there_is_missing,
    null_stays_null,
    decimals_keep_every_digit,
    days_and_times_are_those_on_campus,
    every_letter_survives,
    what_is_no_event_is_refused_with_a_reason_and_its_bytes,
)
OF_FORMATS_THAT_SEE_DELETES: tuple[Rule, ...] = (a_delete_names_its_key_and_is_newer,)
OF_FORMATS_THAT_ORDER_CHANGES: tuple[Rule, ...] = (what_happens_in_one_instant_keeps_its_order,)
OF_ENVELOPES: tuple[Rule, ...] = (
    what_is_about_something_else_is_refused,
    a_deletion_counts_from_when_it_happened,
)


def outcomes(kit: Kit, *messages: RawMessage) -> list[dict[str, Any] | Reject]:
    """The row or the reject of each message, which lie in a partition in this order."""
    placed = _placed(messages)
    transformed = transform(placed, _batch(len(placed)), kit.contract, kit.format)
    found: dict[int, dict[str, Any] | Reject] = {reject.offset: reject for reject in transformed.rejects}
    for offset, row in transformed.frame.astype(object).iterrows():
        found[int(str(offset))] = {str(name): None if pd.isna(value) else value for name, value in row.items()}
    return [found[offset] for offset in range(len(placed))]


def rows(kit: Kit, *messages: RawMessage) -> list[dict[str, Any]]:
    found = outcomes(kit, *messages)
    assert not [reject for reject in found if isinstance(reject, Reject)], found
    return [row for row in found if isinstance(row, dict)]


def only(kit: Kit, change: Change) -> dict[str, Any]:
    (row,) = rows(kit, kit.write(change))
    return row


def rejected(kit: Kit, messages: list[RawMessage]) -> list[dict[str, Any]]:
    """What the quarantine is given of messages, as it is staged."""
    placed = _placed(messages)
    with TemporaryDirectory() as folder:
        staged = consume_messages(_batch(len(placed)), kit.contract, placed, Path(folder).as_uri(), KEY, kit.format)
        return staged.rejects().to_pylist()


def _placed(messages: tuple[RawMessage, ...] | list[RawMessage]) -> list[RawMessage]:
    return [replace(each, offset=offset) for offset, each in enumerate(messages)]


def _batch(end: int) -> PlannedBatch:
    return PlannedBatch(
        "b" * 32, "mahasiswa", OffsetRange("siakad.mahasiswa.events", "topik-1", 0, 0, end), "1.0.0", "uji"
    )
