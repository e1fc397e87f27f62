"""A whole batch: one outcome for each message, and what is staged of the accepted rows."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pandas as pd
import pytest

from include.contract.model import Protect, Transform
from include.records import Reject
from include.transform.batch import to_table, transform
from include.transform.pseudonym import pseudonym
from include.transform.schema import staged_schema
from tests.unit.transform.builders import batch, contract, field, message

KEY = b"kunci kampus"

AVERAGE = Transform("sql", "subtotal / jumlah", ("subtotal", "jumlah"))
ORDERS = contract(
    field("nomor"),
    field("subtotal", "number", "decimal(18,2)", unit="IDR"),
    field("jumlah", "integer", "bigint"),
    field("rata", "number", "decimal(18,2)", source_name=None, transform=AVERAGE),
)
PEOPLE = contract(
    field("nama", classification="personal", protect=Protect.PSEUDONYM),
    field("nik", "integer", classification="personal", protect=Protect.PSEUDONYM),
    field("telepon", classification="personal", protect=Protect.DROP),
    field("pendapatan", "number", "decimal(18,2)", classification="personal", protect=Protect.RESTRICT),
)


def outcomes(*sent: Any) -> dict[int, str]:
    """`accepted` or `rule(field)` for each offset."""
    transformed = transform(list(sent), batch(), ORDERS)
    accepted = {int(offset): "accepted" for offset in transformed.frame.index}
    return accepted | {r.offset: f"{r.rule}({r.field or ''})" for r in transformed.rejects}


def test_every_offset_has_one_outcome_whatever_gaps_the_topic_has() -> None:
    assert outcomes(
        message({"id": 1, "subtotal": "Rp 5.000", "jumlah": 2}, offset=3),
        message(b"kacau", offset=4),
        message({"id": 2, "subtotal": "gratis"}, offset=7),
        message({"id": None}, offset=8),
        message({"id": 3, "subtotal": "5", "jumlah": 0}, offset=9),
        message({"id": 4}, offset=90),
    ) == {
        3: "accepted",
        4: "json()",
        7: "number(subtotal)",
        8: "key(id)",
        9: "number(rata)",
        90: "accepted",
    }


def test_a_message_with_several_faults_gets_the_first_of_them_in_the_order_of_the_contract() -> None:
    assert outcomes(message({"id": "satu", "subtotal": "gratis", "jumlah": "banyak"})) == {0: "number(id)"}


def test_a_row_that_cannot_be_computed_is_told_from_what() -> None:
    (reject,) = transform([message({"id": 3, "subtotal": "5", "jumlah": 0})], batch(), ORDERS).rejects

    assert reject == Reject(
        0, "number", "rata", "rata: tidak dapat dihitung dari subtotal, jumlah, atau tidak muat dalam kolomnya"
    )


def test_a_delete_needs_its_key_and_nothing_else() -> None:
    transformed = transform(
        [
            message({"id": 1}, offset=1, op="delete"),
            message({"id": None}, offset=2, op="delete"),
            message({"id": 3, "subtotal": "5", "jumlah": 0}, offset=3, op="delete"),
            message({"id": 4}, offset=4, op="upsert"),
        ],
        batch(),
        ORDERS,
    )

    assert transformed.frame["_deleted"].to_dict() == {1: True, 3: True, 4: False}
    assert [(r.offset, r.rule) for r in transformed.rejects] == [(2, "key")]


def test_the_same_key_twice_is_no_error() -> None:
    assert outcomes(message({"id": 1}, offset=1), message({"id": 1}, offset=2)) == {1: "accepted", 2: "accepted"}


def test_a_row_carries_the_coordinates_of_its_message() -> None:
    sent = message({"id": 1}, offset=42, event_id="e-1", source_version="v-1")

    row = transform([sent], batch(), ORDERS).frame.iloc[0]

    assert (row["_partition"], row["_offset"], row["_event_id"], row["_version"]) == (0, 42, "e-1", "v-1")
    assert row["_contract"] == 1_00000_00000


def test_a_batch_of_nothing_has_the_columns_of_every_other() -> None:
    table = to_table(transform([], batch(), PEOPLE).frame, PEOPLE, KEY)

    assert (table.num_rows, table.schema.names) == (0, staged_schema(PEOPLE).names)


def test_a_batch_of_which_nothing_could_be_read_is_staged_empty() -> None:
    transformed = transform([message(b"kacau", offset=1), message(None, offset=2)], batch(), ORDERS)

    assert to_table(transformed.frame, ORDERS, KEY).num_rows == 0
    assert [r.offset for r in transformed.rejects] == [1, 2]


def test_personal_fields_are_staged_as_their_contract_says() -> None:
    sent = message({"id": 1, "nama": "Budi Santoso", "nik": 3174012345, "telepon": "0812", "pendapatan": "Rp 5"})
    rupiah = contract(*PEOPLE.fields[:-1], field("pendapatan", "number", unit="IDR", protect=Protect.RESTRICT))

    (row,) = to_table(transform([sent], batch(), rupiah).frame, rupiah, KEY).to_pylist()

    assert row["nama"] == pseudonym("Budi Santoso", KEY)
    assert row["nik"] == pseudonym("3174012345", KEY)
    assert row["pendapatan"] == Decimal(5)
    assert "telepon" not in row


def test_no_personal_value_is_anywhere_in_the_staged_table() -> None:
    sent = message({"id": 1, "nama": "Budi Santoso", "nik": 3174012345, "telepon": "081234567890"})

    shown = str(to_table(transform([sent], batch(), PEOPLE).frame, PEOPLE, KEY).to_pydict()).casefold()

    for value in ("budi", "santoso", "3174012345", "081234567890"):
        assert value not in shown


def test_the_same_person_has_the_same_pseudonym_in_every_dataset() -> None:
    alumni = contract(field("nm_mhs", source_name="nmmhsmsmh", classification="personal", protect=Protect.PSEUDONYM))
    student = to_table(transform([message({"id": 1, "nama": "Budi"})], batch(), PEOPLE).frame, PEOPLE, KEY)
    graduate = to_table(transform([message({"id": 9, "nmmhsmsmh": "BUDI "})], batch(), alumni).frame, alumni, KEY)

    assert student["nama"].to_pylist() == graduate["nm_mhs"].to_pylist()


def test_a_missing_personal_value_stays_missing() -> None:
    (row,) = to_table(transform([message({"id": 1})], batch(), PEOPLE).frame, PEOPLE, KEY).to_pylist()

    assert (row["nama"], row["nik"], row["pendapatan"]) == (None, None, None)


def test_a_function_may_change_the_field_it_reads() -> None:
    provinces = contract(
        field("kode", column_type="varchar(6)", transform=Transform("function", "kode_wilayah", ("kode",)))
    )

    frame = transform([message({"id": 1, "kode": "20000  "})], batch(), provinces).frame

    assert list(frame["kode"]) == ["020000"]


@pytest.mark.parametrize("kind", ["sql", "function"])
def test_a_field_may_be_computed_from_one_that_was_computed_above_it(kind: str) -> None:
    second = (
        Transform("sql", "tengah * 2", ("tengah",))
        if kind == "sql"
        else Transform("function", "kode_wilayah", ("kode",))
    )
    chained = contract(
        field("jumlah", "integer", "bigint"),
        field("tengah", "integer", "bigint", source_name=None, transform=Transform("sql", "jumlah + 1", ("jumlah",))),
        field("kode", source_name=None, transform=Transform("sql", "'1000' || jumlah", ("jumlah",))),
        field("akhir", "integer" if kind == "sql" else "string", source_name=None, transform=second),
    )

    frame = transform([message({"id": 1, "jumlah": 3})], batch(), chained).frame

    assert list(frame["akhir"]) == ([8] if kind == "sql" else ["010003"])


def test_transforming_the_same_messages_twice_gives_the_same() -> None:
    sent = [message({"id": n, "subtotal": "Rp 5.000", "jumlah": n % 3}, offset=n) for n in range(1, 30)]

    first, second = (transform(sent, batch(), ORDERS) for _ in range(2))

    pd.testing.assert_frame_equal(first.frame, second.frame)
    assert first.rejects == second.rejects
