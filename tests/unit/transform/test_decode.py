"""From bytes to columns: what a message may look like, and what each unreadable one is told."""

from __future__ import annotations

from decimal import Decimal

import pytest

from include.broker.formats.plain import Plain
from include.contract.model import Contract
from include.records import RawMessage, Reject
from include.transform import decode as module
from include.transform.decode import Decoded
from tests.unit.transform.builders import contract, field, key, message

ORDERS = contract(
    field("nomor"),
    field("tanggal", "date"),
    field("nilai", "number"),
    field("lunas", "boolean"),
    field("pelanggan", classification="personal"),
)


def decode(messages: list[RawMessage], of: Contract) -> Decoded:
    return module.decode(messages, of, Plain())


def only_reject(value: bytes | None, **headers: str) -> Reject:
    decoded = decode([message(value, offset=7, **headers)], ORDERS)
    assert not decoded.messages
    (reject,) = decoded.rejects
    return reject


def test_a_message_becomes_a_row_and_a_field_that_is_not_there_is_missing() -> None:
    decoded = decode([message({"id": 1, "nomor": "A-1", "nilai": "5.000", "lunas": True})], ORDERS)

    assert decoded.columns == {
        "id": [1],
        "nomor": ["A-1"],
        "tanggal": [None],
        "nilai": ["5.000"],
        "lunas": [True],
        "pelanggan": [None],
    }
    assert decoded.rejects == []


def test_a_field_is_read_under_the_name_it_has_at_its_source() -> None:
    renamed = contract(field("nim", source_name="nimhsmsmh"))

    assert decode([message({"id": 1, "nimhsmsmh": "123", "nim": "x"})], renamed).columns["nim"] == ["123"]


def test_a_computed_field_is_not_read() -> None:
    computed = contract(field("total", "number", source_name=None))

    assert list(decode([message({"id": 1, "total": 5})], computed).columns) == ["id"]


@pytest.mark.parametrize(
    ("sent", "read"),
    [
        (b"1234567890123456.78", Decimal("1234567890123456.78")),
        (b"0.1", Decimal("0.1")),
        (b"1E+3", Decimal("1E+3")),
        (b"1e999", Decimal("1E+999")),
        (b"5", 5),
        (b"123456789012345678901234567890", 123456789012345678901234567890),
        (b'"5,5"', "5,5"),
        (b"null", None),
    ],
)
def test_a_number_keeps_every_digit_it_was_sent_with(sent: bytes, read: object) -> None:
    decoded = decode([message(b'{"id":1,"nilai":' + sent + b"}")], ORDERS)

    assert decoded.columns["nilai"] == [read]


def test_fields_that_the_contract_does_not_know_are_passed_over() -> None:
    decoded = decode([message(b'{"id":1,"lain":{"dalam":[1,[2,{"x":1e999}]]}}')], ORDERS)

    assert decoded.columns["id"] == [1]


def test_of_two_equal_keys_the_last_one_counts() -> None:
    assert decode([message(b'{"id":1,"nomor":"A","nomor":"B"}')], ORDERS).columns["nomor"] == ["B"]


@pytest.mark.parametrize(
    ("value", "rule", "reason"),
    [
        (b'{"id":1,"nomor":"\xff\xfe"}', "json", "byte ke-18 bukan UTF-8; diharapkan objek JSON"),
        (b'{"id":1,"lain":"\xff"}', "json", "byte ke-17 bukan UTF-8; diharapkan objek JSON"),
        (b"\x00\x01\x02", "json", "bukan JSON pada huruf ke-1; diharapkan objek JSON"),
        (b"", "json", "bukan JSON pada huruf ke-1; diharapkan objek JSON"),
        (b'{"id":1,', "json", "bukan JSON pada huruf ke-9; diharapkan objek JSON"),
        (b'{"id":1}{"id":2}', "json", "bukan JSON pada huruf ke-9; diharapkan objek JSON"),
        (b'\xef\xbb\xbf{"id":1}', "json", "bukan JSON pada huruf ke-1; diharapkan objek JSON"),
        (b"{'id': 1}", "json", "bukan JSON pada huruf ke-2; diharapkan objek JSON"),
        (b'{"id":1,"nomor":"a\nb"}', "json", "bukan JSON pada huruf ke-19; diharapkan objek JSON"),
        (
            b'{"lain":' + b"[" * 100_000 + b"]" * 100_000 + b"}",
            "json",
            "bersarang terlalu dalam; diharapkan objek JSON yang datar",
        ),
        (b"[1,2]", "object", "JSON berupa larik; diharapkan objek"),
        (b'"teks"', "object", "JSON berupa teks; diharapkan objek"),
        (b"5", "object", "JSON berupa angka; diharapkan objek"),
        (b"null", "object", "JSON berupa null; diharapkan objek"),
        (b"true", "object", "JSON berupa boolean; diharapkan objek"),
        (None, "tombstone", "pesan kosong (tombstone); diharapkan objek JSON"),
        (b'{"id":NaN}', "nan", "berisi NaN, yang bukan angka JSON"),
        (b'{"id":1,"nilai":Infinity}', "nan", "berisi Infinity, yang bukan angka JSON"),
        (b'{"id":1,"nilai":-Infinity}', "nan", "berisi -Infinity, yang bukan angka JSON"),
        (b'{"id":1,"lain":[1,{"dalam":[NaN]}]}', "nan", "berisi NaN, yang bukan angka JSON"),
        (
            b'{"id":1,"nomor":"\\ud800"}',
            "json",
            "berisi separuh pasangan surrogate; diharapkan teks Unicode yang utuh",
        ),
        (
            b'{"id":' + b"9" * 5000 + b"}",
            "json",
            "tidak dapat dibaca sesuai kontrak; angkanya terlalu panjang atau kuncinya ganda",
        ),
    ],
    ids=lambda value: value[:20].decode(errors="replace") if isinstance(value, bytes) else None,
)
def test_a_message_that_is_no_json_object_is_told_why(value: bytes | None, rule: str, reason: str) -> None:
    assert only_reject(value) == Reject(7, rule, None, reason)


@pytest.mark.parametrize(
    ("value", "field_name", "reason"),
    [
        (b'{"id":1,"nomor":5}', "nomor", "nomor: berupa angka; diharapkan teks"),
        (b'{"id":1,"nomor":1e999}', "nomor", "nomor: berupa angka; diharapkan teks"),
        (b'{"id":1,"nomor":true}', "nomor", "nomor: berupa boolean; diharapkan teks"),
        (b'{"id":1,"nomor":["A"]}', "nomor", "nomor: berupa larik; diharapkan teks"),
        (b'{"id":1,"tanggal":20240101}', "tanggal", "tanggal: berupa angka; diharapkan teks"),
        (b'{"id":true}', "id", "id: berupa boolean; diharapkan angka atau teks berisi angka"),
        (b'{"id":1,"nilai":false}', "nilai", "nilai: berupa boolean; diharapkan angka atau teks berisi angka"),
        (b'{"id":1,"nilai":{"rp":5}}', "nilai", "nilai: berupa objek; diharapkan angka atau teks berisi angka"),
        (b'{"id":1,"nilai":[]}', "nilai", "nilai: berupa larik; diharapkan angka atau teks berisi angka"),
        (b'{"id":1,"lunas":1.0}', "lunas", "lunas: berupa angka; diharapkan boolean, 0 atau 1, atau teks"),
        (b'{"id":1,"lunas":[]}', "lunas", "lunas: berupa larik; diharapkan boolean, 0 atau 1, atau teks"),
    ],
)
def test_a_value_of_another_kind_is_told_which_kind_was_expected(value: bytes, field_name: str, reason: str) -> None:
    assert only_reject(value) == Reject(7, "type", field_name, reason)


def test_the_reason_of_a_wrong_kind_shows_no_value() -> None:
    assert "3174" not in only_reject(b'{"id":1,"pelanggan":3174012345}').reason


@pytest.mark.parametrize(
    ("headers", "rule", "reason"),
    [
        ({"oversize": "1"}, "oversize", "baris sumber melebihi batas topik"),
        ({"op": "hapus"}, "header", "header op tidak dikenal; diharapkan upsert atau delete"),
        ({"source_version": "9" * 65}, "header", "header source_version tidak dapat dipakai"),
        ({"source_version": "é"}, "header", "header source_version tidak dapat dipakai"),
        ({"source_version": "1\n2"}, "header", "header source_version tidak dapat dipakai"),
    ],
    ids=["a row too large for the topic", "operation", "version too long", "version not ASCII", "version with a break"],
)
def test_headers_can_forbid_to_take_a_message_for_a_row(headers: dict[str, str], rule: str, reason: str) -> None:
    reject = only_reject(b'{"id":1}', **headers)

    assert (reject.rule, reject.field) == (rule, None)
    assert reject.reason.startswith(reason)


def test_a_bad_message_leaves_its_neighbours_alone() -> None:
    decoded = decode(
        [
            message({"id": 1, "nilai": "5"}, offset=1),
            message(b"kacau", offset=2),
            message({"id": 3, "nilai": []}, offset=3),
            message({"id": 4, "nilai": 7}, offset=4),
        ],
        ORDERS,
    )

    assert [m.offset for m in decoded.messages] == [1, 4]
    assert decoded.columns["id"] == [1, 4]
    assert decoded.columns["nilai"] == ["5", 7]
    assert [event.row for event in decoded.events] == [b'{"id": 1, "nilai": "5"}', b'{"id": 4, "nilai": 7}']
    assert sorted((r.offset, r.rule) for r in decoded.rejects) == [(2, "json"), (3, "type")]


def test_two_contracts_are_not_mixed_up() -> None:
    other = contract(key("kode", "string"))

    assert decode([message({"id": 1})], ORDERS).columns["id"] == [1]
    assert decode([message({"kode": "A"})], other).columns == {"kode": ["A"]}


def test_of_a_deleted_row_only_the_key_is_read_whatever_else_stands_in_it() -> None:
    decoded = decode([message({"id": 1, "nomor": 5, "nilai": [], "pelanggan": "Budi"}, op="delete")], ORDERS)

    assert decoded.columns["id"] == [1]
    assert {value for name, column in decoded.columns.items() for value in column if name != "id"} == {None}


def test_a_field_may_have_the_name_of_a_keyword() -> None:
    assert decode([message({"id": 1, "class": "A"})], contract(field("class"))).columns["class"] == ["A"]
